//! Share links and the life of a workspace from the command line, and what a visitor without a profile meets.

use crate::bed::Bed;

/// A room with one document, and its link.
fn shared(arguments: &[&str]) -> (Bed, String) {
    let bed = Bed::with_room();
    bed.folder.write("plan.txt", "le plan");
    bed.folder.done("alice", &["put", "Rentrée", "plan.txt"]);
    let create = [&["link", "create", "Rentrée", "plan.txt"], arguments].concat();
    let address = bed.folder.done("alice", &create).out.trim().to_owned();
    assert!(address.contains("/l/") && address.lines().count() == 1, "{address}");
    (bed, address)
}

#[test]
fn a_link_is_made_fetched_followed_and_refused() {
    let (bed, address) = shared(&["--title", "Pour la préfecture", "--message", "Bonne lecture"]);
    let looked = bed.folder.done("visiteuse", &["link", "look", &address]).out;
    assert!(looked.starts_with("Alice Durand, Ville, vous transmet « Pour la préfecture »."), "{looked}");
    assert!(looked.contains("  | Bonne lecture\nDocuments : 1, en tout 7 B\n"), "{looked}");
    assert!(!looked.contains("plan.txt"), "its names are for those who open it: {looked}");
    std::fs::create_dir(bed.folder.path("reçu")).unwrap();
    let out = bed.folder.path("reçu");
    let out = out.to_str().unwrap();
    let fetch = ["link", "fetch", &address, "--out", out, "--acknowledge", "Sonia Lemaire"];
    let said = bed.folder.done("visiteuse", &fetch).out;
    assert!(said.contains("Récupéré et vérifié") && said.contains("Réception confirmée"), "{said}");
    assert_eq!(std::fs::read_to_string(bed.folder.path("reçu/plan.txt")).unwrap(), "le plan");
    assert!(!bed.folder.path("visiteuse").exists(), "a visitor leaves nothing on the machine");
    let listed = bed.folder.done("alice", &["link", "list", "Rentrée"]).out;
    let counted = "Ouvertures : 1 ; téléchargements : 1 ; accusés de réception : 1";
    for words in ["en service", counted, " UTC  Ouvertures", "Pour la préfecture"] {
        assert!(listed.contains(words), "{words}: {listed}");
    }
    // What is there is not replaced, and nothing more is counted as a download.
    let refusal = bed.folder.refusal("visiteuse", &fetch);
    assert_eq!((refusal.exit, refusal.code.as_str()), (3, "file-exists"));
    assert!(refusal.what.contains("reçu/plan.txt"), "{refusal:?}");
    assert_eq!(std::fs::read_to_string(bed.folder.path("reçu/plan.txt")).unwrap(), "le plan");
    assert_eq!(bed.folder.names("reçu"), ["plan.txt"], "nothing half-written beside");
    let listed = bed.folder.done("alice", &["link", "list", "Rentrée"]).out;
    assert!(listed.contains("téléchargements : 1 ;"), "{listed}");
    let show = || bed.folder.done("alice", &["link", "show", "Rentrée", "Pour la préfecture"]).out;
    let shown = show();
    for words in
        [&format!("Adresse : {address}"), "Mot de passe : aucun", "  | Bonne lecture", "7 B  plan.txt"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let uses = ["page d’accueil", "lien ouvert", "« plan.txt » téléchargé", "confirmée par Sonia Lemaire"];
    let places: Vec<_> = uses.iter().map(|words| shown.find(words)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{uses:?} at {places:?}: {shown}");
    refused_by_a_stranger(&bed, &address);
    let shown = show();
    for words in [
        "État : mauvais destinataire",
        "signalé par une personne qui n’a pas donné son nom comme reçu par erreur",
        "  | Je suis un homonyme.\n  | Fait. Tout va bien.",
        "Cette personne n’avait pas ouvert le lien en le signalant.",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

/// After which nobody gets anything, not even whoever had it.
fn refused_by_a_stranger(bed: &Bed, address: &str) {
    let words = "Je suis un homonyme.\nFait. Tout va bien.";
    bed.folder.done("inconnu", &["link", "refuse", address, "--text", words]);
    let fetch = ["link", "fetch", address];
    for arguments in [&fetch[..], &["link", "look", address], &["link", "refuse", address, "--name", "X"]] {
        bed.folder.refusal("visiteuse", arguments).is(
            5,
            "link-refused",
            "Ce lien est arrêté : une personne a signalé l’avoir reçu par erreur.",
            "S’il vous était destiné, demandez un nouveau lien à la personne qui vous l’a envoyé.",
        );
    }
    assert!(!bed.folder.path("visiteuse").exists() && !bed.folder.path("inconnu").exists());
}

#[test]
fn a_link_is_suspended_resumed_closed_and_what_is_meant_must_be_one_link() {
    let (bed, address) = shared(&[]);
    let done = |arguments: &[&str]| bed.folder.done("alice", arguments);
    let look = || bed.folder.refusal("visiteuse", &["link", "look", &address]).code;
    done(&["link", "suspend", "Rentrée", "plan.txt"]);
    assert_eq!(look(), "link-suspended");
    done(&["link", "resume", "Rentrée", "plan.txt"]);
    bed.folder.done("visiteuse", &["link", "look", &address]);
    let missing = bed.folder.refusal("alice", &["link", "close", "Rentrée", "autre"]);
    missing.is(
        5,
        "link-not-found",
        "Aucun lien ne s’appelle « autre » dans cet espace.",
        "Consultez la liste avec « beffroi link list ».",
    );
    done(&["link", "create", "Rentrée", "plan.txt"]);
    let twice = bed.folder.refusal("alice", &["link", "close", "Rentrée", "plan.txt"]);
    assert_eq!((twice.exit, twice.code.as_str()), (3, "link-ambiguous"));
    let listed = bed.folder.json("alice", &["link", "list", "Rentrée"]);
    let ids: Vec<String> =
        listed.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    for id in &ids {
        done(&["link", "close", "Rentrée", &id[..12]]);
    }
    assert_eq!(look(), "link-closed");
    bed.folder.refusal("alice", &["link", "resume", "Rentrée", &ids[0]]).is(
        5,
        "link-status",
        "Ce lien est déjà dans cet état, ou il est fermé pour toujours.",
        "Consultez son état avec « beffroi link list ». Un lien fermé ne se rouvre pas : créez-en un nouveau.",
    );
}

#[test]
fn a_link_that_cannot_be_is_refused_with_the_option_to_correct() {
    let bed = Bed::with_room();
    bed.folder.write("plan.txt", "le plan");
    bed.folder.done("alice", &["put", "Rentrée", "plan.txt"]);
    let create = |arguments: &[&str]| {
        bed.folder.refusal("alice", &[&["link", "create", "Rentrée", "plan.txt"], arguments].concat())
    };
    for days in ["0", "400"] {
        create(&["--days", days]).is(
            3,
            "link-term",
            "L’échéance d’un lien est une date à venir, dans les 90 jours au plus.",
            "Donnez après --days un nombre de 1 à 90. Un administrateur peut changer cette limite.",
        );
    }
    create(&["--downloads", "0"]).is(
        3,
        "link-downloads",
        "Le nombre de téléchargements d’un lien est au moins de 1.",
        "Corrigez le nombre donné après --downloads, ou retirez cette option pour ne pas limiter.",
    );
    create(&["--title", &"t".repeat(201)]).is(
        3,
        "link-text-length",
        "Le titre ou le message de ce lien est trop long.",
        "Raccourcissez-le : 200 caractères pour le titre, 2 000 pour le message.",
    );
    bed.folder.write("vide", "\n");
    let empty = create(&["--password-file", "vide"]);
    assert_eq!((empty.exit, empty.code.as_str()), (3, "link-password-malformed"));
    assert!(empty.what.contains("il est vide"), "{empty:?}");
    let unknown = bed.folder.refusal("alice", &["link", "create", "Rentrée", "autre.txt"]);
    assert_eq!((unknown.exit, unknown.code.as_str()), (5, "document-not-found"));
    assert_eq!(bed.folder.json("alice", &["link", "list", "Rentrée"]), serde_json::json!([]));
}

#[test]
fn a_link_serves_as_often_as_it_allows_and_receipt_is_acknowledged_still() {
    let (bed, address) = shared(&["--downloads", "1"]);
    let fetch = |folder: &'static str| ["link", "fetch", &address, "--out", folder];
    // What is wrong on this machine is told before the server notes anything.
    bed.folder.refusal("visiteuse", &fetch("nulle-part")).is(
        3,
        "folder-missing",
        "Le dossier « nulle-part » n’existe pas.",
        "Créez-le, ou donnez un autre dossier après --out. Rien n’a été ouvert ni téléchargé.",
    );
    let unsigned = [&fetch(".")[..], &["--acknowledge", " "]].concat();
    assert_eq!(bed.folder.refusal("visiteuse", &unsigned).code, "acknowledge-unsigned");
    std::fs::create_dir(bed.folder.path("un")).unwrap();
    std::fs::create_dir(bed.folder.path("deux")).unwrap();
    let answer = bed.folder.json("visiteuse", &[&fetch("un")[..], &["--acknowledge", "Sonia"]].concat());
    assert_eq!(answer, serde_json::json!({ "files": ["un/plan.txt"], "acknowledged": true }));
    let late = bed.folder.refusal("visiteuse", &fetch("deux"));
    assert_eq!((late.exit, late.code.as_str()), (5, "link-exhausted"));
    assert!(bed.folder.names("deux").is_empty(), "nothing half-written");
    let shown = bed.folder.done("alice", &["link", "show", "Rentrée", "plan.txt"]).out;
    assert!(shown.contains("État : épuisé") && shown.contains("Téléchargements permis : 1"), "{shown}");
}

#[test]
fn a_password_is_asked_and_a_cut_address_is_told() {
    let bed = Bed::with_room();
    bed.folder.write("plan.txt", "le plan");
    bed.folder.done("alice", &["put", "Rentrée", "plan.txt"]);
    let (right, wrong) = (bed.folder.write("bon", "sureau-42\n"), bed.folder.write("mauvais", "saule\n"));
    let (right, wrong) = (right.to_str().unwrap(), wrong.to_str().unwrap());
    let create = ["link", "create", "Rentrée", "plan.txt", "--password-file", right];
    let address = bed.folder.done("alice", &create).out.trim().to_owned();
    let folder = bed.folder.path("ici");
    std::fs::create_dir(&folder).unwrap();
    let fetch =
        |file| ["link", "fetch", &address, "--out", folder.to_str().unwrap(), "--password-file", file];
    let refusal = bed.folder.refusal("visiteuse", &fetch(wrong));
    assert_eq!((refusal.exit, refusal.code.as_str()), (4, "link-password-wrong"));
    assert!(bed.folder.names("ici").is_empty(), "nothing half-written");
    bed.folder.done("visiteuse", &fetch(right));
    assert_eq!(bed.folder.names("ici"), ["plan.txt"]);
    bed.folder.refusal("visiteuse", &["link", "look", &address[..address.len() - 3]]).is(
        3,
        "link-address-malformed",
        "L’adresse de ce lien est incomplète, ou un caractère en a été changé.",
        "Copiez-la en entier depuis le message reçu, jusqu’au dernier caractère après le signe #, \
         et mettez-la entre apostrophes.",
    );
    let plain = address.replacen(&bed.address, "http://exemple.fr", 1);
    bed.folder.refusal("visiteuse", &["link", "look", &plain]).is(
        3,
        "server-insecure",
        "L’adresse « http://exemple.fr » n’est pas protégée en chemin.",
        "Utilisez l’adresse en https:// de votre serveur.",
    );
    // With another secret, the answer is that of a link that does not exist: nobody learns that it does.
    let (before, secret) = address.split_once('#').unwrap();
    let (first, rest) = secret.split_at(10);
    let other = if rest.starts_with('A') { "B" } else { "A" };
    let altered = format!("{before}#{first}{other}{}", &rest[1..]);
    let refused = bed.folder.refusal("visiteuse", &["link", "fetch", &altered]);
    assert_eq!((refused.exit, refused.code.as_str()), (5, "link-unknown"));
}

#[test]
fn a_workspace_is_suspended_closed_and_deleted_and_what_is_binned_is_destroyed() {
    let bed = Bed::with_room();
    let done = |arguments: &[&str]| bed.folder.done("alice", arguments);
    bed.folder.write("plan.txt", "le plan");
    done(&["put", "Rentrée", "plan.txt"]);
    done(&["workspace", "suspend", "Rentrée"]);
    assert!(done(&["workspace", "show", "Rentrée"]).out.contains("Espace suspendu"));
    let late = bed.folder.refusal("alice", &["document", "trash", "Rentrée", "plan.txt"]);
    assert_eq!(late.code, "workspace-suspended");
    done(&["workspace", "resume", "Rentrée"]);
    done(&["workspace", "close", "Rentrée"]);
    let late = bed.folder.refusal("alice", &["document", "trash", "Rentrée", "plan.txt"]);
    assert_eq!(late.code, "workspace-closed");
    done(&["workspace", "reopen", "Rentrée"]);
    let early = bed.folder.refusal("alice", &["document", "purge", "Rentrée", "plan.txt"]);
    assert_eq!((early.exit, early.code.as_str()), (5, "item-not-in-bin"));
    done(&["document", "trash", "Rentrée", "plan.txt"]);
    done(&["document", "purge", "Rentrée", "plan.txt"]);
    let gone = bed.folder.refusal("alice", &["document", "restore", "Rentrée", "plan.txt"]);
    assert_eq!(gone.code, "item-not-in-bin");
    bed.folder.refusal("alice", &["workspace", "delete", "Rentrée", "--confirm", "Rentree"]).is(
        3,
        "confirmation-differs",
        "Le nom donné n’est pas celui de l’espace : « Rentrée ».",
        "Rien n’est supprimé. Écrivez ce nom exactement après --confirm.",
    );
    done(&["workspace", "delete", "Rentrée", "--confirm", "Rentrée"]);
    let after = bed.folder.refusal("alice", &["workspace", "show", "Rentrée"]);
    assert_eq!(after.code, "workspace-not-found");
}
