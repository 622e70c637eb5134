//! Memory does not grow with the size of a file: what is sent and received passes through, part after part.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

const MIB: usize = 1 << 20;

/// Enough for every buffer to be in use.
const SMALL_MIB: usize = 64;
const LARGE_MIB: usize = 256;

/// What one or two parts more on their way may cost; the files differ by twelve times as much.
const TOLERANCE_KIB: u64 = 16 * 1024;

#[test]
fn memory_does_not_grow_with_the_size_of_a_file() {
    let town =
        Town::start(&Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("memory-{}", std::process::id())));
    let [small, large] = [SMALL_MIB, LARGE_MIB].map(|size| town.both_ways(size));
    for (way, small, large) in [("put", small.0, large.0), ("get", small.1, large.1)] {
        assert!(
            large <= small + TOLERANCE_KIB,
            "{way}: {small} KiB for {SMALL_MIB} MiB, {large} KiB for {LARGE_MIB} MiB"
        );
        assert!(large < 200 * 1024, "{way}: {large} KiB");
    }
}

/// A server, and somebody who is signed in.
struct Town {
    folder: PathBuf,
    server: Child,
}

impl Town {
    fn start(folder: &Path) -> Self {
        fs::create_dir_all(folder).unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut server = Command::new(env!("CARGO_BIN_EXE_beffroi"))
            .args(["serve", "--listen", &address.to_string(), "--data"])
            .arg(folder.join("data"))
            .env("BEFFROI_PUBLIC_URL", format!("http://{address}"))
            .envs([("BEFFROI_METRICS", "off"), ("BEFFROI_LOG_LEVEL", "warn")])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let town = Self { folder: folder.to_owned(), server };
        let link = lines.map_while(Result::ok).find_map(|line| {
            line.split_whitespace().find(|word| word.contains("://") && word.contains('#')).map(str::to_owned)
        });
        let password = folder.join("password");
        fs::write(&password, "violon-tracteur-89-brume").unwrap();
        let who = ["--given-name", "Inès", "--family-name", "Karoui", "--email", "ines@valmont.example"];
        let mut init = town.command(&["init", &link.unwrap(), "--organisation", "Valmont"]);
        assert!(init.args(who).arg("--password-file").arg(password).status().unwrap().success());
        assert!(town.command(&["workspace", "create", "Mesures"]).status().unwrap().success());
        town
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beffroi"));
        command.arg("--profile").arg(self.folder.join("profile")).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command
    }

    /// Peak memory in KiB of sending a file of so many MiB, and of receiving it.
    fn both_ways(&self, mebibytes: usize) -> (u64, u64) {
        let name = format!("{mebibytes}.bin");
        let path = self.folder.join(&name);
        let mut file = File::create(&path).unwrap();
        for index in 0..mebibytes {
            file.write_all(&[index as u8; MIB]).unwrap();
        }
        let put = peak_kib(self.command(&["put", "Mesures", path.to_str().unwrap()]), |_| {});
        fs::remove_file(&path).unwrap();
        let mut get = self.command(&["get", "Mesures", &name, "--out", "-"]);
        get.stdout(Stdio::piped());
        let get = peak_kib(get, |child| {
            let (mut out, mut buffer) = (child.stdout.take().unwrap(), vec![0; MIB]);
            for index in 0..mebibytes {
                out.read_exact(&mut buffer).unwrap();
                assert!(buffer.iter().all(|byte| *byte == index as u8), "what came back at {index} MiB");
            }
            assert_eq!(out.read(&mut buffer).unwrap(), 0, "nothing after the file");
        });
        (put, get)
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Runs a command to its end and gives the highest memory it took, in KiB.
fn peak_kib(mut command: Command, meanwhile: impl FnOnce(&mut Child)) -> u64 {
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let highest = std::thread::scope(|scope| {
        let (running, ended) = mpsc::channel::<()>();
        let watch = scope.spawn(move || {
            let mut highest = 0;
            // The kernel keeps the highest value itself: asking seldom misses nothing but the last moment.
            while ended.recv_timeout(Duration::from_millis(5)) == Err(RecvTimeoutError::Timeout) {
                highest = highest.max(high_water_kib(&status));
            }
            highest
        });
        meanwhile(&mut child);
        assert!(child.wait().unwrap().success());
        drop(running);
        watch.join().unwrap()
    });
    assert!(highest > 0, "the process was gone before anybody looked");
    highest
}

fn high_water_kib(status: &str) -> u64 {
    let text = fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|value| value.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
