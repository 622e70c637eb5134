//! The keys of a workspace, unlocked for one account.

use std::collections::BTreeMap;

use beffroi_seal::hybrid::SealError;
use beffroi_seal::id::{AccountId, OrganisationId, WorkspaceId};
use beffroi_seal::keys::{EpochKey, FileWrap, Keyset};
use beffroi_seal::{Digest, RecordKey, SealingKey, cbor};
use rand_core::CryptoRng;
use thiserror::Error;

use super::access::{EpochOpening, EpochWrap, Role, members_digest};
use super::check::AcceptedCommit;
use super::commit::{Entry, content_slot, epoch_history_slot, epoch_wrap_slot};
use super::content::{ContentAnomaly, ContentEnvelope, ContentPlain, Meta, OpenedContent};
use super::log::WorkspaceLog;
use super::state::Epoch;

/// The epoch keys that an account can reach: its own wraps, and from each key the one before.
#[derive(Debug)]
pub struct Keyring {
    organisation: OrganisationId,
    workspace: WorkspaceId,
    account: AccountId,
    keys: BTreeMap<u32, EpochKeys>,
}

/// Why a workspace cannot be unlocked: the commit named carries a key that is not what it claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyringError {
    /// The account never received a key.
    #[error("account {account} has received no key of workspace {workspace}")]
    NoKey {
        /// The workspace.
        workspace: WorkspaceId,
        /// The account.
        account: AccountId,
    },
    /// What was sealed to the account does not open.
    #[error(
        "workspace {workspace}, epoch {epoch}, commit {sequence} ({commit}): the key sealed to the account does not open"
    )]
    WrapRefused {
        /// The workspace.
        workspace: WorkspaceId,
        /// The epoch.
        epoch: u32,
        /// The place of the commit that opened the epoch.
        sequence: u64,
        /// The digest of that commit.
        commit: Digest,
    },
    /// The key is not the one that the epoch's owner published.
    #[error(
        "workspace {workspace}, epoch {epoch}, commit {sequence} ({commit}): the key is not the one published"
    )]
    CommitmentMismatch {
        /// The workspace.
        workspace: WorkspaceId,
        /// The epoch.
        epoch: u32,
        /// The place of the commit that opened the epoch.
        sequence: u64,
        /// The digest of that commit.
        commit: Digest,
    },
    /// The key of the epoch before does not open with the key of this one.
    #[error("workspace {workspace}, epoch {epoch}, commit {sequence} ({commit}): the history does not open")]
    HistoryRefused {
        /// The workspace.
        workspace: WorkspaceId,
        /// The epoch that carries it.
        epoch: u32,
        /// The place of the commit that opened the epoch.
        sequence: u64,
        /// The digest of that commit.
        commit: Digest,
    },
}

impl KeyringError {
    /// The commit that carries the refused key: its place and digest.
    pub const fn commit(&self) -> Option<(u64, Digest)> {
        match self {
            Self::NoKey { .. } => None,
            Self::WrapRefused { sequence, commit, .. }
            | Self::CommitmentMismatch { sequence, commit, .. }
            | Self::HistoryRefused { sequence, commit, .. } => Some((*sequence, *commit)),
        }
    }

    /// Stable code for catalogues and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoKey { .. } => "keyring-no-key",
            Self::WrapRefused { .. } => "keyring-wrap-refused",
            Self::CommitmentMismatch { .. } => "keyring-commitment-mismatch",
            Self::HistoryRefused { .. } => "keyring-history-refused",
        }
    }
}

/// The keys of one epoch that are used often.
#[derive(Debug)]
struct EpochKeys {
    epoch: EpochKey,
    entries: RecordKey,
}

impl From<EpochKey> for EpochKeys {
    fn from(epoch: EpochKey) -> Self {
        Self { entries: epoch.entry_key(), epoch }
    }
}

