//! `beffroi trace exposure`: who saw whose data.

use std::time::Duration;

use beffroi_trace::{Entitlements, Mapping, Partial, Report, Scanner, Warning};
use indicatif::{ProgressBar, ProgressStyle};

use super::{output, scan, tables};
use crate::args::Exposure;
use crate::exit::{Exit, Failure};
use crate::terminal::Terminal;

/// Reads the inputs, scans the logs, writes the results, says the totals.
pub fn run(arguments: &Exposure, terminal: &Terminal) -> Result<(), Failure> {
    // Everything that can be refused is refused before the long work.
    let outputs = arguments
        .out
        .iter()
        .map(|path| Ok((path, output::Format::of(path)?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    let mapping = tables::mapping(&arguments.mapping)?;
    let threads = arguments
        .threads
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    let total: u64 =
        arguments.logs.iter().filter_map(|path| path.metadata().ok()).map(|facts| facts.len()).sum();
    let bar = progress_bar(total, terminal);
    let digests = scan::Digests::new(&arguments.logs);
    let scanned = std::thread::scope(|scope| {
        // While one thread loads the tables, the others have nothing else to do.
        for _ in 1..threads.min(arguments.logs.len() + 1) {
            scope.spawn(|| digests.make());
        }
        let scanned = load_and_scan(arguments, &mapping, threads, &|bytes| bar.inc(bytes));
        if scanned.is_err() {
            digests.stop();
        }
        digests.make();
        scanned
    });
    bar.finish_and_clear();
    let (entitlements, partial) = scanned?;
    let report = Report::build(&entitlements, &partial, &digests.facts()?)
        .map_err(|error| Failure::new(Exit::Input, error.code()).because(error))?;

    for (path, format) in &outputs {
        output::write(&report, *format, path)?;
    }
    tell(&report, arguments, terminal);
    Ok(())
}

fn load_and_scan(
    arguments: &Exposure,
    mapping: &Mapping,
    threads: usize,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(Entitlements, Partial), Failure> {
    let entitlements = tables::entitlements(&arguments.entitlements, mapping)?;
    let sessions = arguments.sessions.as_ref().map(|path| tables::sessions(path, mapping)).transpose()?;
    let scanner = Scanner::new(mapping, &entitlements, sessions.as_ref());
    let partial = scan::scan(&scanner, &arguments.logs, threads, progress)?;
    Ok((entitlements, partial))
}

fn tell(report: &Report, arguments: &Exposure, terminal: &Terminal) {
    if terminal.json() {
        terminal.value(&serde_json::json!({
            "totals": report.totals,
            "warnings": report.warnings,
            "out": arguments.out,
        }));
        return;
    }
    let totals = &report.totals;
    let figures = [
        ("lines", totals.lines),
        ("not_understood", totals.not_understood),
        ("accesses", totals.accesses),
        ("exposures", totals.exposures),
        ("viewers", totals.viewers),
        ("persons", totals.persons),
        ("resources", totals.resources),
    ]
    .map(|(name, value)| (name, value.to_string()));
    let params: Vec<(&str, &str)> = figures.iter().map(|(name, value)| (*name, value.as_str())).collect();
    terminal.line(&terminal.text("trace.summary", &params));
    if !report.examples_not_understood.is_empty() {
        terminal.line(&terminal.text("trace.not-understood", &[]));
        for example in &report.examples_not_understood {
            terminal.line(&format!("  {}:{}  {}", example.file, example.line, example.text));
        }
    }
    for warning in &report.warnings {
        warn(warning, terminal);
    }
    for path in &arguments.out {
        terminal.line(&terminal.text("trace.written", &[("file", &path.display().to_string())]));
    }
}

/// What a reader must know before relying on the figures: what it is, and what to do.
fn warn(warning: &Warning, terminal: &Terminal) {
    let fields = serde_json::to_value(warning).unwrap_or_default();
    let params: Vec<(String, String)> = fields
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    let params: Vec<(&str, &str)> =
        params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (what, next) = terminal.refusal(warning.code(), &params);
    terminal.line(&format!("{}: {what} {next}", terminal.text("trace.warning", &[])));
}

fn progress_bar(total: u64, terminal: &Terminal) -> ProgressBar {
    if !terminal.shows_progress() {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{prefix} {bar:30} {percent:>3} %  {binary_bytes_per_sec}  {eta}")
            .expect("the template is well-formed");
    let bar = ProgressBar::new(total).with_style(style).with_prefix(terminal.text("trace.reading", &[]));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
