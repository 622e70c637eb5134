//! The accounts that may see a resource, as bytes beside its name.

/// Before the number of a list kept elsewhere; no account is that long.
const CROWD: u16 = u16::MAX;

const LENGTH_BYTES: usize = 2;

/// Who may see a resource.
pub(super) enum Viewers<'a> {
    /// These accounts.
    Listed(Accounts<'a>),
    /// The accounts of the list with this number.
    Crowd(u32),
}

/// Accounts written one after another.
pub(super) struct Accounts<'a>(&'a [u8]);

/// Bytes an account takes.
pub(super) fn bytes(account: &[u8]) -> usize {
    LENGTH_BYTES + account.len()
}

/// Adds an account of at most 65 534 bytes.
pub(super) fn write(account: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&(account.len() as u16).to_le_bytes());
    out.extend_from_slice(account);
}

/// Writes that the accounts are in a list of their own.
pub(super) fn write_crowd(list: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(&CROWD.to_le_bytes());
    out.extend_from_slice(&list.to_le_bytes());
}

/// Reads what was written.
#[inline]
pub(super) fn read(bytes: &[u8]) -> Viewers<'_> {
    match bytes {
        [0xff, 0xff, a, b, c, d] => Viewers::Crowd(u32::from_le_bytes([*a, *b, *c, *d])),
        _ => Viewers::Listed(Accounts(bytes)),
    }
}

impl<'a> Iterator for Accounts<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk::<LENGTH_BYTES>()?;
        let (account, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        self.0 = rest;
        Some(account)
    }
}
