//! Documents named, moved, binned and brought back from the command line, and what cannot be meant.

use crate::bed::Bed;

#[test]
fn a_document_is_named_by_its_path_and_its_versions_by_their_numbers() {
    let bed = Bed::with_room();
    let done = |arguments: &[&str]| bed.folder.done("alice", arguments);
    done(&["document", "folder", "Rentrée", "Conseil/Annexes"]);
    bed.folder.write("plan.txt", "un");
    done(&["put", "Rentrée", "plan.txt", "--folder", "Conseil/Annexes"]);
    bed.folder.write("plan-corrigé.txt", "deux, corrigé");
    done(&["put", "Rentrée", "plan-corrigé.txt", "--version-of", "Conseil/Annexes/plan.txt"]);
    let read = |arguments: &[&str]| {
        bed.folder.done("alice", &[&["get", "Rentrée"], arguments, &["--out", "lu"]].concat());
        let content = std::fs::read_to_string(bed.folder.path("lu")).unwrap();
        std::fs::remove_file(bed.folder.path("lu")).unwrap();
        content
    };
    assert_eq!(read(&["plan.txt"]), "deux, corrigé");
    assert_eq!(read(&["/Conseil/Annexes/plan.txt", "--number", "1"]), "un");
    done(&["document", "revert", "Rentrée", "plan.txt", "--number", "1"]);
    assert_eq!(read(&["plan.txt"]), "un");
    let versions = done(&["document", "versions", "Rentrée", "plan.txt"]).out;
    let lines: Vec<_> = versions.lines().collect();
    assert_eq!(lines.len(), 3, "{versions}");
    assert!(lines[0].starts_with('3') && lines[0].ends_with("(reprend la version 1)"), "{versions}");
    assert!(lines[1].starts_with("2  14 B"), "{versions}");
    bed.folder.refusal("alice", &["document", "revert", "Rentrée", "plan.txt", "--number", "9"]).is(
        5,
        "version-not-found",
        "« plan.txt » n’a pas de version 9.",
        "Consultez la liste avec « beffroi document versions ».",
    );
    bed.folder.refusal("alice", &["document", "revert", "Rentrée", "plan.txt", "--number", "3"]).is(
        5,
        "version-in-force",
        "Cette version est déjà celle en vigueur.",
        "Rien n’est à restaurer. Actualisez l’espace pour voir les versions.",
    );
}

#[test]
fn what_goes_to_the_bin_comes_back_and_what_is_meant_must_be_one_thing() {
    let bed = Bed::with_room();
    let done = |arguments: &[&str]| bed.folder.done("alice", arguments);
    let paths = || {
        let shown = bed.folder.done("alice", &["workspace", "show", "Rentrée"]).out;
        let documents = shown.lines().skip_while(|line| *line != "Documents").skip(1);
        let documents = documents.take_while(|line| !line.is_empty());
        documents.filter_map(|line| line.split_whitespace().last().map(str::to_owned)).collect::<Vec<_>>()
    };
    for folder in ["Conseil", "Archives/2025"] {
        done(&["document", "folder", "Rentrée", folder]);
    }
    bed.folder.write("note.txt", "note");
    done(&["put", "Rentrée", "note.txt", "--folder", "Conseil"]);
    done(&["put", "Rentrée", "note.txt", "--folder", "2025"]);
    bed.folder.refusal("alice", &["document", "trash", "Rentrée", "note.txt"]).is(
        3,
        "item-ambiguous",
        "Plusieurs éléments s’appellent « note.txt ».",
        "Donnez le chemin entier, par exemple Conseil/Annexes/note.txt, ou l’identifiant.",
    );
    done(&["document", "trash", "Rentrée", "Conseil/note.txt", "Archives"]);
    assert_eq!(paths(), ["document."], "the sentence that says that there is none");
    bed.folder.refusal("alice", &["document", "restore", "Rentrée", "2025"]).is(
        5,
        "item-not-in-bin",
        "Rien dans la corbeille ne s’appelle « 2025 ».",
        "Consultez la corbeille avec « beffroi --json workspace show ».",
    );
    done(&["document", "restore", "Rentrée", "Archives", "note.txt"]);
    let mut both = paths();
    both.sort();
    assert_eq!(both, ["Archives/2025/note.txt", "Conseil/note.txt"]);

    done(&["document", "move", "Rentrée", "Archives", "--to", "Conseil"]);
    let refusal = bed.folder.refusal("alice", &["document", "move", "Rentrée", "Conseil", "--to", "2025"]);
    assert_eq!((refusal.exit, refusal.code.as_str()), (5, "folder-cycle"));
    done(&["document", "rename", "Rentrée", "Conseil", "Séances"]);
    done(&["get", "Rentrée", "Séances"]);
    let zip = std::fs::read(bed.folder.path("Séances.zip")).unwrap();
    for wanted in ["Séances/Archives/2025/note.txt", "Séances/note.txt"] {
        assert!(zip.windows(wanted.len()).any(|window| window == wanted.as_bytes()), "{wanted}");
    }
    let both = ["get", "Rentrée", "Séances", "2025", "--number", "1"];
    assert_eq!(bed.folder.refusal("alice", &both).code, "version-of-many");
    done(&["document", "move", "Rentrée", "Séances/note.txt", "--to", "/"]);
    assert!(paths().contains(&"note.txt".to_owned()));
}
