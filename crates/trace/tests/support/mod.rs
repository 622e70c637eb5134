//! What the tests share: a scan in one call.

#![allow(dead_code)]

use beffroi_trace::{
    Entitlements, InputDigest, Limits, Mapping, Partial, Report, ReportError, Scanner, Segment, Sessions,
};

/// Léa's health sheet, which her parents may see; Noé's bank details.
pub const TABLE: &str = "resource,person,viewer,category
D1,lea,armand,sante
D1,lea,nadia,sante
D2,noe,zoe,bancaire
";

pub const JSONL: &str = r#"
format = "jsonl"
[time]
field = "/at"
[actor]
field = "/user"
[resource]
field = "/path"
pattern = '^/d/(?P<resource>[^/?]+)'
[action]
field = "/verb"
[status]
field = "/status"
[address]
field = "/ip"
"#;

/// A scan and all it needs.
pub struct Case {
    pub mapping: String,
    pub table: String,
    pub sessions: Option<String>,
    pub logs: Vec<(String, Vec<u8>)>,
    pub limits: Limits,
}

impl Case {
    pub fn new(mapping: &str) -> Self {
        Self {
            mapping: mapping.to_owned(),
            table: TABLE.to_owned(),
            sessions: None,
            logs: Vec::new(),
            limits: Limits::default(),
        }
    }

    pub fn jsonl() -> Self {
        Self::new(JSONL)
    }

    pub fn combined() -> Self {
        Self::new("format = \"combined\"\n[resource]\npattern = '^/d/(?P<resource>[^/?]+)'\n")
    }

    pub fn mapping(mut self, from: &str, to: &str) -> Self {
        assert!(self.mapping.contains(from), "{from}");
        self.mapping = self.mapping.replace(from, to);
        self
    }

    pub fn table(mut self, rows: &str) -> Self {
        self.table = format!("resource,person,viewer,category\n{rows}");
        self
    }

    pub fn sessions(mut self, rows: &str) -> Self {
        self.sessions = Some(format!("session,account,start,end\n{rows}"));
        self
    }

    pub fn log(mut self, name: &str, text: impl AsRef<[u8]>) -> Self {
        self.logs.push((name.to_owned(), text.as_ref().to_vec()));
        self
    }

    pub fn parts(&self) -> (Mapping, Entitlements, Scanner) {
        let mapping = Mapping::parse(&self.mapping).unwrap();
        let mut table = Entitlements::builder(&mapping);
        table.push(self.table.as_bytes()).unwrap();
        let entitlements = table.finish().unwrap();
        let sessions = self.sessions.as_ref().map(|rows| {
            let mut table = Sessions::builder(&mapping);
            table.push(rows.as_bytes()).unwrap();
            table.finish().unwrap()
        });
        let scanner = Scanner::with_limits(&mapping, &entitlements, sessions.as_ref(), self.limits);
        (mapping, entitlements, scanner)
    }

    pub fn try_report(&self) -> Result<Report, ReportError> {
        let (_, entitlements, scanner) = self.parts();
        let mut partial = Partial::default();
        let mut facts = Vec::new();
        for (name, text) in &self.logs {
            partial.merge(whole(&scanner, name, text).into()).unwrap();
            let mut digest = InputDigest::new();
            digest.push(text);
            facts.push((name.clone(), digest.finish()));
        }
        Report::build(&entitlements, &partial, &facts)
    }

    pub fn report(&self) -> Report {
        self.try_report().unwrap()
    }

    /// `viewer person resource count` for each exposure.
    pub fn exposures(&self) -> Vec<String> {
        short(&self.report())
    }
}

pub fn whole(scanner: &Scanner, name: &str, text: &[u8]) -> Segment {
    let mut scan = scanner.open(name);
    scan.push(text).unwrap();
    scan.finish().unwrap()
}

pub fn short(report: &Report) -> Vec<String> {
    let line = |exposure: &beffroi_trace::Exposure| {
        format!("{} {} {} {}", exposure.viewer, exposure.person, exposure.resource, exposure.count)
    };
    report.exposures.iter().map(line).collect()
}

/// A JSON line; `rest` is added as further members.
pub fn json_line(user: &str, path: &str, rest: &str) -> String {
    format!(
        "{{\"at\":\"2026-03-18T09:00:00Z\",\"user\":\"{user}\",\"path\":\"{path}\",\"verb\":\"GET\",\"status\":200,\"ip\":\"192.0.2.1\"{rest}}}\n"
    )
}

/// A combined line.
pub fn combined_line(user: &str, request: &str, status: &str) -> String {
    format!(
        "192.0.2.1 - {user} [18/Mar/2026:10:00:00 +0100] \"{request}\" {status} 512 \"-\" \"Mozilla/5.0 (X11)\"\n"
    )
}
