//! Committed vectors: one file, one case, its outcome in the header. `BEFFROI_BLESS=1` writes them again.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use beffroi_ledger::org::{
    InvitationSecret, OrgBody, OrgLog, Profile, Relation, SharingRules, email_digest, fingerprint_of,
    organisation_wrap_slot, person_slot,
};
use beffroi_ledger::workspace::{
    AccessEntry, ContentEnvelope, Entry, Head, Keyring, Role, Space, WorkspaceLog, content_slot,
    epoch_history_slot, epoch_wrap_slot, members_digest,
};
use beffroi_ledger::{Signed, SignedBody, bundle::LogFile};
use beffroi_seal::id::{InvitationId, WorkspaceId};
use beffroi_seal::keys::Keyset;
use beffroi_seal::{Digest, ExportSecret, OpeningKey, SigningKey, cbor};
use common::{Room, World, altered_commit, altered_entry};

/// One case, as written in a file.
#[derive(Default)]
struct Case {
    about: String,
    expect: String,
    /// Header lines, by name.
    header: BTreeMap<String, String>,
    org: Vec<Vec<u8>>,
    commits: Vec<Vec<u8>>,
}

#[test]
fn every_vector_has_its_outcome() {
    let cases = cases();
    if std::env::var_os("BEFFROI_BLESS").is_some() {
        bless(&cases);
    }
    let base = read("accepted", None);
    for name in cases.keys() {
        let case = read(name, Some(&base));
        assert_eq!(outcome(&case), case.expect, "{name}: {}", case.about);
    }
    let files = std::fs::read_dir(folder()).unwrap().count();
    assert_eq!(files, cases.len() + 1, "a file that no test reads");
}

#[test]
fn the_accepted_logs_have_one_encoding_and_open() {
    let case = read("accepted", None);
    fn one_form<T: SignedBody>(bytes: &[u8]) {
        let signed = common::decoded::<T>(bytes).unwrap();
        let payload = cbor::encode(signed.body()).unwrap();
        let again = cbor::encode(&(serde_bytes::Bytes::new(&payload), signed.signature())).unwrap();
        assert_eq!(again, bytes);
        assert_eq!(Digest::of(bytes), signed.digest());
    }
    case.org.iter().for_each(|bytes| one_form::<beffroi_ledger::org::OrgEntry>(bytes));
    case.commits.iter().for_each(|bytes| one_form::<beffroi_ledger::workspace::Commit>(bytes));
    let (org, log, accepted) = verified(&case);
    let seed = |name: &str| -> [u8; 32] { hex::decode(&case.header[name]).unwrap().try_into().unwrap() };
    let keyset = Keyset {
        signing: SigningKey::import_secret(&seed("carol-signing")),
        opening: OpeningKey::import_secret(&seed("carol-opening")),
    };
    let carol = case.header["carol"].parse().unwrap();
    assert_eq!(org.state().account(carol).unwrap().certificate.root, keyset.signing.verifying_key());
    let keyring = Keyring::unlock(&keyset, carol, &log).unwrap();
    let opened: Vec<String> = accepted
        .iter()
        .flat_map(|commit| keyring.open_content(commit).entries)
        .map(|plain| {
            let text = String::from_utf8(plain.envelope.body.into_vec()).unwrap();
            format!("{} {} {} {text}", plain.meta.sequence, plain.meta.index, plain.envelope.space.as_str())
        })
        .collect();
    assert_eq!(opened.join("; "), case.header["content"]);
}

#[test]
fn small_formats_have_known_bytes() {
    let path = folder().join("formats.txt");
    let current = formats();
    if std::env::var_os("BEFFROI_BLESS").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), current);
}

fn verified(case: &Case) -> (OrgLog, WorkspaceLog, Vec<beffroi_ledger::workspace::AcceptedCommit>) {
    let mut org = OrgLog::new(case.header["fingerprint"].parse().unwrap());
    org.extend_encoded(&case.org).unwrap();
    let mut log =
        WorkspaceLog::new(org.state().organisation().unwrap(), case.header["workspace"].parse().unwrap());
    let accepted = log.extend_encoded(org.state(), &case.commits).complete().unwrap();
    (org, log, accepted)
}

