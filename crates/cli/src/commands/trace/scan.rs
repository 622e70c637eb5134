//! Scanning log files with several threads: plain files are cut in pieces, compressed ones are read whole, and
//! digests are made beside. Memory does not grow with the size of the logs.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use beffroi_trace::{
    FileScan, Flow, InputDigest, InputFacts, MergeError, Partial, ScanError, Scanner, Segment, SplitPlan,
};

use super::tables::unreadable;
use crate::exit::{Exit, Failure};

const CHUNK_BYTES: usize = 1 << 20;
const PIECE_BYTES: u64 = 32 << 20;
const HEAD_BYTES: usize = 64 << 10;

/// What was found, and the digests of the files read.
pub struct Scanned {
    /// Findings of all files.
    pub partial: Partial,
    /// Name and digest of every file.
    pub facts: Vec<(String, InputFacts)>,
}

/// Scans the files with `threads` threads; `progress` is told the number of bytes read since its last call.
pub fn scan(
    scanner: &Scanner,
    paths: &[PathBuf],
    threads: usize,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Scanned, Failure> {
    let mut logs = paths.iter().map(|path| Log::open(scanner, path)).collect::<Result<Vec<_>, _>>()?;
    let queue = Mutex::new(jobs(&logs));
    let outcomes: Vec<Vec<Done>> = std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..threads.max(1)).map(|_| scope.spawn(|| work(scanner, &logs, &queue, progress))).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("a scanning thread does not panic"))
            .collect::<Result<_, _>>()
    })?;
    let mut facts = Vec::new();
    for done in outcomes.into_iter().flatten() {
        match done {
            Done::Digest(log, digest) => facts.push((logs[log].name.clone(), digest)),
            Done::Piece(log, piece, segment) => logs[log].segments[piece] = Some(*segment),
        }
    }
    let mut partial = Partial::default();
    for log in logs {
        let joined = log.join(scanner)?;
        partial.merge(Partial::from(joined)).map_err(|error| merge_failure(&error))?;
    }
    Ok(Scanned { partial, facts })
}

struct Log {
    name: String,
    path: PathBuf,
    plan: Option<SplitPlan>,
    segments: Vec<Option<Segment>>,
}

enum Job {
    Digest(usize),
    Piece(usize, usize),
    /// A file read in one go is digested on the way.
    Whole(usize),
}

enum Done {
    Digest(usize, InputFacts),
    Piece(usize, usize, Box<Segment>),
}

/// Digests first: each is one long sequential read, so it must not be left for the end.
fn jobs(logs: &[Log]) -> VecDeque<Job> {
    let mut digests = VecDeque::new();
    let mut pieces = VecDeque::new();
    for (number, log) in logs.iter().enumerate() {
        match &log.plan {
            Some(plan) => {
                digests.push_back(Job::Digest(number));
                pieces.extend((0..plan.ranges().len()).map(|piece| Job::Piece(number, piece)));
            }
            None => digests.push_back(Job::Whole(number)),
        }
    }
    digests.append(&mut pieces);
    digests
}

