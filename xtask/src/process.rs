//! Running other programs: shown before they start, an error that names them when they fail.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread;

/// What a program printed on both streams, in arrival order, and how it ended.
pub struct Outcome {
    /// Lines of standard output and standard error together.
    pub output: String,
    /// Its exit status.
    pub status: ExitStatus,
}

/// A program to be run in `folder`.
pub fn command<I, S>(folder: &Path, program: &str, arguments: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    command
}

/// `cargo` as it was started, so that a toolchain chosen by the caller stays chosen.
pub fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(folder);
    // Set by the cargo that runs this program; they describe this package, not the one to be built.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO" {
            command.env_remove(name.as_ref());
        }
    }
    command
}

/// Shows the command and runs it; an exit code other than zero is an error.
pub fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", shown(command));
    let status = command.status().with_context(|| format!("starting {}", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a command silently and returns its standard output.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("starting {}", shown(command)))?;
    if !output.status.success() {
        bail!(
            "`{}` failed ({}):\n{}",
            shown(command),
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program is there and answers `--version`.
pub fn answers(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Shows the command, runs it, and both shows and keeps what it prints.
pub fn tee(command: &mut Command) -> Result<Outcome> {
    println!("$ {}", shown(command));
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null());
    let mut child = command.spawn().with_context(|| format!("starting {}", shown(command)))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let kept = Mutex::new(String::new());
    thread::scope(|scope| {
        if let Some(stream) = stdout {
            scope.spawn(|| pump(stream, std::io::stdout(), &kept));
        }
        if let Some(stream) = stderr {
            scope.spawn(|| pump(stream, std::io::stderr(), &kept));
        }
    });
    let status = child.wait().with_context(|| format!("waiting for {}", shown(command)))?;
    let output = kept.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    Ok(Outcome { output, status })
}

/// A command as one would type it.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn pump(from: impl Read, mut to: impl Write, kept: &Mutex<String>) {
    for line in BufReader::new(from).split(b'\n') {
        let Ok(line) = line else { return };
        let line = String::from_utf8_lossy(&line).into_owned();
        // A closed terminal must not stop the tests.
        let _ = writeln!(to, "{line}");
        let mut kept = kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        kept.push_str(&line);
        kept.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tee_keeps_both_streams_and_the_exit_code() {
        let script = "echo one; echo two >&2; exit 3";
        let outcome = tee(&mut command(Path::new("."), "sh", ["-c", script])).unwrap();
        assert_eq!(outcome.status.code(), Some(3));
        assert!(outcome.output.contains("one\n") && outcome.output.contains("two\n"));
    }

    #[test]
    fn a_failing_command_is_named() {
        let error = run(&mut command(Path::new("."), "sh", ["-c", "exit 7"])).unwrap_err();
        assert!(error.to_string().contains("`sh -c exit 7` failed"), "{error}");
    }
}