fn outcome(case: &Case) -> String {
    let mut org = OrgLog::new(case.header["fingerprint"].parse().unwrap());
    if let Err(error) = org.extend_encoded(&case.org) {
        return format!("refused org {} {}", error.sequence, error.code());
    }
    let Some(organisation) = org.state().organisation() else { return "empty".to_owned() };
    let mut log = WorkspaceLog::new(organisation, case.header["workspace"].parse().unwrap());
    let refused = log.extend_encoded(org.state(), &case.commits).refused.or_else(|| {
        let (sequence, hash) = case.header.get("kept")?.split_once(' ')?;
        let kept = Head { sequence: sequence.parse().unwrap(), hash: hash.parse().unwrap() };
        log.confirm(&kept).err()
    });
    match refused {
        Some(error) => format!("refused commit {} {}", error.sequence, error.code()),
        None => "accepted".to_owned(),
    }
}

/// Every case, made afresh: read only to write the files, and for their names.
fn cases() -> BTreeMap<&'static str, Case> {
    let mut world = World::new(31);
    let (room, honest) = honest(&mut world);
    let mut cases = BTreeMap::new();
    let head = room.log.head().unwrap();
    let with = |about: &str, expect: &str, org: Vec<Vec<u8>>, commits: Vec<Vec<u8>>| {
        let header = BTreeMap::from([
            ("fingerprint".to_owned(), world.fingerprint.to_string()),
            ("workspace".to_owned(), room.workspace.to_string()),
            ("kept".to_owned(), format!("{} {}", head.sequence, head.hash)),
        ]);
        Case { about: about.to_owned(), expect: expect.to_owned(), header, org, commits }
    };
    let org = world.encoded();
    let commits = room.encoded();
    let mut accepted = with("every kind of entry of both logs", "accepted", org.clone(), commits.clone());
    let carol = world.who("carol");
    accepted.header.insert("carol".to_owned(), carol.account.to_string());
    accepted.header.insert("carol-signing".to_owned(), hex::encode(carol.keys.signing.export_secret()));
    accepted.header.insert("carol-opening".to_owned(), hex::encode(carol.keys.opening.export_secret()));
    accepted.header.insert("content".to_owned(), honest);
    cases.insert("accepted", accepted);

    // The organisation log.
    let changed_org = |place: usize, bytes: Vec<u8>| {
        let mut org = org.clone();
        org[place] = bytes;
        org
    };
    let alice = &world.who("alice").device_keys.signing;
    let bob = &world.who("bob").device_keys.signing;
    let mut missing = org.clone();
    missing.remove(2);
    let resigned = |place: usize, key, alter: &dyn Fn(&mut beffroi_ledger::org::OrgEntry)| {
        altered_entry(&world.entries[place], key, alter).encoded().to_vec()
    };
    let mut flipped = org[3].clone();
    let last = flipped.len() - 1;
    flipped[last] ^= 1;
    let other = World::new(32);
    let org_cases = [
        ("org-gap", "an enrolment is withheld", "refused org 3 org-gap", missing),
        (
            "org-other-fingerprint",
            "a whole log of another organisation",
            "refused org 0 org-other-fingerprint",
            other.encoded(),
        ),
        (
            "org-signature-bit",
            "one bit of a signature",
            "refused org 3 org-signature-refused",
            changed_org(3, flipped),
        ),
        (
            "org-ghost",
            "bob signs an entry in the name of alice's device",
            "refused org 3 org-signature-refused",
            changed_org(3, resigned(3, bob, &|_| ())),
        ),
        (
            "org-fork",
            "another entry at a place already followed",
            "refused org 3 org-fork",
            changed_org(2, resigned(2, bob, &|entry| entry.at = common::at(-1))),
        ),
        (
            "org-last-administrator",
            "the only administrator suspends herself",
            "refused org 3 last-administrator",
            changed_org(
                3,
                resigned(3, alice, &|entry| {
                    entry.body = OrgBody::AccountSuspended { account: world.account("alice") };
                }),
            ),
        ),
        ("org-version", "version 2, properly signed", "refused org 3 org-entry-undecodable", {
            changed_org(3, version_two(&world.entries[3], alice))
        }),
    ];
    for (name, about, expect, org) in org_cases {
        cases.insert(name, with(about, expect, org, Vec::new()));
    }

    // The workspace log.
    let changed = |place: usize, bytes: Vec<u8>| {
        let mut commits = commits.clone();
        commits[place] = bytes;
        commits
    };
    let by = |place: usize, name: &str, alter: &dyn Fn(&mut beffroi_ledger::workspace::Commit)| {
        let key = &world.who(name).device_keys.signing;
        altered_commit(&room.commits[place], key, alter).encoded().to_vec()
    };
    let author = |commit: &mut beffroi_ledger::workspace::Commit, name: &str| {
        (commit.author, commit.device) = (world.account(name), world.who(name).device);
    };
    let mut swapped = commits.clone();
    swapped.swap(2, 3);
    let mut replayed = commits.clone();
    replayed.insert(3, commits[1].clone());
    let cut = commits[..4].to_vec();
    let without_opening = by(4, "alice", &|commit| {
        commit.entries.retain(|entry| !matches!(entry, Entry::Access(AccessEntry::EpochOpened { .. })));
        commit.epoch = 0;
    });
    let for_fewer = by(4, "alice", &|commit| {
        for entry in &mut commit.entries {
            if let Entry::Access(AccessEntry::EpochOpened { opening }) = entry {
                opening.wraps.pop();
            }
        }
    });
    let raise = |account| Entry::Access(AccessEntry::RoleChanged { account, role: Role::Owner });
    let commit_cases = [
        ("commit-swapped", "two commits change places", "refused commit 3 log-gap", swapped),
        ("commit-replayed", "a commit is served twice", "refused commit 1 log-replay", replayed),
        ("commit-rollback", "the end that was seen is withheld", "", cut),
        (
            "commit-fork",
            "bob signs two commits for one place",
            "refused commit 3 log-fork",
            changed(2, by(2, "bob", &|commit| commit.at = common::at(-1))),
        ),
        (
            "commit-forged",
            "mallory signs in the name of bob",
            "refused commit 2 commit-signature-refused",
            changed(2, by(2, "mallory", &|_| ())),
        ),
        (
            "commit-ghost-member",
            "mallory, whom nobody added, writes",
            "refused commit 2 not-member",
            changed(2, by(2, "mallory", &|commit| author(commit, "mallory"))),
        ),
        (
            "commit-reader-writes",
            "carol, reader, writes",
            "refused commit 2 reader-writes",
            changed(2, by(2, "carol", &|commit| author(commit, "carol"))),
        ),
        (
            "commit-escalation",
            "bob, member, makes himself owner",
            "refused commit 2 not-owner",
            changed(2, by(2, "bob", &|commit| commit.entries = vec![raise(world.account("bob"))])),
        ),
        (
            "commit-stale-epoch",
            "bob writes under the epoch before the last",
            "refused commit 5 stale-epoch",
            changed(5, by(5, "bob", &|commit| commit.epoch = 0)),
        ),
        (
            "commit-removal-without-rotation",
            "a member is removed and the key stays",
            "refused commit 4 rotation-missing",
            changed(4, without_opening),
        ),
        (
            "commit-epoch-for-fewer",
            "a new key that one member does not get",
            "refused commit 4 epoch-members",
            changed(4, for_fewer),
        ),
        (
            "commit-version",
            "version 2, properly signed",
            "refused commit 2 commit-undecodable",
            changed(2, version_two(&room.commits[2], bob)),
        ),
        (
            "commit-not-deterministic",
            "a longer form of the same signed bytes",
            "refused commit 2 commit-undecodable",
            changed(2, indefinite(&commits[2])),
        ),
    ];
    let rollback = format!("refused commit {} log-rollback", head.sequence);
    for (name, about, expect, commits) in commit_cases {
        let expect = if expect.is_empty() { &rollback } else { expect };
        cases.insert(name, with(about, expect, org.clone(), commits));
    }
    cases
}

