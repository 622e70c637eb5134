//! Files with nothing in them, and names that cannot be kept.

use crate::bed::Bed;

#[test]
fn a_file_of_no_bytes_comes_back_as_it_was() {
    let bed = Bed::with_room();
    bed.folder.write("vide.txt", "");
    bed.folder.done("alice", &["put", "Rentrée", "vide.txt"]);
    bed.folder.done("alice", &["get", "Rentrée", "vide.txt", "--out", "retour.txt"]);
    assert_eq!(std::fs::read(bed.folder.path("retour.txt")).unwrap(), b"");
}

#[test]
fn a_name_of_300_characters_is_refused_and_nothing_is_sent() {
    let bed = Bed::with_room();
    let name = "n".repeat(300);
    let refusal = bed.folder.refusal("alice", &["put", "Rentrée", &name]);
    // No file system here keeps such a name: it is the file that cannot be read.
    assert_eq!((refusal.exit, refusal.code.as_str()), (3, "file-unreadable"));
    assert!(refusal.what.contains(&name), "{refusal:?}");
    assert!(bed.folder.documents("alice", "Rentrée").is_empty());
}

/// The longest that file systems keep: it leaves no room for the ending of what is not yet verified.
#[test]
fn the_longest_name_goes_there_and_back() {
    let bed = Bed::with_room();
    let name = format!("{}.txt", "é".repeat(125));
    bed.folder.write(&name, "contenu");
    bed.folder.done("alice", &["put", "Rentrée", &name]);
    std::fs::create_dir(bed.folder.path("retour")).unwrap();
    bed.folder.done("alice", &["get", "Rentrée", &name, "--out", "retour"]);
    assert_eq!(bed.folder.names("retour"), [name.as_str()]);
}

#[test]
fn deceptive_names_are_refused_and_shown_harmless() {
    let bed = Bed::with_room();
    let next = "Saisissez le nom de nouveau au clavier. Rien n’a été envoyé.";
    bed.folder.write("rapport\u{202e}fdp.exe", "contenu");
    bed.folder.refusal("alice", &["put", "Rentrée", "rapport\u{202e}fdp.exe"]).is(
        3,
        "name-direction-mark",
        "Le nom « rapport_fdp.exe » contient un signe invisible qui inverse le sens de lecture et pourrait \
         tromper sur le type du fichier.",
        next,
    );
    bed.folder.write("..\\secret.txt", "contenu");
    bed.folder.refusal("alice", &["put", "Rentrée", "..\\secret.txt"]).is(
        3,
        "name-separator",
        "Le nom « .._secret.txt » contient « / » ou « \\ », qui séparent des dossiers.",
        "Remplacez ces signes, par exemple par un tiret. Rien n’a été envoyé.",
    );
    bed.folder.write("deux\nlignes.txt", "contenu");
    bed.folder.refusal("alice", &["put", "Rentrée", "deux\nlignes.txt"]).is(
        3,
        "name-control-character",
        "Le nom « deux_lignes.txt » contient un caractère de commande ou un retour à la ligne.",
        next,
    );
    assert!(bed.folder.documents("alice", "Rentrée").is_empty(), "nothing was sent");
}

#[test]
fn a_file_that_is_there_already_is_not_replaced() {
    let bed = Bed::with_room();
    bed.folder.write("note.txt", "du serveur");
    bed.folder.done("alice", &["put", "Rentrée", "note.txt"]);
    bed.folder.write("note.txt", "à moi");
    let refusal = bed.folder.refusal("alice", &["get", "Rentrée", "note.txt"]);
    assert_eq!((refusal.exit, refusal.code.as_str()), (3, "file-unwritable"));
    assert_eq!(std::fs::read_to_string(bed.folder.path("note.txt")).unwrap(), "à moi");
}
