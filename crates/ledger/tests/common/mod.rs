//! An organisation with named people, built entry by entry, and hands to write what nobody should.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;

use beffroi_ledger::intake::{DepositStatement, IntakeStatement};
use beffroi_ledger::org::{
    AccountCertificate, DeviceCertificate, Enrolment, InvitationSecret, OrgBody, OrgDraft, OrgEntry, OrgHead,
    OrgLog, OrgState, OrganisationStatement, Person, Profile, Relation, SignedOrgEntry, device_name_slot,
    directory_wrap_slot, email_digest, fingerprint_of, organisation_of, organisation_wrap_slot,
};
use beffroi_ledger::workspace::{
    AcceptedCommit, AccessEntry, Commit, CommitDraft, DraftAuthor, Entry, Keyring, LinkOpening, LinkTerms,
    Role, SignedCommit, Space, WorkspaceLog, link_cover_slot, link_sheet_slot, link_slot,
};
use beffroi_ledger::{Signed, Timestamp, V1};
use beffroi_seal::id::{AccountId, DeviceId, InvitationId, LinkId, ObjectId, OrganisationId, WorkspaceId};
use beffroi_seal::keys::{DeviceKeyset, DirectoryKey, Keyset};
use beffroi_seal::link::LinkSecret;
use beffroi_seal::unverified::{Reason, Unverified};
use beffroi_seal::{Digest, SigningKey};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

/// Someone with an account and one device.
pub struct Someone {
    pub name: &'static str,
    pub account: AccountId,
    pub device: DeviceId,
    pub keys: Keyset,
    pub device_keys: DeviceKeyset,
}

impl Someone {
    pub fn author(&self) -> DraftAuthor {
        DraftAuthor { account: self.account, device: self.device }
    }
}

/// An organisation and its log, as an honest server holds it.
pub struct World {
    pub rng: ChaCha20Rng,
    pub organisation_key: SigningKey,
    pub organisation: OrganisationId,
    pub fingerprint: Digest,
    pub directory: DirectoryKey,
    pub people: BTreeMap<&'static str, Someone>,
    pub entries: Vec<SignedOrgEntry>,
    pub log: OrgLog,
}

/// A workspace and its log, as an honest server holds it.
pub struct Room {
    pub workspace: WorkspaceId,
    pub commits: Vec<SignedCommit>,
    pub log: WorkspaceLog,
}

pub fn at(milliseconds: i64) -> Timestamp {
    Timestamp::from_unix_ms(1_700_000_000_000 + milliseconds)
}

impl World {
    /// Alice alone, administrator.
    pub fn new(seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let organisation_key = SigningKey::make(&mut rng);
        let fingerprint = fingerprint_of(&organisation_key.verifying_key());
        let organisation = organisation_of(&fingerprint);
        let directory = DirectoryKey::make(&mut rng);
        let mut world = Self {
            rng,
            organisation_key,
            organisation,
            fingerprint,
            directory,
            people: BTreeMap::new(),
            entries: Vec::new(),
            log: OrgLog::new(fingerprint),
        };
        let alice = world.someone("alice");
        let statement = world.statement(&alice);
        let administrator = world.enrolment(&alice, Profile::Administrator);
        let device = world.device_certificate(&alice);
        let body = OrgBody::Genesis {
            statement,
            administrator: Enrolment { organisation_wrap: None, ..administrator },
            device,
        };
        let author = alice.device;
        world.people.insert("alice", alice);
        let entry = world.signed("alice", author, body);
        world.push(entry);
        world
    }

    /// Alice, administrator; bob and carol, users; gus, guest; mallory, a user whom nobody adds anywhere.
    pub fn with_people(seed: u64) -> Self {
        let mut world = Self::new(seed);
        world.join("bob", Profile::User);
        world.join("carol", Profile::User);
        world.join("gus", Profile::Guest);
        world.join("mallory", Profile::User);
        world
    }

    pub fn someone(&mut self, name: &'static str) -> Someone {
        Someone {
            name,
            account: AccountId::make(&mut self.rng),
            device: DeviceId::make(&mut self.rng),
            keys: Keyset::make(&mut self.rng),
            device_keys: DeviceKeyset::make(&mut self.rng),
        }
    }

