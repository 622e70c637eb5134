//! Clocks that are wrong: the server's set back or forward, seen from a machine that is right, which is also a machine
//! that is wrong, seen from a server that is right.

use crate::bed::{Bed, HOUR_MS};

#[test]
fn a_clock_set_back_or_forward_is_told_and_loses_nothing() {
    let mut bed = Bed::with_room();
    let put = |bed: &Bed, name: &str| {
        bed.folder.write(name, name.repeat(1000));
        bed.folder.done("alice", &["put", "Rentrée", name])
    };
    let said = put(&bed, "avant.txt");
    assert!(!said.err.contains("horloge"), "{said:?}");

    let mut names = vec!["avant.txt".to_owned()];
    for (shift, name) in
        [(-2 * HOUR_MS, "recul.txt"), (2 * HOUR_MS, "avance.txt"), (-3 * HOUR_MS, "encore.txt")]
    {
        bed.shift(shift);
        let said = put(&bed, name);
        let told =
            said.err.contains("Attention : l’horloge de cette machine et celle du serveur diffèrent de 1");
        assert!(told && said.err.contains("rien n’a été perdu"), "{said:?}");
        names.push(name.to_owned());
        names.sort();
        assert_eq!(bed.folder.documents("alice", "Rentrée"), names);
    }
    // The clock of a server that starts again may be back as well.
    bed.restart();
    put(&bed, "redémarré.txt");
    bed.shift(0);
    let said = put(&bed, "après.txt");
    assert!(!said.err.contains("horloge"), "{said:?}");
    names.extend(["redémarré.txt".to_owned(), "après.txt".to_owned()]);
    names.sort();
    assert_eq!(bed.folder.documents("alice", "Rentrée"), names);
    std::fs::create_dir(bed.folder.path("retour")).unwrap();
    for name in &names {
        bed.folder.done("alice", &["get", "Rentrée", name, "--out", "retour"]);
        let back = std::fs::read_to_string(bed.folder.path("retour").join(name)).unwrap();
        assert_eq!(back, name.repeat(1000));
    }
}
