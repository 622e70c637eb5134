//! Scanning log files with several threads: plain files are cut in pieces, compressed ones are read whole, and
//! digests are made beside, from before the tables are loaded on. Memory does not grow with the size of the logs.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use beffroi_trace::{
    FileScan, Flow, InputDigest, InputFacts, MergeError, Partial, ScanError, Scanner, Segment, SplitPlan,
};

use super::tables::unreadable;
use crate::exit::{Exit, Failure};

/// Stays in the second-level cache: what is read is scanned before it is pushed out.
const CHUNK_BYTES: usize = 256 << 10;
const PIECE_BYTES: u64 = 32 << 20;
const HEAD_BYTES: usize = 64 << 10;

/// The digests of the files. Each is one long sequential read that cannot be cut, so it begins first, and
/// needs nothing but the file.
pub struct Digests<'a> {
    waiting: Mutex<VecDeque<&'a PathBuf>>,
    made: Mutex<Vec<(String, Result<InputFacts, Failure>)>>,
    stopped: AtomicBool,
}

impl<'a> Digests<'a> {
    /// The digests of these files, none made yet.
    pub fn new(paths: &'a [PathBuf]) -> Self {
        Self {
            waiting: Mutex::new(paths.iter().collect()),
            made: Mutex::default(),
            stopped: AtomicBool::new(false),
        }
    }

    /// Makes those that nobody has begun.
    pub fn make(&self) {
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            let next = self.waiting.lock().expect("no thread panics while it holds the queue").pop_front();
            let Some(path) = next else { return };
            let digest = self.digest(path, &mut buffer);
            self.made.lock().expect("no thread panics while it holds the list").push((name(path), digest));
        }
    }

    /// Nobody wants them any more.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Name and digest of every file, once every thread that makes them has ended.
    pub fn facts(self) -> Result<Vec<(String, InputFacts)>, Failure> {
        let made = self.made.into_inner().expect("no thread panics while it holds the list");
        made.into_iter().map(|(name, digest)| Ok((name, digest?))).collect()
    }

    fn digest(&self, path: &Path, buffer: &mut [u8]) -> Result<InputFacts, Failure> {
        let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
        let mut digest = InputDigest::new();
        while !self.stopped.load(Ordering::Relaxed) {
            match file.read(buffer).map_err(|error| unreadable(path, &error))? {
                0 => break,
                read => digest.push(&buffer[..read]),
            }
        }
        Ok(digest.finish())
    }
}

/// Scans the files with `threads` threads; `progress` is told the number of bytes read since its last call.
pub fn scan(
    scanner: &Scanner,
    paths: &[PathBuf],
    threads: usize,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Partial, Failure> {
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
    for Done { log, piece, segment } in outcomes.into_iter().flatten() {
        logs[log].segments[piece] = Some(segment);
    }
    let mut partial = Partial::default();
    for log in logs {
        let joined = log.join(scanner)?;
        partial.merge(Partial::from(joined)).map_err(|error| merge_failure(&error))?;
    }
    Ok(partial)
}

struct Log {
    name: String,
    path: PathBuf,
    plan: Option<SplitPlan>,
    segments: Vec<Option<Segment>>,
}

/// A piece of a file; a file that cannot be cut is one piece.
struct Job {
    log: usize,
    piece: usize,
}

struct Done {
    log: usize,
    piece: usize,
    segment: Segment,
}

/// What is read in one go comes first, so that nobody waits for it at the end.
fn jobs(logs: &[Log]) -> VecDeque<Job> {
    let of = |whole: bool| {
        let logs = logs.iter().enumerate().filter(move |(_, log)| log.plan.is_none() == whole);
        logs.flat_map(|(log, one)| (0..one.segments.len()).map(move |piece| Job { log, piece }))
    };
    of(true).chain(of(false)).collect()
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
        let Some(Job { log, piece }) = next else { return Ok(done) };
        let segment = match &logs[log].plan {
            Some(plan) => logs[log].piece(scanner, plan, piece, &mut buffer, progress)?,
            None => logs[log].whole(scanner, &mut buffer, progress)?,
        };
        done.push(Done { log, piece, segment });
    }
}

impl Log {
    fn open(scanner: &Scanner, path: &Path) -> Result<Self, Failure> {
        let name = name(path);
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

    fn whole(
        &self,
        scanner: &Scanner,
        buffer: &mut [u8],
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Segment, Failure> {
        let mut file = File::open(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        let mut scan = scanner.open(&self.name);
        loop {
            let read = file.read(buffer).map_err(|error| unreadable(&self.path, &error))?;
            if read == 0 {
                return scan.finish().map_err(|error| scan_failure(&error));
            }
            scan.push(&buffer[..read]).map_err(|error| scan_failure(&error))?;
            progress(read as u64);
        }
    }

    fn piece(
        &self,
        scanner: &Scanner,
        plan: &SplitPlan,
        piece: usize,
        buffer: &mut [u8],
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Segment, Failure> {
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
}

/// The name that results give a file.
fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn scan_failure(error: &ScanError) -> Failure {
    Failure::new(Exit::Input, error.code()).because(error)
}

fn merge_failure(error: &MergeError) -> Failure {
    Failure::new(Exit::Input, error.code()).because(error)
}
