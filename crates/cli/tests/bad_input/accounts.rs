//! Signing in and setting up.

use crate::bed::{Bed, HOUR_MS, init};

#[test]
fn a_wrong_password_and_an_unknown_account_are_one_answer() {
    let bed = Bed::new();
    bed.folder.write("wrong", "violon-tracteur-89-brune");
    let login = |email| {
        let words = ["login", &bed.address, "--email", email, "--password-file", "wrong"];
        bed.folder.refusal("other", &words)
    };
    let (wrong, unknown) = (login("alice@ville.example"), login("personne@ville.example"));
    wrong.is(
        4,
        "login-refused",
        "L’adresse ou le mot de passe n’est pas le bon.",
        "Vérifiez les deux et recommencez. Après plusieurs essais, il faut attendre quelques minutes.",
    );
    assert_eq!(wrong, unknown);

    let listed = bed.folder.refusal("other", &["workspace", "list"]);
    assert_eq!((listed.exit, listed.code.as_str()), (4, "not-signed-in"), "nobody is half signed in");
    let right = ["login", &bed.address, "--email", "alice@ville.example", "--password-file", "password"];
    let said = bed.folder.done("other", &right);
    assert!(said.out.contains("Bonjour Alice Durand."), "{said:?}");
}

#[test]
fn an_expired_set_up_link_sets_up_nothing() {
    let mut bed = Bed::empty();
    let old = bed.link();
    bed.shift(25 * HOUR_MS);
    bed.folder.refusal("alice", &init(&old)).is(
        5,
        "setup-token-expired",
        "Ce lien de mise en service a expiré.",
        "Redémarrez le serveur : il affichera un nouveau lien.",
    );
    assert_eq!(bed.folder.refusal("alice", &["workspace", "list"]).code, "not-signed-in");
    // The next step is the one that was told.
    bed.restart();
    let fresh = bed.link();
    assert_ne!(fresh, old);
    let said = bed.folder.init(&fresh);
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.out.contains("Organisation « Ville » créée."), "{said:?}");
}

#[test]
fn a_link_cut_while_copying_is_said_to_be_cut() {
    let bed = Bed::empty();
    let link = bed.link();
    let cut = link.split_once('#').unwrap().0;
    bed.folder.refusal("alice", &init(cut)).is(
        3,
        "link-malformed",
        "Ce lien est incomplet.",
        "Copiez-le en entier depuis le message du serveur.",
    );
    assert_eq!(bed.folder.init(&link).exit, 0, "the link still serves");
}