/// Every kind of entry of both logs, and what carol reads of it.
fn honest(world: &mut World) -> (Room, String) {
    for name in ["bob", "carol", "mallory"] {
        world.join(name, Profile::User);
    }
    let (bob, carol, mallory) = (world.account("bob"), world.account("carol"), world.account("mallory"));
    let mut room = world.room("alice");
    world.act(&mut room, "alice", |draft| {
        draft
            .add_member(bob, Role::Member)
            .add_member(carol, Role::Reader)
            .content(Space::Vault, b"un".to_vec())
    });
    world.act(&mut room, "bob", |draft| draft.content(Space::Vault, b"deux".to_vec()));
    world.act(&mut room, "alice", |draft| {
        draft.add_member(mallory, Role::Reader).change_role(bob, Role::Owner)
    });
    world.act(&mut room, "alice", |draft| {
        draft.remove_member(mallory).content(Space::Dossier, b"trois".to_vec())
    });
    world.act(&mut room, "bob", |draft| draft.content(Space::Intake, b"quatre".to_vec()));
    let deposit = world.deposit_statement(&room, "alice", 0);
    world.act(&mut room, "alice", |draft| draft.open_deposit(deposit));
    world.act(&mut room, "alice", |draft| draft.close().content(Space::Register, b"cinq".to_vec()));
    world.act(&mut room, "alice", |draft| draft.reopen());
    let statement = world.intake_statement(&room, "alice");
    let organisation_wrap = {
        let slot = organisation_wrap_slot(world.organisation, bob);
        let sealing = world.state().sealing_key(bob).unwrap().clone();
        sealing.seal_key(&slot, &world.organisation_key, &mut world.rng).unwrap()
    };
    let person = world.state().account(carol).unwrap().person.clone();
    let device = world.who("mallory").device;
    for (author, body) in [
        ("alice", OrgBody::RelationRaised { account: bob, relation: Relation::Verified }),
        ("alice", OrgBody::AdministratorNamed { account: bob, organisation_wrap }),
        ("bob", OrgBody::AdministratorRemoved { account: bob }),
        ("carol", OrgBody::PersonUpdated { account: carol, person }),
        ("alice", OrgBody::IntakeDesignated { statement }),
        ("alice", OrgBody::AccountSuspended { account: mallory }),
        ("alice", OrgBody::AccountResumed { account: mallory }),
        ("mallory", OrgBody::DeviceRevoked { device }),
        ("alice", OrgBody::AccountDeleted { account: mallory }),
        ("alice", OrgBody::SharingRuled { rules: SharingRules { days_max: 30, password_required: false } }),
    ] {
        world.say(author, body);
    }
    let link = world.link(1);
    let id = link.link;
    world.act(&mut room, "alice", |draft| draft.open_link(link).content(Space::Vault, b"six".to_vec()));
    world.act(&mut room, "alice", |draft| draft.suspend_link(id));
    world.act(&mut room, "alice", |draft| draft.resume_link(id));
    world.act(&mut room, "alice", |draft| draft.close_link(id));
    world.act(&mut room, "alice", |draft| draft.suspend());
    world.act(&mut room, "alice", |draft| draft.resume());
    let object = beffroi_seal::id::ObjectId::from_bytes([8; 16]);
    world.act(&mut room, "alice", |draft| draft.destroy_objects(vec![object]));
    world.act(&mut room, "alice", |draft| draft.delete());
    let kinds: std::collections::BTreeSet<_> =
        world.entries.iter().map(|entry| entry.body().body.kind()).collect();
    assert_eq!(kinds.len(), 14, "a kind of entry without a vector");
    let entries = room.commits.iter().flat_map(|commit| &commit.body().entries);
    let kinds: std::collections::BTreeSet<_> = entries
        .filter_map(|entry| match entry {
            Entry::Access(access) => Some(access.kind()),
            Entry::Content(_) => None,
        })
        .collect();
    assert_eq!(kinds.len(), 16, "a kind of access entry without a vector");
    let content = "0 1 meta nom; 1 2 vault un; 2 0 vault deux; 4 2 dossier trois; 5 0 intake quatre; 7 1 register cinq; 9 1 vault six";
    (room, content.to_owned())
}

