//! Disks without room: the server's, and the one that a document is to be written on.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::bed::{Bed, Folder, text};

const MIB: usize = 1 << 20;

/// `beffroi serve` as a process of its own.
struct Server {
    child: Child,
    link: String,
}

impl Server {
    /// The shell only makes that a write beyond a limit fails instead of ending the process.
    fn start(folder: &Folder, data: &Path) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let mut serve = folder.limited("server", "true");
        serve.args(["serve", "--data", text(data), "--listen", &address]);
        serve.env("BEFFROI_METRICS", "off").env("BEFFROI_LOG_LEVEL", "error");
        let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let link = lines.map_while(Result::ok).find(|line| line.contains("/mise-en-place#")).unwrap();
        Self { child, link: link.trim().to_owned() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at * 31 / 7 % 251).unwrap()).collect()
}

/// Fills the disk with a document, sees that what was there stays, makes room, and goes on.
fn refuse_and_recover(folder: &Folder, server: &Server, fill: &mut dyn FnMut(), make_room: &mut dyn FnMut()) {
    let said = folder.init(&server.link);
    assert_eq!(said.exit, 0, "{said:?}");
    folder.done("alice", &["workspace", "create", "Rentrée"]);
    let (small, large) = (bytes(MIB), bytes(7 * MIB));
    folder.write("petit.bin", &small);
    folder.write("grand.bin", &large);
    folder.done("alice", &["put", "Rentrée", "petit.bin"]);
    fill();
    folder.refusal("alice", &["put", "Rentrée", "grand.bin"]).is(
        8,
        "storage-full",
        "Le serveur n’a plus de place.",
        "Prévenez la personne qui gère le serveur. Rien n’a été écrit à moitié.",
    );
    assert_eq!(folder.documents("alice", "Rentrée"), ["petit.bin"]);
    folder.done("alice", &["get", "Rentrée", "petit.bin", "--out", "petit.retour"]);
    assert_eq!(std::fs::read(folder.path("petit.retour")).unwrap(), small, "what was acknowledged stays");

    make_room();
    folder.done("alice", &["put", "Rentrée", "grand.bin"]);
    folder.done("alice", &["get", "Rentrée", "grand.bin", "--out", "grand.retour"]);
    assert_eq!(std::fs::read(folder.path("grand.retour")).unwrap(), large);
    assert_eq!(folder.documents("alice", "Rentrée"), ["grand.bin", "petit.bin"]);
}

/// A limit on the size of files fails writes as a full disk does, and needs no right to set it.
#[test]
fn a_server_without_room_says_so_keeps_what_it_has_and_goes_on() {
    let folder = Folder::new();
    let server = Server::start(&folder, &folder.path("données"));
    let limit = |limit: &str| {
        let mut prlimit = Command::new("prlimit");
        let set =
            prlimit.args(["--pid", &server.child.id().to_string(), &format!("--fsize={limit}")]).status();
        assert!(set.unwrap().success());
    };
    let soft = format!("{}:", 5 * MIB);
    refuse_and_recover(&folder, &server, &mut || limit(&soft), &mut || limit("unlimited:"));
}

/// A small disk for the database and the objects, where this machine lets us mount one.
#[test]
fn a_full_disk_of_the_server_is_survived() {
    let folder = Folder::new();
    let disk = folder.path("disque");
    std::fs::create_dir(&disk).unwrap();
    let mount = |options: &str| {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&disk).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success())
    };
    if !mount("size=8m") {
        eprintln!("may not mount a disk here: the test beside this one limits the size of files instead");
        return;
    }
    let _unmount = Unmount(&disk);
    let server = Server::start(&folder, &disk.join("données"));
    refuse_and_recover(&folder, &server, &mut || (), &mut || assert!(mount("remount,size=64m")));
    drop(server);
}

struct Unmount<'a>(&'a Path);

impl Drop for Unmount<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_document_for_which_there_is_no_room_leaves_no_half_file() {
    let bed = Bed::with_room();
    let folder = &bed.folder;
    folder.write("grand.bin", bytes(3 * MIB));
    folder.done("alice", &["put", "Rentrée", "grand.bin"]);
    std::fs::create_dir(folder.path("retour")).unwrap();
    let get = ["get", "Rentrée", "grand.bin", "--out", "retour"];
    // In units of 512 bytes or 1 KiB, according to the shell: less than the document either way.
    let mut full = || folder.limited("alice", "ulimit -f 2048");
    crate::bed::refusal(&mut full, &get).is(
        8,
        "file-unwritable",
        "Le fichier « retour/grand.bin » ne peut pas être écrit.",
        "Vérifiez la place libre et vos droits dans ce dossier. Rien n’a été laissé à moitié écrit.",
    );
    assert!(folder.names("retour").is_empty(), "{:?}", folder.names("retour"));
    folder.done("alice", &get);
    assert_eq!(std::fs::read(folder.path("retour/grand.bin")).unwrap(), bytes(3 * MIB));
}
