//! The steps of `cargo xtask test`, in order.

use super::summary::{self, Count};
use crate::blind::{self, Watch};
use crate::place::Place;
use crate::process::{self, Outcome};
use crate::server::{self, Server};
use crate::{fingerprint, install, tidy, wasm, web};
use anyhow::{Context, Result, bail};
use std::process::Command;
use std::sync::atomic::AtomicBool;

/// One announced step.
pub struct Step {
    /// As announced, and as named on the command line.
    pub name: &'static str,
    /// Does it; an error is a failure of the step itself, not of a test that was counted.
    pub run: fn(&Place) -> Result<Done>,
}

/// How a step ended.
pub enum Done {
    /// It ran; steps that are no test runner count nothing.
    Ran(Count),
    /// What it would test is not in this checkout.
    Absent(&'static str),
}

/// Everything, cheapest refusals first.
pub fn all() -> Vec<Step> {
    vec![
        Step { name: "tidy", run: |place| built(tidy::run(place)) },
        Step { name: "browser module", run: |place| built(wasm::run(place, &wasm::Options::default())) },
        Step { name: "web application", run: build_web },
        Step { name: "rust tests", run: rust_tests },
        Step { name: "documentation tests", run: documentation_tests },
        Step { name: "web tests", run: web_tests },
        Step { name: "document tests", run: document_tests },
        Step { name: "pages in the browser", run: page_tests },
        Step { name: "journeys in the browser", run: story_tests },
    ]
}

fn built(result: Result<()>) -> Result<Done> {
    result.map(|()| Done::Ran(Count::default()))
}

fn build_web(place: &Place) -> Result<Done> {
    if !web::exists(place) {
        return Ok(Done::Absent("web/ has no package.json"));
    }
    built(web::build(place))
}

fn rust_tests(place: &Place) -> Result<Done> {
    if std::env::var_os("BEFFROI_TEST_POSTGRES").is_none() {
        install::packages(&["postgresql"], "the store's tests on PostgreSQL")?;
    }
    if process::answers("cargo-nextest") {
        let mut run = process::cargo(
            place.root(),
            &[
                "nextest",
                "run",
                "--workspace",
                "--all-targets",
                "--locked",
                "--no-fail-fast",
                "--profile",
                profile(),
            ],
        );
        return counted(&mut run, summary::nextest);
    }
    println!("cargo-nextest is not installed: cargo's own runner is used");
    let tests = ["test", "--workspace", "--all-targets", "--locked", "--no-fail-fast"];
    counted(&mut process::cargo(place.root(), &tests), summary::libtest)
}

fn documentation_tests(place: &Place) -> Result<Done> {
    let tests = ["test", "--workspace", "--doc", "--locked", "--no-fail-fast"];
    counted(&mut process::cargo(place.root(), &tests), summary::libtest)
}

fn web_tests(place: &Place) -> Result<Done> {
    if !web::exists(place) {
        return Ok(Done::Absent("web/ has no package.json"));
    }
    web::install(place, "web")?;
    counted(&mut process::command(&place.path("web"), "npm", ["test"]), summary::vitest)
}

/// Renders every document template and reads the result back.
fn document_tests(place: &Place) -> Result<Done> {
    let folder = place.path("templates");
    if !web::has_script(&folder, "test") {
        return Ok(Done::Absent("templates/ has no package.json with a script `test`"));
    }
    install::packages(&["poppler-utils"], "reading rendered documents back")?;
    web::install(place, "templates")?;
    counted(&mut process::command(&folder, "npm", ["test"]), summary::node)
}

/// Every page on its own, with invented data: accessibility, width, keyboard.
fn page_tests(place: &Place) -> Result<Done> {
    let folder = place.path("web");
    if !web::has_script(&folder, "pages") {
        return Ok(Done::Absent("web/package.json has no script `pages`"));
    }
    install::packages(&install::BROWSER, "browser tests")?;
    web::install(place, "web")?;
    counted(&mut process::command(&folder, "npm", ["run", "pages"]), summary::playwright)
}

/// Journeys through a real server with empty data; the tests set it up with its one-time link. Then everything that
/// the server holds is searched for what they planted, while it still runs.
fn story_tests(place: &Place) -> Result<Done> {
    let folder = place.path("web");
    let stories = fingerprint::files_under(&folder.join("e2e/story")).unwrap_or_default();
    if !stories.iter().any(|file| file.to_string_lossy().ends_with(".spec.ts")) {
        return Ok(Done::Absent("web/e2e/story has no journey yet"));
    }
    install::packages(&install::BROWSER, "browser tests")?;
    install::packages(&blind::PREREQUISITES, "searching what the server holds")?;
    let data = tempfile::tempdir().context("a temporary folder")?;
    let program = server::build(place, server::WITH_TESTS)?;
    let watch = Watch::start(data.path())?;
    let mut server = Server::start(&program, data.path(), server::free_port()?, &watch.setting())?;
    let link = server.wait_until_ready(&AtomicBool::new(false))?;
    let mut journeys = process::command(&folder, "npm", ["run", "e2e"]);
    journeys.env("BEFFROI_URL", &server.address).env("BEFFROI_LINK", link).env("BEFFROI_PROGRAM", &program);
    journeys.env("BEFFROI_MARKERS", watch.words());
    let Done::Ran(mut count) = counted(&mut journeys, summary::playwright)? else { bail!("no journey ran") };
    if count.failed > 0 {
        watch.show_warnings();
    }
    count += watch.search(place, &server).context("searching what the server holds")?;
    Ok(Done::Ran(count))
}

/// Runs a test runner and reads its own count; a failure that it did not count is an error.
fn counted(command: &mut Command, read: fn(&str) -> Option<Count>) -> Result<Done> {
    command.env("NO_COLOR", "1").env("CARGO_TERM_COLOR", "never").env_remove("FORCE_COLOR");
    let Outcome { output, status } = process::tee(command)?;
    let count = read(&output).unwrap_or_default();
    if !status.success() && count.failed == 0 {
        bail!("`{}` failed ({status}) without counting a failed test", process::shown(command));
    }
    if status.success() && read(&output).is_none() {
        bail!("`{}` succeeded but printed no count of tests", process::shown(command));
    }
    Ok(Done::Ran(count))
}

fn profile() -> &'static str {
    if std::env::var_os("CI").is_some() { "ci" } else { "default" }
}
