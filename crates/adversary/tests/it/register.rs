//! The register names every test and nothing else, and `docs/adversary.md` says what the register says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use beffroi_adversary::{ATTACKS, NOT_COVERED, Outcome};

/// Every test function of the attack modules, with whether it is ignored.
fn tests() -> BTreeMap<String, bool> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut tests = BTreeMap::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !module.starts_with('x') {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            if line != "#[tokio::test]" {
                continue;
            }
            let ignored = lines.next_if(|line| line.starts_with("#[ignore = \"")).is_some();
            let name = lines.next().and_then(|line| line.strip_prefix("async fn ")).unwrap();
            let name = name.split('(').next().unwrap();
            tests.insert(format!("{module}::{name}"), ignored);
        }
    }
    tests
}

#[test]
fn every_attack_is_a_test_and_every_test_an_attack() {
    let tests = tests();
    let registered: BTreeSet<_> = ATTACKS.iter().map(|attack| attack.test.to_owned()).collect();
    assert_eq!(registered.len(), ATTACKS.len(), "each test once");
    let written: BTreeSet<_> = tests.keys().filter(|name| !name.contains("::control_")).cloned().collect();
    assert_eq!(registered, written);
    for attack in ATTACKS {
        let open = matches!(attack.outcome, Outcome::Open(_));
        assert_eq!(tests[attack.test], open, "{}: ignored if and only if it is not held", attack.test);
        let silent = matches!(attack.outcome, Outcome::NoEffect | Outcome::Fruitless | Outcome::Open(_));
        assert!(silent || !attack.expected_code.is_empty(), "{}: a refusal has a code", attack.test);
        let module = attack.test.split("::").next().unwrap();
        assert_eq!(module, format!("x{:0>2}", &attack.id[1..]), "{}", attack.test);
    }
}

#[test]
fn the_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/adversary.md");
    let current = page();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "docs/adversary.md is not current: BLESS=1 cargo test -p beffroi-adversary"
    );
}

const INTRODUCTION: &str = "\
<!-- Made from crates/adversary/src/register.rs: BLESS=1 cargo test -p beffroi-adversary -->

# The lying server

What a server that lies can try, and what a client answers. Each line is a test that anyone can run against this very
version:

    cargo test -p beffroi-adversary

In each, real clients talk to a real server over HTTP, and somebody stands between: alters, withholds, replays, exchanges
or invents answers, or changes files on the server’s disk. The adversary holds all that a server holds, and where the
line says so the device of a member who sides with it. It does not hold the victim’s device or password. The same journey is made
without the lie and succeeds, so that a refusal is the lie’s doing; nothing of the
lie is applied.

*Code*: what the client answers, as in the catalogues of sentences. “no effect”: nothing of the lie is read. “told”:
the journey goes on and the person is told. “fruitless”: there is no client to refuse; the adversary learns nothing more.
Numbers of classes: X1 to X24 of the design. The primitives (seals, signatures, encodings) have tests of their own in
`crates/seal` and `crates/ledger`.
";

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("\n## Held\n\n| class | the adversary | code | test |\n|---|---|---|---|\n");
    let mut open = String::new();
    for attack in ATTACKS {
        let code = match attack.outcome {
            Outcome::Refused => format!("`{}`", attack.expected_code),
            Outcome::NoEffect => "no effect".to_owned(),
            Outcome::Noticed => format!("told: `{}`", attack.expected_code),
            Outcome::Fruitless => "fruitless".to_owned(),
            Outcome::Open(why) => {
                let (id, title, test) = (attack.id, attack.title, attack.test);
                writeln!(open, "| {id} | {title} | {why} | `{test}` |").unwrap();
                continue;
            }
        };
        writeln!(page, "| {} | {} | {code} | `{}` |", attack.id, attack.title, attack.test).unwrap();
    }
    if !open.is_empty() {
        page.push_str(
            "\n## Not held today\n\nThe tests say what should happen, and are ignored until it does:\n",
        );
        page.push_str("`cargo test -p beffroi-adversary -- --ignored`.\n\n");
        page.push_str("| class | the adversary | why it succeeds | test |\n|---|---|---|---|\n");
        page.push_str(&open);
    }
    page.push_str("\n## Not attempted here\n\n| class | what, and what there is instead |\n|---|---|\n");
    for left in NOT_COVERED {
        writeln!(page, "| {} | {} |", left.id, left.what).unwrap();
    }
    page
}