fn formats() -> String {
    let world = World::new(33);
    let alice = world.who("alice");
    let (organisation, account) = (world.organisation, alice.account);
    let workspace = WorkspaceId::from_bytes([2; 16]);
    let invitation = InvitationId::from_bytes([3; 16]);
    let secret = InvitationSecret::from_bytes([4; 32]);
    let certificate = world.account_certificate(alice);
    let previous = Some(Digest::from_bytes([5; 32]));
    let members = [(account, Role::Owner), (beffroi_seal::id::AccountId::from_bytes([6; 16]), Role::Reader)];
    let mut text = "# Small formats. Inputs: organisation and account below; workspace 02…, invitation 03…, secret 04…, \
                    previous 05…, second member 06….\n"
        .to_owned();
    let mut line = |name: &str, bytes: &[u8]| writeln!(text, "{name}: {}", hex::encode(bytes)).unwrap();
    line("organisation-key", &world.organisation_key.verifying_key().to_bytes());
    line("fingerprint", fingerprint_of(&world.organisation_key.verifying_key()).as_bytes());
    line("organisation", organisation.as_bytes());
    line("account", account.as_bytes());
    line("email-digest of « Alice@Example.fr »", email_digest(organisation, " Alice@Example.fr ").as_bytes());
    line("account-certificate digest", certificate.digest().as_bytes());
    line("invitation-proof", &cbor::encode(&secret.prove(invitation, &certificate)).unwrap());
    let mut rng = <rand_chacha::ChaCha20Rng as rand_core::SeedableRng>::seed_from_u64(34);
    let person = world.person(alice);
    let record = secret.seal_person(organisation, invitation, account, &person, &mut rng);
    line("invitation-person", record.as_bytes());
    assert_eq!(secret.open_person(organisation, invitation, account, &record), Ok(person));
    line("members-digest of epoch 7", members_digest(organisation, workspace, 7, members).as_bytes());
    line("person-slot", &person_slot(organisation, account).bytes());
    line("content-slot of commit 8, entry 9", &content_slot(organisation, workspace, previous, 8, 9).bytes());
    line("content-slot of commit 0, entry 1", &content_slot(organisation, workspace, None, 0, 1).bytes());
    line("epoch-wrap-slot of epoch 7", &epoch_wrap_slot(organisation, workspace, 7, account).bytes());
    line("epoch-history-slot of epoch 7", &epoch_history_slot(organisation, workspace, 7).bytes());
    line("content-envelope", &ContentEnvelope::new(Space::Vault, vec![1, 2, 3]).encode());
    line("person", &cbor::encode(&world.person(alice)).unwrap());
    line("log-file", &LogFile::of_workspace(organisation, workspace, [[1u8, 2], [3, 4]]).encode());
    line("organisation log-file", &LogFile::of_organisation(organisation, [[1u8, 2]]).encode());
    text
}

