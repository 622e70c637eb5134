//! X19: what a copy of the server's disk says about passwords and content.

use beffroi_adversary::{OpaqueRecord, PASSWORD, Town, attack, put, rng};
use beffroi_seal::Context;
use beffroi_seal::login::{
    ARGON2_MEMORY_KIB, ARGON2_PASSES, LoginError, LoginState, PasswordRecord, ServerSetup,
};

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
