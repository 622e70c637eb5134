//! X19: what a copy of the server's disk says about passwords and content.

use std::rc::Rc;

use beffroi_adversary::{OpaqueRecord, PASSWORD, Town, attack, put, rng, share};
use beffroi_client::link::{LinkAddress, NewLink};
use beffroi_ledger::workspace::{AccessEntry, Entry, link_sheet_slot, link_slot};
use beffroi_seal::Context;
use beffroi_seal::link::{LinkServerKey, PasswordState};
use beffroi_seal::login::{
    ARGON2_MEMORY_KIB, ARGON2_PASSES, LoginError, LoginState, PasswordRecord, ServerSetup,
};
use beffroi_seal::unverified::Reason;

/// Tries one word against a stolen record: the thief plays both sides.
fn guess(
    setup: &ServerSetup,
    slot: &Context,
    email_index: &[u8],
    record: &PasswordRecord,
    word: &str,
) -> Result<(), LoginError> {
    let (state, ke1) = LoginState::start(word, &mut rng())?;
    let (ke2, _) = setup.login_start(slot, email_index, Some(record), &ke1, &mut rng())?;
    state.finish(slot, &ke2, &mut rng()).map(drop)
}

const DICTIONARY: [&str; 3] = ["azerty123456", PASSWORD, "valmont2026!"];

async fn stolen() -> (Town, Context, OpaqueRecord) {
    let (town, _, ines) = Town::with_administrator().await;
    let slot = Context::new("login").organisation(ines.organisation());
    let record = town.disk().password_records().await.remove(0);
    (town, slot, record)
}

/// Database and key file, but not the seed of the login: the right password does not show itself as right.
#[tokio::test]
async fn dictionary_without_the_seed() {
    let attack = attack("x19::dictionary_without_the_seed");
    let (town, slot, stolen) = stolen().await;
    let setup = town.disk().login_secret_without_seed();
    for word in DICTIONARY {
        let tried = guess(&setup, &slot, &stolen.email_index, &stolen.record, word);
        assert_eq!(tried.unwrap_err().code(), attack.expected_code, "{word}: right and wrong look alike");
    }
    // The control is the next test: the same record, the same words, with the seed.
}

/// With the seed as well, guessing is possible and each guess costs one Argon2id at the pinned cost. That is the limit
/// of the design: whoever takes both the database and the key file has what a server has.
#[tokio::test]
async fn dictionary_with_the_seed() {
    let attack = attack("x19::dictionary_with_the_seed");
    let (town, slot, stolen) = stolen().await;
    let setup = town.disk().login_secret_with_seed();
    let found: Vec<_> = DICTIONARY
        .into_iter()
        .filter(|word| guess(&setup, &slot, &stolen.email_index, &stolen.record, word).is_ok())
        .collect();
    assert_eq!(found, [PASSWORD]);
    assert_eq!((ARGON2_MEMORY_KIB, ARGON2_PASSES), (64 * 1024, 3));
    assert_eq!(attack.expected_code, "");
}

/// The address and the whole database, but not the installation's secret: the key of the sheet cannot be computed, not even from
/// the right password. The server itself, asked online, answers and counts.
#[tokio::test]
async fn link_password_without_the_server() {
    let attack = attack("x19::link_password_without_the_server");
    let (town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let plan = put(&ines, room, "plan.pdf", None, b"le plan").await;
    let new = NewLink { password: Some(DICTIONARY[1]), ..share(&[]) };
    let link = ines.create_link(room, &NewLink { documents: &[plan], ..new }).await.unwrap();
    let commits = town.commits(room).await;
    let sheet = commits
        .iter()
        .filter_map(|bytes| beffroi_ledger::workspace::SignedCommit::decode(bytes).ok())
        .flat_map(|commit| commit.peek(Reason::Log).body().entries.clone())
        .find_map(|entry| match entry {
            Entry::Access(AccessEntry::LinkOpened { opening }) => Some(opening.sheet),
            _ => None,
        })
        .unwrap();
    let secret = LinkAddress::parse(&link.address).unwrap().secret;
    let slot = link_slot(ines.organisation(), link.id);
    let thief = LinkServerKey::make(&mut rng());
    for word in DICTIONARY {
        let (state, question) = PasswordState::start(word, &mut rng()).unwrap();
        let output = state.finish(&thief.answer(link.id, &question).unwrap()).unwrap();
        let key = secret.key_with_password(&output, &slot);
        let opened = key.record_key().open(&link_sheet_slot(ines.organisation(), link.id), &sheet);
        assert!(opened.is_err(), "{}: {word}", attack.title);
    }
    // The control: with the server, the right word opens, and the wrong ones are told to be wrong.
    let visit = Rc::new(device.client.visit_link(&link.address).await.unwrap());
    for word in [DICTIONARY[0], DICTIONARY[2]] {
        let refused = visit.open(Some(word)).await.map(|_| ()).unwrap_err();
        assert_eq!(refused.code(), "link-password-wrong");
    }
    visit.open(Some(DICTIONARY[1])).await.unwrap();
}

/// Neither passwords, nor addresses, nor names, nor content stand on the disk in any form that can be read.
#[tokio::test]
async fn words_on_the_disk() {
    let attack = attack("x19::words_on_the_disk");
    let (town, _, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Sanctions disciplinaires", "Affaire Canari").await.unwrap();
    put(&ines, room, "canari-secret.pdf", None, b"le canari chante a minuit").await;
    ines.create_folder(room, None, "Dossier canari").await.unwrap();
    let disk = town.disk().bytes();
    let on_disk = |word: &str| disk.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(on_disk("Commune de Valmont-sur-Lys"), "the control: what is public can be found");
    for word in [
        PASSWORD,
        "Sanctions",
        "Canari",
        "canari",
        "minuit",
        "Karoui",
        "karoui",
        "@valmont.example",
        "mairie",
        "application/pdf",
    ] {
        assert!(!on_disk(word), "{word} stands on the disk");
    }
    assert_eq!(attack.expected_code, "");
}
