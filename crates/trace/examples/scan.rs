//! The exposure scan with threads and files, to measure it and to show how the
//! pieces are put together.
//!
//! `scan --mapping FILE --entitlements FILE [--sessions FILE] [--threads N]
//! [--no-digest] [--json FILE] [--csv FILE] LOG…`

use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::io::Read;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use beffroi_trace::{
    Entitlements, Flow, InputDigest, InputFacts, Mapping, Partial, Report, Scanner, Segment, Sessions,
    SplitPlan,
};

type Failure = Box<dyn Error + Send + Sync>;

/// Stays in the second-level cache, so a byte is fetched from memory once.
const READ_BYTES: usize = 256 * 1024;

const PIECE_BYTES: u64 = 16 << 20;

const HEAD_BYTES: usize = 64 * 1024;

fn main() -> Result<(), Failure> {
    let options = Options::read()?;
    let begin = Instant::now();
    let (facts, scanned) = thread::scope(|scope| {
        // The digest of a file cannot be cut in pieces: it runs beside everything else.
        let digests = scope.spawn(|| options.digests());
        let scanned = scan(&options);
        (digests.join(), scanned)
    });
    let facts = facts.map_err(|_| "the digest thread stopped")??;
    let (entitlements, partial, loaded) = scanned?;
    let report = Report::build(&entitlements, &partial, &facts)?;
    let seconds = begin.elapsed().as_secs_f64();

    if let Some(path) = &options.json {
        fs::write(path, serde_json::to_vec_pretty(&report)?)?;
    }
    if let Some(path) = &options.csv {
        fs::write(path, report.to_csv())?;
    }
    let bytes: u64 = report.inputs.iter().map(|input| input.bytes).sum();
    println!("{:?}", report.totals);
    println!("{:?}", report.outcomes);
    println!("warnings {:?}", report.warnings);
    println!(
        "seconds={seconds:.3} tables={loaded:.3} MB/s={:.0} rss_MiB={}",
        bytes as f64 / 1e6 / seconds,
        peak_memory_mib()
    );
    Ok(())
}

fn scan(options: &Options) -> Result<(Entitlements, Partial, f64), Failure> {
    let begin = Instant::now();
    let mapping = Mapping::parse(&fs::read_to_string(&options.mapping)?)?;
    let mut table = Entitlements::builder(&mapping);
    read_file(&options.entitlements, |bytes| Ok(table.push(bytes)?))?;
    let entitlements = table.finish()?;
    let sessions = match &options.sessions {
        None => None,
        Some(path) => {
            let mut table = Sessions::builder(&mapping);
            read_file(path, |bytes| Ok(table.push(bytes)?))?;
            Some(table.finish()?)
        }
    };
    let loaded = begin.elapsed().as_secs_f64();
    let scanner = Scanner::new(&mapping, &entitlements, sessions.as_ref());

    let logs = options.logs.iter().map(|path| Log::open(path, &scanner)).collect::<Result<Vec<_>, _>>()?;
    let tasks: Vec<(&Log, Range<u64>)> = logs.iter().flat_map(Log::tasks).collect();
    let next = AtomicUsize::new(0);
    let segments: Mutex<Vec<Option<Segment>>> = Mutex::new(tasks.iter().map(|_| None).collect());
    thread::scope(|scope| {
        let work = || -> Result<(), Failure> {
            let mut buffer = vec![0; READ_BYTES];
            while let Some((rank, (log, range))) = next_task(&tasks, &next) {
                let segment = log.scan(&scanner, range, false, &mut buffer)?;
                segments.lock().map_err(|_| "a thread stopped")?[rank] = Some(segment);
            }
            Ok(())
        };
        let threads: Vec<_> = (0..options.threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a thread stopped")?)
    })?;

    let mut partial = Partial::default();
    let mut segments = segments.into_inner().map_err(|_| "a thread stopped")?.into_iter();
    for log in &logs {
        partial.merge(log.join(&scanner, &mut segments)?.into())?;
    }
    Ok((entitlements, partial, loaded))
}

fn next_task<'a, T>(tasks: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let rank = next.fetch_add(1, Ordering::Relaxed);
    tasks.get(rank).map(|task| (rank, task))
}

