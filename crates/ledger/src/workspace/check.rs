//! The rules of the workspace log, in one function: the server runs it before it stores, every client before it
//! applies.

use beffroi_seal::id::AccountId;
use beffroi_seal::unverified::{Reason, Unverified};

use super::access::{AccessEntry, EpochOpening, Role, members_digest};
use super::commit::{Commit, Entry, Head, SignedCommit};
use super::life;
use super::link::{self, LinkStatus, LinkWriter};
use super::refusal::{CommitRefusal, CommitRule};
use super::state::{Access, AccessState, Member};
use crate::Signed;
use crate::intake::DepositStatement;
use crate::org::{OrgState, Profile};

/// A commit that [`check`] accepted, with what it changes: what [`AccessState::apply`] takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedCommit {
    commit: SignedCommit,
    after: Option<Access>,
}

impl AcceptedCommit {
    /// The commit.
    pub const fn commit(&self) -> &SignedCommit {
        &self.commit
    }

    /// Its position.
    pub const fn head(&self) -> Head {
        Head { sequence: self.commit.body().sequence, hash: self.commit.digest() }
    }

    /// Takes the commit out.
    pub fn into_inner(self) -> SignedCommit {
        self.commit
    }

    pub(super) const fn access_after(&self) -> Option<&Access> {
        self.after.as_ref()
    }
}

/// Judges the next commit of a workspace: place, signature, rights of its author at the position of the organisation log
/// that it names, and each of its access entries. Content is not looked at.
pub fn check(
    state: &AccessState,
    org: &OrgState,
    commit: Unverified<SignedCommit>,
) -> Result<AcceptedCommit, CommitRefusal> {
    let (sequence, digest) = {
        let peeked = commit.peek(Reason::Log);
        (peeked.body().sequence, peeked.digest())
    };
    commit
        .check_into(|commit| {
            let after = judge(state, org, &commit)?;
            Ok(AcceptedCommit { commit, after })
        })
        .map_err(|rule| CommitRefusal { workspace: state.workspace, sequence, commit: digest, rule })
}

/// What only the server can add, because only it knows the present: the author may still act at the end of the
/// organisation log, and not only at the position that the commit names.
pub fn check_author_now(org: &OrgState, commit: &Commit) -> Result<(), CommitRule> {
    author_at(org, commit, org.len().saturating_sub(1))
}

/// What a client can add that saw the log end before this commit while it knew the organisation log up to `since`: the
/// commit was stored later, and whoever stores judges the author at the end of the organisation log of that moment
/// ([`check_author_now`]). That end lies at `since` or after it, so the author must have been able to act at one such place.
///
/// Somebody who wrote offline, or who does not know that they were suspended in between, is not refused by this: only
/// somebody whose rights had ended by `since` and never came back.
pub fn check_author_since(org: &OrgState, commit: &Commit, since: u64) -> Result<(), CommitRule> {
    let device = org.device(commit.device).is_some_and(|record| record.revoked.is_none_or(|at| at > since));
    let account = org.account(commit.author).is_some_and(|record| record.active_since(since));
    if device && account { Ok(()) } else { Err(CommitRule::AuthorEnded { device: commit.device, since }) }
}

/// The largest commit.
pub const COMMIT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The most entries of a commit.
pub const ENTRIES_MAX: usize = 5_000;
/// The most members of a workspace.
pub const MEMBERS_MAX: usize = 2_000;

fn judge(state: &AccessState, org: &OrgState, signed: &SignedCommit) -> Result<Option<Access>, CommitRule> {
    let commit = signed.body();
    bounds(signed)?;
    place(state, commit)?;
    organisation_position(state, org, commit)?;
    author_at(org, commit, commit.org_head.sequence)?;
    signature(org, signed)?;
    if state.head.is_none() {
        registered(org, signed)?;
    }
    let access = access_entries(&commit.entries)?;
    let writer = Writer { state, org, commit };
    let after = writer.judge(&access)?;
    let epoch = after.as_ref().map_or(state.access.epoch, |after| after.epoch);
    if commit.epoch != epoch {
        return Err(CommitRule::StaleEpoch { named: commit.epoch, current: epoch });
    }
    Ok(after)
}