    pub fn statement(&self, administrator: &Someone) -> Signed<OrganisationStatement> {
        let statement = OrganisationStatement {
            v: V1,
            organisation: self.organisation,
            name: "Commune de Sainte-Épreuve".to_owned(),
            zone: "Europe/Paris".to_owned(),
            organisation_key: self.organisation_key.verifying_key(),
            administrator: administrator.account,
            administrator_root: administrator.keys.signing.verifying_key(),
        };
        Signed::sign(statement, &self.organisation_key)
    }

    pub fn account_certificate(&self, someone: &Someone) -> Signed<AccountCertificate> {
        AccountCertificate {
            v: V1,
            organisation: self.organisation,
            account: someone.account,
            root: someone.keys.signing.verifying_key(),
            sealing: someone.keys.opening.sealing_key().clone(),
            email_digest: email_digest(self.organisation, &format!("{}@example.fr", someone.name)),
        }
        .sign(&someone.keys.signing)
    }

    pub fn person(&self, someone: &Someone) -> Person {
        Person {
            v: V1,
            given_name: someone.name.to_owned(),
            family_name: "Épreuve".to_owned(),
            email: format!("{}@example.fr", someone.name),
            entity: "Mairie".to_owned(),
        }
    }

    pub fn enrolment(&mut self, someone: &Someone, profile: Profile) -> Enrolment {
        let certificate = self.account_certificate(someone);
        let (organisation, account) = (self.organisation, someone.account);
        let person = self.person(someone).seal(organisation, account, &self.directory, &mut self.rng);
        let sealing = someone.keys.opening.sealing_key();
        let directory_wrap = (profile != Profile::Guest).then(|| {
            sealing
                .seal_key(&directory_wrap_slot(organisation, account), &self.directory, &mut self.rng)
                .unwrap()
        });
        let organisation_wrap = (profile == Profile::Administrator).then(|| {
            let slot = organisation_wrap_slot(organisation, account);
            sealing.seal_key(&slot, &self.organisation_key, &mut self.rng).unwrap()
        });
        Enrolment { certificate, profile, person, directory_wrap, organisation_wrap }
    }

    pub fn device_certificate(&mut self, someone: &Someone) -> Signed<DeviceCertificate> {
        let slot = device_name_slot(self.organisation, someone.device);
        DeviceCertificate {
            v: V1,
            organisation: self.organisation,
            account: someone.account,
            device: someone.device,
            signing: someone.device_keys.signing.verifying_key(),
            sealing: someone.device_keys.opening.sealing_key().clone(),
            name: self.directory.seal(&slot, "ordinateur".as_bytes(), &mut self.rng),
        }
        .sign(&someone.keys.signing)
    }

    pub fn enrolled(&mut self, someone: &Someone, profile: Profile) -> OrgBody {
        let enrolment = self.enrolment(someone, profile);
        let invitation = InvitationId::make(&mut self.rng);
        let proof = InvitationSecret::make(&mut self.rng).prove(invitation, &enrolment.certificate);
        OrgBody::AccountEnrolled { enrolment, invitation, proof, relation: Relation::ByLink }
    }

    /// Enrols someone and adds their device.
    pub fn join(&mut self, name: &'static str, profile: Profile) {
        let someone = self.someone(name);
        let enrolled = self.enrolled(&someone, profile);
        self.say("alice", enrolled);
        let certificate = self.device_certificate(&someone);
        self.people.insert(name, someone);
        self.say(name, OrgBody::DeviceAdded { certificate });
    }

    pub fn who(&self, name: &str) -> &Someone {
        &self.people[name]
    }

    pub fn account(&self, name: &str) -> AccountId {
        self.who(name).account
    }

    pub fn state(&self) -> &OrgState {
        self.log.state()
    }

    pub fn head(&self) -> OrgHead {
        self.log.head().unwrap()
    }

    /// An entry at the end of the log, signed with the device key of someone, who may claim to be another device.
    pub fn signed(&self, signer: &str, author: DeviceId, body: OrgBody) -> SignedOrgEntry {
        OrgDraft { organisation: self.organisation, after: self.log.head(), author, body }
            .sign(&self.who(signer).device_keys.signing, at(self.entries.len() as i64))
    }

    pub fn draft(&self, name: &str, body: OrgBody) -> SignedOrgEntry {
        self.signed(name, self.who(name).device, body)
    }