impl Keyring {
    /// Unlocks every epoch that the account can reach.
    pub fn unlock(keyset: &Keyset, account: AccountId, log: &WorkspaceLog) -> Result<Self, KeyringError> {
        let access = log.access();
        let mut keyring = Self {
            organisation: access.organisation(),
            workspace: access.workspace(),
            account,
            keys: BTreeMap::new(),
        };
        keyring.refresh(keyset, log)?;
        match keyring.keys.is_empty() {
            true => Err(KeyringError::NoKey { workspace: keyring.workspace, account }),
            false => Ok(keyring),
        }
    }

    /// The keys that somebody handed over, such as an archive's: each must be the one that the log announces.
    pub fn of_keys(
        log: &WorkspaceLog,
        keys: impl IntoIterator<Item = (u32, EpochKey)>,
    ) -> Result<Self, KeyringError> {
        let access = log.access();
        let (organisation, workspace) = (access.organisation(), access.workspace());
        // Nobody's: what was sealed to accounts is not opened with it.
        let account = AccountId::from_bytes([0; 16]);
        let mut keyring = Self { organisation, workspace, account, keys: BTreeMap::new() };
        for (number, key) in keys {
            let announced = log.epochs().find(number).ok_or(KeyringError::NoKey { workspace, account })?;
            if key.commitment() != announced.commitment {
                return Err(keyring.error(announced, Fault::Commitment));
            }
            keyring.keys.insert(number, key.into());
        }
        Ok(keyring)
    }

    /// The epochs whose keys are here.
    pub fn epochs(&self) -> impl Iterator<Item = (u32, &EpochKey)> {
        self.keys.iter().map(|(number, keys)| (*number, &keys.epoch))
    }

    /// Unlocks the epochs opened since, after the log was extended.
    pub fn refresh(&mut self, keyset: &Keyset, log: &WorkspaceLog) -> Result<(), KeyringError> {
        let mut newer: Option<(&Epoch, &EpochKey)> = None;
        let mut found = Vec::new();
        for epoch in log.epochs().iter().rev() {
            if self.keys.contains_key(&epoch.epoch) {
                break;
            }
            let from_history = match newer {
                Some((above, key)) => self.through_history(above, key)?,
                None => None,
            };
            let key = match from_history {
                Some(key) => Some(key),
                None => self.own_wrap(keyset, epoch)?,
            };
            newer = None;
            if let Some(key) = key {
                if key.commitment() != epoch.commitment {
                    return Err(self.error(epoch, Fault::Commitment));
                }
                found.push((epoch, key));
                newer = found.last().map(|(epoch, key)| (*epoch, key));
            }
        }
        self.keys.extend(found.into_iter().map(|(epoch, key)| (epoch.epoch, key.into())));
        Ok(())
    }

    /// The account for which it is unlocked.
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The key of an epoch.
    pub fn epoch_key(&self, epoch: u32) -> Option<&EpochKey> {
        self.keys.get(&epoch).map(|keys| &keys.epoch)
    }

    /// The key that encrypts the entries of an epoch.
    pub fn entry_key(&self, epoch: u32) -> Option<&RecordKey> {
        self.keys.get(&epoch).map(|keys| &keys.entries)
    }

    /// What wraps the keys of files written in an epoch.
    pub fn file_wrap(&self, epoch: u32) -> Option<FileWrap> {
        self.epoch_key(epoch).map(EpochKey::file_wrap)
    }

