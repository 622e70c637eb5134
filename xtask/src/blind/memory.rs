//! The memory of the running server: a core image by `gcore`, or read through `/proc` where tracing with a debugger is
//! not allowed.

use super::places::{Findings, Holding};
use super::search::Search;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// Any process holds at least this; less means that nothing was read.
const BYTES_MIN: u64 = 64 << 10;

/// Searches the memory of a process; `folder` has room for its image.
pub fn scan(process: u32, folder: &Path, search: &Search, findings: &mut Findings) -> Result<()> {
    let image = folder.join(format!("memory.{process}"));
    let (how, hits) = match core_image(process, &folder.join("memory")) {
        Ok(()) => {
            let opened = File::open(&image).with_context(|| format!("reading {}", image.display()))?;
            let hits = search.scan(opened).context("reading the image of the memory")?;
            fs::remove_file(&image).context("removing the image of the memory")?;
            ("image by gcore", hits)
        }
        Err(refusal) => {
            println!("gcore gave no image ({refusal:#}); reading /proc/{process}/mem");
            let memory = Mapped::open(process).context(
                "the memory of the server cannot be read. Run this as root, or allow tracing of one's own \
                 processes: `sysctl kernel.yama.ptrace_scope=0`, and for a container `--cap-add SYS_PTRACE`",
            )?;
            ("through /proc", search.scan(memory).context("reading the memory of the server")?)
        }
    };
    if hits.bytes < BYTES_MIN {
        bail!("only {} bytes of the server's memory could be read ({how})", hits.bytes);
    }
    findings.note(Holding::Memory, how, hits);
    Ok(())
}

fn core_image(process: u32, prefix: &Path) -> Result<()> {
    let mut gcore = Command::new("gcore");
    gcore.arg("-o").arg(prefix).arg(process.to_string()).stdin(Stdio::null());
    let output = gcore.output().context("starting gcore")?;
    let image = prefix.with_extension(process.to_string());
    if !output.status.success() || !image.exists() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{}: {}", output.status, said.lines().next_back().unwrap_or("it says nothing"));
    }
    Ok(())
}

/// The writable memory of a process, as one stream.
struct Mapped {
    memory: File,
    /// Ranges not read yet, last first.
    ranges: Vec<(u64, u64)>,
}

impl Mapped {
    fn open(process: u32) -> Result<Self> {
        let maps =
            fs::read_to_string(format!("/proc/{process}/maps")).context("reading its list of ranges")?;
        let mut ranges: Vec<(u64, u64)> = maps.lines().filter_map(writable).collect();
        ranges.reverse();
        let memory = File::open(format!("/proc/{process}/mem")).context("opening it")?;
        let mut first = [0];
        if let Some((start, _)) = ranges.last() {
            memory.read_at(&mut first, *start).context("reading its first byte")?;
        }
        Ok(Self { memory, ranges })
    }
}

impl Read for Mapped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some((start, end)) = self.ranges.pop() {
            let wanted = usize::try_from(end - start).unwrap_or(usize::MAX).min(buffer.len());
            // A range may go away while the process runs: the next one is read then.
            let Ok(read @ 1..) = self.memory.read_at(&mut buffer[..wanted], start) else { continue };
            if start + (read as u64) < end {
                self.ranges.push((start + read as u64, end));
            }
            return Ok(read);
        }
        Ok(0)
    }
}

/// `55d0c000-55d0d000 rw-p …`
fn writable(line: &str) -> Option<(u64, u64)> {
    let (range, rest) = line.split_once(' ')?;
    let (start, end) = range.split_once('-')?;
    let range = (u64::from_str_radix(start, 16).ok()?, u64::from_str_radix(end, 16).ok()?);
    rest.starts_with("rw").then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// A process that holds a word which it was given through a pipe, in no file and no argument.
    fn holder(word: &str) -> std::process::Child {
        let mut shell = Command::new("sh");
        shell.args(["-c", "read word; echo held; read more; echo $word"]);
        let mut child = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        writeln!(child.stdin.as_mut().unwrap(), "{word}").unwrap();
        let mut said = [0; 4];
        child.stdout.as_mut().unwrap().read_exact(&mut said).unwrap();
        child
    }

    #[test]
    fn a_word_in_the_memory_of_a_process_is_found() {
        // Joined here, so that it does not stand in the file of this test either.
        let word = ["qzjxkvwq", "bhdmtnsl"].concat();
        let mut child = holder(&word);
        let search = Search::new([word.as_str(), "notthereatallxyz"].into_iter()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut findings = Findings::default();
        scan(child.id(), folder.path(), &search, &mut findings).unwrap();
        let through_proc = search.scan(Mapped::open(child.id()).unwrap()).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        for hits in [&findings.streams(Holding::Memory)[0].1, &through_proc] {
            assert!(hits.found.keys().any(|(word, _)| *word == 0), "planted");
            assert!(hits.found.keys().all(|(word, _)| *word == 0), "not planted");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "no image is left");
    }

    #[test]
    fn lines_of_maps() {
        assert_eq!(writable("7f01-7f02 rw-p 00000000 00:00 0 [heap]"), Some((0x7f01, 0x7f02)));
        assert_eq!(writable("7f01-7f02 r-xp 00000000 00:00 0 /bin/x"), None);
        assert_eq!(writable("nothing"), None);
    }
}