    pub fn push(&mut self, entry: SignedOrgEntry) {
        self.log.extend([Unverified::new(entry.clone())]).unwrap();
        self.entries.push(entry);
    }

    pub fn say(&mut self, name: &str, body: OrgBody) {
        let entry = self.draft(name, body);
        self.push(entry);
    }

    /// What the rules answer to an entry.
    pub fn refusal(&self, entry: SignedOrgEntry) -> &'static str {
        match beffroi_ledger::org::check(self.state(), Unverified::new(entry)) {
            Ok(_) => "accepted",
            Err(refusal) => refusal.code(),
        }
    }

    pub fn encoded(&self) -> Vec<Vec<u8>> {
        self.entries.iter().map(|entry| entry.encoded().to_vec()).collect()
    }

    /// A workspace owned by someone, registered in the organisation log.
    pub fn room(&mut self, owner: &str) -> Room {
        let workspace = WorkspaceId::make(&mut self.rng);
        let mut log = WorkspaceLog::new(self.organisation, workspace);
        let draft = CommitDraft::new(self.who(owner).author()).content(Space::Meta, b"nom".to_vec());
        let commit = self.sign(&draft, &log, None, owner);
        let owner_account = self.account(owner);
        self.say(
            owner,
            OrgBody::WorkspaceCreated { workspace, owner: owner_account, genesis: commit.digest() },
        );
        log.take(self.state(), Unverified::new(commit.clone())).unwrap();
        Room { workspace, commits: vec![commit], log }
    }

    pub fn sign(
        &mut self,
        draft: &CommitDraft,
        log: &WorkspaceLog,
        keyring: Option<&Keyring>,
        signer: &str,
    ) -> SignedCommit {
        self.try_sign(draft, log, keyring, signer).unwrap()
    }

    pub fn try_sign(
        &mut self,
        draft: &CommitDraft,
        log: &WorkspaceLog,
        keyring: Option<&Keyring>,
        signer: &str,
    ) -> Result<SignedCommit, beffroi_ledger::workspace::DraftError> {
        let signing = &self.people[signer].device_keys.signing;
        let sequence = log.access().next_sequence() as i64;
        draft.sign(log.access(), self.log.state(), keyring, signing, at(1_000 + sequence), &mut self.rng)
    }

    pub fn keyring(&self, room: &Room, name: &str) -> Keyring {
        let someone = self.who(name);
        Keyring::unlock(&someone.keys, someone.account, &room.log).unwrap()
    }

    /// Someone does something in a workspace.
    pub fn act(
        &mut self,
        room: &mut Room,
        name: &str,
        act: impl FnOnce(CommitDraft) -> CommitDraft,
    ) -> AcceptedCommit {
        let keyring = self.keyring(room, name);
        let draft = act(CommitDraft::new(self.who(name).author()));
        let commit = self.sign(&draft, &room.log, Some(&keyring), name);
        self.append(room, commit)
    }

    pub fn append(&self, room: &mut Room, commit: SignedCommit) -> AcceptedCommit {
        let accepted = room.log.take(self.state(), Unverified::new(commit.clone())).unwrap();
        room.commits.push(commit);
        accepted
    }

    /// A commit at the end of the log with these entries, whatever the rules say.
    pub fn hostile(&self, room: &Room, name: &str, entries: Vec<Entry>) -> Commit {
        let someone = self.who(name);
        let access = room.log.access();
        Commit {
            v: V1,
            organisation: self.organisation,
            workspace: room.workspace,
            sequence: access.next_sequence(),
            previous: access.head().map(|head| head.hash),
            epoch: access.epoch(),
            author: someone.account,
            device: someone.device,
            org_head: self.head(),
            at: at(5_000),
            state_root: None,
            entries,
        }
    }

    /// The same, with access entries, signed by its author.
    pub fn hostile_access(&self, room: &Room, name: &str, entries: Vec<AccessEntry>) -> SignedCommit {
        let entries = entries.into_iter().map(Entry::Access).collect();
        self.sign_raw(name, self.hostile(room, name, entries))
    }

    pub fn sign_raw(&self, signer: &str, commit: Commit) -> SignedCommit {
        Signed::sign(commit, &self.who(signer).device_keys.signing)
    }

    /// What the rules answer to a commit.
    pub fn commit_refusal(&self, room: &Room, commit: SignedCommit) -> &'static str {
        match beffroi_ledger::workspace::check(room.log.access(), self.state(), Unverified::new(commit)) {
            Ok(_) => "accepted",
            Err(refusal) => refusal.code(),
        }
    }

    /// A link for two weeks, on two objects.
    pub fn link(&mut self, number: u8) -> LinkOpening {
        let (organisation, link) = (self.organisation, LinkId::from_bytes([number; 16]));
        let secret = LinkSecret::make(&mut self.rng);
        let slot = link_slot(organisation, link);
        let key = secret.key(&slot);
        LinkOpening {
            link,
            terms: LinkTerms {
                expires: at(14 * 24 * 3600 * 1000),
                downloads_max: Some(3),
                password: false,
                access: Digest::of(secret.access_token(&slot).as_bytes()),
                proof: Digest::of(key.proof().as_bytes()),
                signing: key.signing_key().verifying_key(),
                objects: vec![ObjectId::from_bytes([1; 16]), ObjectId::from_bytes([2; 16])],
            },
            cover: key.record_key().seal(&link_cover_slot(organisation, link), b"cover", &mut self.rng),
            sheet: key.record_key().seal(&link_sheet_slot(organisation, link), b"sheet", &mut self.rng),
        }
    }

    pub fn intake_statement(&self, room: &Room, authority: &str) -> Signed<IntakeStatement> {
        IntakeStatement {
            v: V1,
            organisation: self.organisation,
            organisation_key: self.organisation_key.verifying_key(),
            workspace: room.workspace,
            authority: self.account(authority),
            authority_root: self.who(authority).keys.signing.verifying_key(),
            at: at(7_000),
        }
        .sign(&self.organisation_key)
    }

    pub fn deposit_statement(
        &mut self,
        room: &Room,
        authority: &str,
        number: u32,
    ) -> Signed<DepositStatement> {
        let opening = beffroi_seal::OpeningKey::make(&mut self.rng);
        DepositStatement {
            v: V1,
            organisation: self.organisation,
            workspace: room.workspace,
            authority: self.account(authority),
            sealing: opening.sealing_key().clone(),
            number,
            at: at(6_000),
        }
        .sign(&self.who(authority).keys.signing)
    }
}