fn work(
    scanner: &Scanner,
    logs: &[Log],
    queue: &Mutex<VecDeque<Job>>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<Done>, Failure> {
    let mut buffer = vec![0; CHUNK_BYTES];
    let mut done = Vec::new();
    loop {
        let next = queue.lock().expect("no thread panics while it holds the queue").pop_front();
        match next {
            None => return Ok(done),
            Some(Job::Digest(log)) => done.push(Done::Digest(log, logs[log].digest(&mut buffer)?)),
            Some(Job::Piece(log, piece)) => {
                let segment = logs[log].piece(scanner, piece, &mut buffer, progress)?;
                done.push(Done::Piece(log, piece, Box::new(segment)));
            }
            Some(Job::Whole(log)) => {
                let (segment, facts) = logs[log].whole(scanner, &mut buffer, progress)?;
                done.push(Done::Digest(log, facts));
                done.push(Done::Piece(log, 0, Box::new(segment)));
            }
        }
    }
}

impl Log {
    fn open(scanner: &Scanner, path: &Path) -> Result<Self, Failure> {
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
        let size = file.metadata().map_err(|error| unreadable(path, &error))?.len();
        let mut head = Vec::with_capacity(HEAD_BYTES);
        file.by_ref()
            .take(HEAD_BYTES as u64)
            .read_to_end(&mut head)
            .map_err(|error| unreadable(path, &error))?;
        let plan = scanner.split(&name, &head, size, PIECE_BYTES).map_err(|error| scan_failure(&error))?;
        let pieces = plan.as_ref().map_or(1, |plan| plan.ranges().len());
        Ok(Self { name, path: path.to_owned(), plan, segments: (0..pieces).map(|_| None).collect() })
    }

    fn digest(&self, buffer: &mut [u8]) -> Result<InputFacts, Failure> {
        let mut digest = InputDigest::new();
        self.read(buffer, |bytes| {
            digest.push(bytes);
            Ok(())
        })?;
        Ok(digest.finish())
    }

    fn whole(
        &self,
        scanner: &Scanner,
        buffer: &mut [u8],
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<(Segment, InputFacts), Failure> {
        let mut scan = scanner.open(&self.name);
        let mut digest = InputDigest::new();
        self.read(buffer, |bytes| {
            digest.push(bytes);
            scan.push(bytes).map_err(|error| scan_failure(&error))?;
            progress(bytes.len() as u64);
            Ok(())
        })?;
        Ok((scan.finish().map_err(|error| scan_failure(&error))?, digest.finish()))
    }

    fn piece(
        &self,
        scanner: &Scanner,
        piece: usize,
        buffer: &mut [u8],
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Segment, Failure> {
        let plan = self.plan.as_ref().expect("only a file with a plan has pieces");
        let range = &plan.ranges()[piece];
        let segment = self.range(scanner.open_range(&self.name, plan, range), range, buffer)?;
        progress(range.end - range.start);
        Ok(segment)
    }

    fn range(&self, mut scan: FileScan, range: &Range<u64>, buffer: &mut [u8]) -> Result<Segment, Failure> {
        let file = File::open(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        let mut at = range.start;
        loop {
            let read = file.read_at(buffer, at).map_err(|error| unreadable(&self.path, &error))?;
            if read == 0 {
                break;
            }
            at += read as u64;
            if let Flow::Done = scan.push(&buffer[..read]).map_err(|error| scan_failure(&error))? {
                break;
            }
        }
        scan.finish().map_err(|error| scan_failure(&error))
    }

    /// Puts the pieces together; one whose beginning was guessed wrong is read again from the right place.
    fn join(mut self, scanner: &Scanner) -> Result<Segment, Failure> {
        let mut pieces =
            std::mem::take(&mut self.segments).into_iter().map(|s| s.expect("every piece was scanned"));
        let mut joined = pieces.next().expect("a file has one piece at least");
        let mut buffer = Vec::new();
        for (number, mut piece) in pieces.enumerate() {
            if !joined.fits(&piece) {
                buffer.resize(CHUNK_BYTES, 0);
                let plan = self.plan.as_ref().expect("only a file with a plan has several pieces");
                let range = joined.next_offset()..plan.ranges()[number + 1].end.max(joined.next_offset());
                piece =
                    self.range(scanner.open_range_at_record(&self.name, plan, &range), &range, &mut buffer)?;
            }
            joined = joined.then(piece).map_err(|error| {
                Failure::new(Exit::Failed, error.code()).with("file", &self.name).because(error)
            })?;
        }
        Ok(joined)
    }

    fn read(
        &self,
        buffer: &mut [u8],
        mut take: impl FnMut(&[u8]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut file = File::open(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        loop {
            match file.read(buffer).map_err(|error| unreadable(&self.path, &error))? {
                0 => return Ok(()),
                read => take(&buffer[..read])?,
            }
        }
    }
}

fn scan_failure(error: &ScanError) -> Failure {
    Failure::new(Exit::Input, error.code()).because(error)
}

fn merge_failure(error: &MergeError) -> Failure {
    Failure::new(Exit::Input, error.code()).because(error)
}