/// A log file and how it is cut.
struct Log {
    name: String,
    file: File,
    plan: Option<SplitPlan>,
}

impl Log {
    fn open(path: &str, scanner: &Scanner) -> Result<Self, Failure> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut head = vec![0; HEAD_BYTES];
        let read = file.read_at(&mut head, 0)?;
        let plan = scanner.split(path, &head[..read], length, PIECE_BYTES)?;
        Ok(Self { name: path.to_owned(), file, plan })
    }

    fn tasks(&self) -> Vec<(&Self, Range<u64>)> {
        match &self.plan {
            None => vec![(self, 0..u64::MAX)],
            Some(plan) => plan.ranges().iter().map(|range| (self, range.clone())).collect(),
        }
    }

    fn scan(
        &self,
        scanner: &Scanner,
        range: &Range<u64>,
        at_record: bool,
        buffer: &mut [u8],
    ) -> Result<Segment, Failure> {
        let mut scan = match &self.plan {
            None => scanner.open(&self.name),
            Some(plan) if at_record => scanner.open_range_at_record(&self.name, plan, range),
            Some(plan) => scanner.open_range(&self.name, plan, range),
        };
        let mut offset = range.start;
        loop {
            let read = self.file.read_at(buffer, offset)?;
            if read == 0 || scan.push(&buffer[..read])? == Flow::Done {
                return Ok(scan.finish()?);
            }
            offset += read as u64;
        }
    }

    /// Joins the pieces; a piece that guessed its beginning wrongly is read again.
    fn join(
        &self,
        scanner: &Scanner,
        segments: &mut impl Iterator<Item = Option<Segment>>,
    ) -> Result<Segment, Failure> {
        let mut take = || segments.next().flatten().ok_or("a piece was not read");
        let mut whole = take()?;
        for range in self.plan.iter().flat_map(|plan| &plan.ranges()[1..]) {
            let mut piece = take()?;
            if !whole.fits(&piece) {
                let exact = whole.next_offset()..range.end;
                piece = self.scan(scanner, &exact, true, &mut vec![0; READ_BYTES])?;
            }
            whole = whole.then(piece)?;
        }
        Ok(whole)
    }
}

fn read_file(path: &str, mut take: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; READ_BYTES];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        take(&buffer[..read])?;
    }
}

fn peak_memory_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|text| text.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

struct Options {
    mapping: String,
    entitlements: String,
    sessions: Option<String>,
    threads: usize,
    digest: bool,
    json: Option<String>,
    csv: Option<String>,
    logs: Vec<String>,
}

impl Options {
    fn read() -> Result<Self, Failure> {
        let mut options = Self {
            mapping: String::new(),
            entitlements: String::new(),
            sessions: None,
            threads: 2,
            digest: true,
            json: None,
            csv: None,
            logs: Vec::new(),
        };
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--mapping" => options.mapping = value()?,
                "--entitlements" => options.entitlements = value()?,
                "--sessions" => options.sessions = Some(value()?),
                "--threads" => options.threads = value()?.parse()?,
                "--json" => options.json = Some(value()?),
                "--csv" => options.csv = Some(value()?),
                "--no-digest" => options.digest = false,
                log => options.logs.push(log.to_owned()),
            }
        }
        Ok(options)
    }

    fn digests(&self) -> Result<Vec<(String, InputFacts)>, Failure> {
        let logs = if self.digest { self.logs.as_slice() } else { &[] };
        logs.iter()
            .map(|path| {
                let mut digest = InputDigest::new();
                read_file(path, |bytes| {
                    digest.push(bytes);
                    Ok(())
                })?;
                Ok((path.clone(), digest.finish()))
            })
            .collect()
    }
}