/// The same structure under version 2, signed by its author.
fn version_two<T: SignedBody>(signed: &Signed<T>, key: &SigningKey) -> Vec<u8> {
    let mut payload = cbor::encode(signed.body()).unwrap();
    let at = payload.windows(3).position(|window| window == [0x61, b'v', 1]).unwrap();
    payload[at + 2] = 2;
    let signature = key.sign(&signed.body().context(), &payload);
    cbor::encode(&(serde_bytes::Bytes::new(&payload), signature)).unwrap()
}

/// The outer array with indefinite length.
fn indefinite(encoded: &[u8]) -> Vec<u8> {
    let mut bytes = encoded.to_vec();
    assert_eq!(bytes[0], 0x82);
    bytes[0] = 0x9f;
    bytes.push(0xff);
    bytes
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

/// Writes the files. What equals the accepted log is written as its place there: `@3`.
fn bless(cases: &BTreeMap<&'static str, Case>) {
    let base = &cases["accepted"];
    for (name, case) in cases {
        let mut text = format!("about: {}\nexpect: {}\n", case.about, case.expect);
        for (key, value) in &case.header {
            writeln!(text, "{key}: {value}").unwrap();
        }
        for (key, entries, known) in [("org", &case.org, &base.org), ("commit", &case.commits, &base.commits)]
        {
            for entry in entries {
                let place = known.iter().position(|other| other == entry).filter(|_| *name != "accepted");
                let value = place.map_or_else(|| URL_SAFE_NO_PAD.encode(entry), |place| format!("@{place}"));
                writeln!(text, "{key}: {value}").unwrap();
            }
        }
        std::fs::write(folder().join(format!("{name}.txt")), text).unwrap();
    }
}

fn read(name: &str, base: Option<&Case>) -> Case {
    let text = std::fs::read_to_string(folder().join(format!("{name}.txt"))).unwrap();
    let mut case = Case::default();
    let bytes = |value: &str, known: fn(&Case) -> &Vec<Vec<u8>>| match value.strip_prefix('@') {
        Some(place) => known(base.unwrap())[place.parse::<usize>().unwrap()].clone(),
        None => URL_SAFE_NO_PAD.decode(value).unwrap(),
    };
    for line in text.lines() {
        let (key, value) = line.split_once(": ").unwrap();
        match key {
            "about" => case.about = value.to_owned(),
            "expect" => case.expect = value.to_owned(),
            "org" => case.org.push(bytes(value, |case| &case.org)),
            "commit" => case.commits.push(bytes(value, |case| &case.commits)),
            _ => {
                case.header.insert(key.to_owned(), value.to_owned());
            }
        }
    }
    case
}