fn bounds(signed: &SignedCommit) -> Result<(), CommitRule> {
    let (bytes, entries) = (signed.encoded().len(), signed.body().entries.len());
    if bytes > COMMIT_BYTES_MAX {
        return Err(CommitRule::TooLarge { bytes, bytes_max: COMMIT_BYTES_MAX });
    }
    if entries == 0 || entries > ENTRIES_MAX {
        return Err(CommitRule::EntryCount { entries, entries_max: ENTRIES_MAX });
    }
    Ok(())
}

fn place(state: &AccessState, commit: &Commit) -> Result<(), CommitRule> {
    if commit.organisation != state.organisation {
        return Err(CommitRule::OtherOrganisation { named: commit.organisation });
    }
    if commit.workspace != state.workspace {
        return Err(CommitRule::OtherWorkspace { named: commit.workspace });
    }
    let expected = state.next_sequence();
    if commit.sequence != expected {
        return Err(CommitRule::Conflict { expected });
    }
    let expected = state.head.map(|head| head.hash);
    if commit.previous != expected {
        return Err(CommitRule::PreviousMismatch { expected });
    }
    if commit.state_root.is_some() {
        return Err(CommitRule::StateRootReserved);
    }
    Ok(())
}

fn organisation_position(state: &AccessState, org: &OrgState, commit: &Commit) -> Result<(), CommitRule> {
    let head = commit.org_head;
    if org.organisation() != Some(commit.organisation) {
        return Err(CommitRule::OtherOrganisation { named: commit.organisation });
    }
    if head.sequence >= org.len() {
        return Err(CommitRule::OrgHeadAhead { named: head.sequence });
    }
    if !org.knows(&head) {
        return Err(CommitRule::OrgHeadUnknown { head });
    }
    match state.org_head {
        Some(known) if head.sequence < known.sequence => {
            Err(CommitRule::OrgHeadOlder { named: head.sequence, known: known.sequence })
        }
        _ => Ok(()),
    }
}

fn author_at(org: &OrgState, commit: &Commit, sequence: u64) -> Result<(), CommitRule> {
    let (device, author) = (commit.device, commit.author);
    let record = org.device(device).ok_or(CommitRule::DeviceUnknown { device })?;
    if record.certificate.account != author {
        return Err(CommitRule::DeviceOfAnother { device, author });
    }
    if record.added > sequence {
        return Err(CommitRule::DeviceUnknown { device });
    }
    if !record.valid_at(sequence) {
        return Err(CommitRule::DeviceRevoked { device });
    }
    if !org.account_active_at(author, sequence) {
        return Err(CommitRule::AccountInactive { account: author });
    }
    Ok(())
}

fn signature(org: &OrgState, signed: &SignedCommit) -> Result<(), CommitRule> {
    let device = signed.body().device;
    let record = org.device(device).ok_or(CommitRule::DeviceUnknown { device })?;
    signed.verify(&record.certificate.signing).map_err(|_| CommitRule::Forged { device })
}

/// The first commit is the one that the organisation log registered, once it has registered one.
fn registered(org: &OrgState, signed: &SignedCommit) -> Result<(), CommitRule> {
    match org.workspace(signed.body().workspace) {
        Some(record) if record.genesis != signed.digest() || record.owner != signed.body().author => {
            Err(CommitRule::OtherGenesis)
        }
        _ => Ok(()),
    }
}

/// The access entries, which come before the content.
fn access_entries(entries: &[Entry]) -> Result<Vec<&AccessEntry>, CommitRule> {
    let count = entries.iter().take_while(|entry| matches!(entry, Entry::Access(_))).count();
    let (access, content) = entries.split_at(count);
    if let Some(index) = content.iter().position(|entry| matches!(entry, Entry::Access(_))) {
        return Err(CommitRule::AccessAfterContent { index: count + index });
    }
    Ok(access
        .iter()
        .filter_map(|entry| match entry {
            Entry::Access(access) => Some(access),
            Entry::Content(_) => None,
        })
        .collect())
}

/// A commit's author, before the rules about what they write.
struct Writer<'a> {
    state: &'a AccessState,
    org: &'a OrgState,
    commit: &'a Commit,
}