impl Room {
    pub fn encoded(&self) -> Vec<Vec<u8>> {
        self.commits.iter().map(|commit| commit.encoded().to_vec()).collect()
    }
}

/// Signs an entry again after changing it: what a device can do that has lost its mind.
pub fn altered_entry(
    signed: &SignedOrgEntry,
    key: &SigningKey,
    alter: impl FnOnce(&mut OrgEntry),
) -> SignedOrgEntry {
    let mut body = signed.body().clone();
    alter(&mut body);
    Signed::sign(body, key)
}

/// The same for a commit.
pub fn altered_commit(
    signed: &SignedCommit,
    key: &SigningKey,
    alter: impl FnOnce(&mut Commit),
) -> SignedCommit {
    let mut body = signed.body().clone();
    alter(&mut body);
    Signed::sign(body, key)
}

/// Reads back stored bytes as an honest decoder would.
pub fn decoded<T: beffroi_ledger::SignedBody>(bytes: &[u8]) -> Option<Signed<T>> {
    Signed::decode(bytes).ok().map(|unverified| unverified.into_unchecked(Reason::Relay))
}

/// Alice owns, bob writes, carol reads, gus was removed; two epochs; five commits.
pub fn room(world: &mut World) -> Room {
    let mut room = world.room("alice");
    let (bob, carol, gus) = (world.account("bob"), world.account("carol"), world.account("gus"));
    world.act(&mut room, "alice", |draft| {
        draft
            .add_member(bob, Role::Member)
            .add_member(carol, Role::Reader)
            .add_member(gus, Role::Member)
            .content(Space::Vault, b"un".to_vec())
    });
    world.act(&mut room, "bob", |draft| draft.content(Space::Vault, b"deux".to_vec()));
    world.act(&mut room, "alice", |draft| draft.remove_member(gus).content(Space::Vault, b"trois".to_vec()));
    world.act(&mut room, "bob", |draft| draft.content(Space::Dossier, b"quatre".to_vec()));
    room
}