    /// Opens the content of a commit. What does not open is reported beside what does.
    pub fn open_content(&self, accepted: &AcceptedCommit) -> OpenedContent {
        let commit = accepted.commit().body();
        let key = self.entry_key(commit.epoch);
        let mut opened = OpenedContent::default();
        for (index, entry) in commit.entries.iter().enumerate() {
            let Entry::Content(record) = entry else { continue };
            let meta = Meta {
                account: commit.author,
                device: commit.device,
                sequence: commit.sequence,
                index: index as u32,
                epoch: commit.epoch,
                at: commit.at,
                commit: accepted.commit().digest(),
            };
            let slot =
                content_slot(self.organisation, self.workspace, commit.previous, commit.sequence, index);
            let plain = key.and_then(|key| key.open(&slot, record).ok());
            let Some(plain) = plain else {
                opened.anomalies.push(ContentAnomaly { meta, code: "content-unreadable" });
                continue;
            };
            match cbor::decode::<ContentEnvelope>(plain.expose()) {
                Ok(envelope) => opened.entries.push(ContentPlain { meta, envelope }),
                Err(_) => opened.anomalies.push(ContentAnomaly { meta, code: "content-malformed" }),
            }
        }
        opened
    }

    fn own_wrap(&self, keyset: &Keyset, epoch: &Epoch) -> Result<Option<EpochKey>, KeyringError> {
        let Some(sealed) = epoch.wraps.get(&self.account) else { return Ok(None) };
        let slot = epoch_wrap_slot(self.organisation, self.workspace, epoch.epoch, self.account);
        keyset.opening.open_key(&slot, sealed).map(Some).map_err(|_| self.error(epoch, Fault::Wrap))
    }

    fn through_history(&self, above: &Epoch, key: &EpochKey) -> Result<Option<EpochKey>, KeyringError> {
        let Some(wrapped) = &above.previous else { return Ok(None) };
        let slot = epoch_history_slot(self.organisation, self.workspace, above.epoch);
        key.history_key().unwrap(&slot, wrapped).map(Some).map_err(|_| self.error(above, Fault::History))
    }

    fn error(&self, epoch: &Epoch, fault: Fault) -> KeyringError {
        let (workspace, sequence, commit) = (self.workspace, epoch.opened.sequence, epoch.opened.hash);
        let epoch = epoch.epoch;
        match fault {
            Fault::Wrap => KeyringError::WrapRefused { workspace, epoch, sequence, commit },
            Fault::Commitment => KeyringError::CommitmentMismatch { workspace, epoch, sequence, commit },
            Fault::History => KeyringError::HistoryRefused { workspace, epoch, sequence, commit },
        }
    }
}

#[derive(Clone, Copy)]
enum Fault {
    Wrap,
    Commitment,
    History,
}

/// Opens a new epoch: a fresh key, sealed to exactly these members, and the previous key wrapped under it.
pub fn rotate(
    organisation: OrganisationId,
    workspace: WorkspaceId,
    epoch: u32,
    previous: Option<&EpochKey>,
    members: &BTreeMap<AccountId, (Role, &SealingKey)>,
    rng: &mut impl CryptoRng,
) -> Result<(EpochOpening, EpochKey), SealError> {
    let key = EpochKey::make(rng);
    let wraps = members
        .iter()
        .map(|(account, (_, sealing))| wrap(organisation, workspace, epoch, *account, sealing, &key, rng))
        .collect::<Result<_, _>>()?;
    let opening = EpochOpening {
        epoch,
        commitment: key.commitment(),
        members: members_digest(
            organisation,
            workspace,
            epoch,
            members.iter().map(|(account, (role, _))| (*account, *role)),
        ),
        wraps,
        previous: previous.map(|previous| {
            key.history_key().wrap(&epoch_history_slot(organisation, workspace, epoch), previous, rng)
        }),
    };
    Ok((opening, key))
}

/// Seals the key of an epoch to one account.
pub(super) fn wrap(
    organisation: OrganisationId,
    workspace: WorkspaceId,
    epoch: u32,
    account: AccountId,
    sealing: &SealingKey,
    key: &EpochKey,
    rng: &mut impl CryptoRng,
) -> Result<EpochWrap, SealError> {
    let slot = epoch_wrap_slot(organisation, workspace, epoch, account);
    Ok(EpochWrap { account, sealed: sealing.seal_key(&slot, key, rng)? })
}