impl Writer<'_> {
    /// What the access entries change; nothing when there are none.
    fn judge(&self, entries: &[&AccessEntry]) -> Result<Option<Access>, CommitRule> {
        if self.state.head.is_none() {
            return self.creation(entries).map(Some);
        }
        let author = self.commit.author;
        match self.state.role(author) {
            None => return Err(CommitRule::NotMember { author }),
            Some(Role::Reader) => return Err(CommitRule::ReaderWrites { author }),
            Some(Role::Member) if !entries.iter().all(|entry| entry.is_about_link()) => {
                return Err(CommitRule::NotOwner { author });
            }
            Some(Role::Member | Role::Owner) => {}
        }
        life::allows(&self.state.access, entries.first().copied())?;
        if entries.is_empty() {
            return Ok(None);
        }
        let after = self.changes(self.state.access.clone(), entries, 0)?;
        let writes_content = self.commit.entries.len() > entries.len();
        if writes_content {
            life::content_allowed(&self.state.access, &after)?;
        }
        Ok(Some(after))
    }

    fn creation(&self, entries: &[&AccessEntry]) -> Result<Access, CommitRule> {
        let Some((AccessEntry::Created { owner, opening }, rest)) = entries.split_first() else {
            return Err(CommitRule::CreationMisplaced);
        };
        if *owner != self.commit.author {
            return Err(CommitRule::NotOwner { author: self.commit.author });
        }
        let mut access = Access::default();
        access.members.insert(*owner, self.member(*owner, Role::Owner)?);
        if opening.epoch != 0 {
            return Err(CommitRule::EpochNumber { named: opening.epoch, expected: 0 });
        }
        if opening.previous.is_some() {
            return Err(CommitRule::EpochHistory);
        }
        self.sealed_to_members(opening, &access)?;
        access.commitment = Some(opening.commitment);
        self.changes(access, rest, 1)
    }

    /// Applies access entries in order. `offset` is the index of the first in the commit.
    fn changes(
        &self,
        mut access: Access,
        entries: &[&AccessEntry],
        offset: usize,
    ) -> Result<Access, CommitRule> {
        let mut lowered: Option<AccountId> = None;
        let mut opened = false;
        for (index, entry) in entries.iter().enumerate() {
            if opened {
                return Err(CommitRule::EpochNotLast { index: offset + index });
            }
            match entry {
                AccessEntry::Created { .. } => return Err(CommitRule::CreationMisplaced),
                AccessEntry::MemberAdded { account, role, wrap } => {
                    if access.members.contains_key(account) {
                        return Err(CommitRule::MemberExists { account: *account });
                    }
                    if wrap.account != *account {
                        return Err(CommitRule::WrapOfAnother { account: *account });
                    }
                    if access.members.len() == MEMBERS_MAX {
                        return Err(CommitRule::TooManyMembers { members_max: MEMBERS_MAX });
                    }
                    access.members.insert(*account, self.member(*account, *role)?);
                }
                AccessEntry::RoleChanged { account, role } => {
                    self.profile_allows(*account, *role)?;
                    let member = access
                        .members
                        .get_mut(account)
                        .ok_or(CommitRule::MemberUnknown { account: *account })?;
                    if member.role == *role {
                        return Err(CommitRule::RoleUnchanged { account: *account, role: *role });
                    }
                    if *role == Role::Reader {
                        lowered = Some(*account);
                    }
                    member.role = *role;
                }
                AccessEntry::MemberRemoved { account } => {
                    if *account == self.commit.author {
                        return Err(CommitRule::RemovesSelf { account: *account });
                    }
                    if access.members.remove(account).is_none() {
                        return Err(CommitRule::MemberUnknown { account: *account });
                    }
                    lowered = Some(*account);
                }
                AccessEntry::EpochOpened { opening } => {
                    self.epoch_opened(opening, &mut access)?;
                    opened = true;
                }
                AccessEntry::DepositOpened { statement } => {
                    self.deposit_opened(statement, &access)?;
                    access.deposit = Some(statement.clone());
                }
                AccessEntry::LinkOpened { opening } => {
                    link::open(&mut access.links, opening, &self.link_writer()?)?;
                }
                AccessEntry::LinkSuspended { link } => {
                    link::change(&mut access.links, *link, LinkStatus::Suspended)?;
                }
                AccessEntry::LinkResumed { link } => {
                    link::change(&mut access.links, *link, LinkStatus::Open)?;
                }
                AccessEntry::LinkClosed { link } => {
                    link::change(&mut access.links, *link, LinkStatus::Closed)?;
                }
                AccessEntry::Closed
                | AccessEntry::Reopened
                | AccessEntry::Suspended
                | AccessEntry::Resumed => life::turn(&mut access, entry)?,
                AccessEntry::ObjectsDestroyed { objects } => life::destroy(objects)?,
                AccessEntry::Deleted if self.commit.entries.len() > 1 => {
                    return Err(CommitRule::DeletionNotAlone);
                }
                AccessEntry::Deleted => {
                    life::end(&mut access);
                    return Ok(access);
                }
            }
        }
        match lowered {
            Some(account) if !opened => return Err(CommitRule::RotationMissing { account }),
            _ => {}
        }
        self.owner_remains(&access)?;
        Ok(access)
    }

    fn member(&self, account: AccountId, role: Role) -> Result<Member, CommitRule> {
        if !self.org.account_active_at(account, self.commit.org_head.sequence) {
            return Err(CommitRule::MemberInactive { account });
        }
        self.profile_allows(account, role)?;
        Ok(Member { role, since: self.commit.sequence, since_at: self.commit.at })
    }

    fn profile_allows(&self, account: AccountId, role: Role) -> Result<(), CommitRule> {
        if self.profile(account)? == Profile::Guest && role == Role::Owner {
            return Err(CommitRule::GuestOwner { account });
        }
        Ok(())
    }

    fn profile(&self, account: AccountId) -> Result<Profile, CommitRule> {
        self.org
            .account(account)
            .and_then(|record| record.profile_at(self.commit.org_head.sequence))
            .ok_or(CommitRule::MemberInactive { account })
    }

    fn link_writer(&self) -> Result<LinkWriter, CommitRule> {
        let author = self.commit.author;
        Ok(LinkWriter {
            author,
            guest: self.profile(author)? == Profile::Guest,
            at: self.commit.at,
            rules: self.org.sharing_at(self.commit.org_head.sequence),
        })
    }

    fn epoch_opened(&self, opening: &EpochOpening, access: &mut Access) -> Result<(), CommitRule> {
        let expected = access.epoch.saturating_add(1);
        if opening.epoch != expected {
            return Err(CommitRule::EpochNumber { named: opening.epoch, expected });
        }
        self.sealed_to_members(opening, access)?;
        access.epoch = expected;
        access.commitment = Some(opening.commitment);
        Ok(())
    }

    /// One wrap for each member, in the order of their ids, and the digest of exactly that list.
    fn sealed_to_members(&self, opening: &EpochOpening, access: &Access) -> Result<(), CommitRule> {
        let exactly = opening.wraps.iter().map(|wrap| &wrap.account).eq(access.members.keys());
        let members = access.members.iter().map(|(account, member)| (*account, member.role));
        let digest = members_digest(self.commit.organisation, self.commit.workspace, opening.epoch, members);
        if exactly && opening.members == digest {
            Ok(())
        } else {
            Err(CommitRule::EpochMembers { epoch: opening.epoch })
        }
    }

    fn deposit_opened(
        &self,
        statement: &Signed<DepositStatement>,
        access: &Access,
    ) -> Result<(), CommitRule> {
        let stated = statement.body();
        let here = stated.organisation == self.commit.organisation
            && stated.workspace == self.commit.workspace
            && stated.authority == self.commit.author;
        let root = self.org.account(self.commit.author).map(|record| record.certificate.root);
        if !here || root.is_none_or(|root| statement.verify(&root).is_err()) {
            return Err(CommitRule::DepositForged);
        }
        let expected = access.deposit.as_ref().map_or(0, |before| before.body().number.saturating_add(1));
        if stated.number != expected {
            return Err(CommitRule::DepositNumber { named: stated.number, expected });
        }
        Ok(())
    }

    fn owner_remains(&self, access: &Access) -> Result<(), CommitRule> {
        let position = self.commit.org_head.sequence;
        let remains = access.members.iter().any(|(account, member)| {
            member.role == Role::Owner && self.org.account_active_at(*account, position)
        });
        if remains { Ok(()) } else { Err(CommitRule::LastOwner) }
    }
}
