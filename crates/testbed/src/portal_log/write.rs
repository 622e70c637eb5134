//! The same events in each format, and where each one was written.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::io;

use super::sink::Sink;
use super::traffic::Event;
use super::truth::Line;
use super::{Config, Format};

const BUFFER_BYTES: usize = 1 << 18;

const DAY_SECONDS: i64 = 86_400;

const CSV_HEADER: &str = "ts,ip,user,session,method,path,status,bytes,ua\n";

/// Where an event was written.
pub(super) type Places = Vec<(Format, Line)>;

/// What is in a log and is no record.
#[derive(Debug, Clone, Copy)]
pub(super) enum Noise {
    /// A record cut in the middle.
    Torn,
    /// Text of another program.
    Text,
    Blank,
}

pub(super) struct Writer<'a> {
    out: &'a mut dyn Sink,
    logs: Vec<Log>,
    records: u64,
    files: u64,
    sessions: HashSet<(u64, i64)>,
    sessions_text: String,
}

struct Log {
    format: Format,
    file: String,
    text: String,
    /// Lines written in this file.
    line: u64,
    lines_before: u64,
    not_understood: u64,
}

impl<'a> Writer<'a> {
    pub fn new(config: &Config, out: &'a mut dyn Sink) -> Self {
        let log = |format: &Format| Log {
            format: *format,
            file: String::new(),
            text: String::new(),
            line: 0,
            lines_before: 0,
            not_understood: 0,
        };
        Self {
            out,
            logs: config.formats.iter().map(log).collect(),
            records: config.lines.max(1),
            files: u64::from(config.files.max(1)),
            sessions: HashSet::new(),
            sessions_text: "session,account,start,end\n".to_owned(),
        }
    }

    /// Goes to the next file when it is time.
    pub fn begin(&mut self, rank: u64) -> io::Result<()> {
        let number = rank * self.files / self.records;
        if rank > 0 && number == (rank - 1) * self.files / self.records {
            return Ok(());
        }
        for log in &mut self.logs {
            log.flush(self.out)?;
            let part = if self.files == 1 { String::new() } else { format!("-{}", number + 1) };
            log.file = format!("access{part}.{}", log.format.extension());
            log.lines_before += log.line;
            log.line = 0;
            if log.format == Format::Csv {
                log.text.push_str(CSV_HEADER);
                log.line = 1;
            }
        }
        Ok(())
    }

    /// Writes an event in every format.
    pub fn event(&mut self, event: &Event) -> io::Result<Places> {
        self.session(event)?;
        let mut places = Vec::with_capacity(self.logs.len());
        for log in &mut self.logs {
            places.push((log.format, Line { file: log.file.clone(), line: log.line + 1 }));
            let from = log.text.len();
            record(log.format, event, &mut log.text);
            log.text.push('\n');
            log.line += log.text[from..].matches('\n').count() as u64;
            if log.text.len() > BUFFER_BYTES {
                log.flush(self.out)?;
            }
        }
        Ok(places)
    }

    /// Writes what is no record.
    pub fn noise(&mut self, noise: Noise, event: &Event) -> io::Result<()> {
        for log in &mut self.logs {
            log.line += 1;
            match noise {
                Noise::Blank => {}
                Noise::Text => log.text.push_str("java.lang.IllegalStateException: délai dépassé"),
                Noise::Torn => {
                    let mut whole = String::new();
                    record(log.format, event, &mut whole);
                    // Before anything that could pass for a complete record.
                    let cut = match log.format {
                        Format::Jsonl => whole.len() / 2,
                        Format::Csv => 40,
                        Format::Combined => whole.find('"').unwrap_or(0) + 6,
                    };
                    let cut =
                        (0..=cut.min(whole.len())).rev().find(|at| whole.is_char_boundary(*at)).unwrap_or(0);
                    log.text.push_str(&whole[..cut]);
                }
            }
            log.not_understood += u64::from(!matches!(noise, Noise::Blank));
            log.text.push('\n');
            if log.text.len() > BUFFER_BYTES {
                log.flush(self.out)?;
            }
        }
        Ok(())
    }

    pub fn finish(&mut self) -> io::Result<()> {
        self.out.append("sessions.csv", self.sessions_text.as_bytes())?;
        self.logs.iter_mut().try_for_each(|log| log.flush(self.out))
    }

    pub fn lines(&self) -> BTreeMap<String, u64> {
        self.per_format(|log| log.lines_before + log.line)
    }

    pub fn not_understood(&self) -> BTreeMap<String, u64> {
        self.per_format(|log| log.not_understood)
    }

    fn per_format(&self, figure: impl Fn(&Log) -> u64) -> BTreeMap<String, u64> {
        self.logs.iter().map(|log| (log.format.name().to_owned(), figure(log))).collect()
    }

    fn session(&mut self, event: &Event) -> io::Result<()> {
        let (Some(session), Some(account)) = (&event.session, &event.account) else { return Ok(()) };
        if self.sessions.insert((session.key, session.day)) {
            let start = session.day * DAY_SECONDS;
            self.sessions_text.push_str(&session.id);
            self.sessions_text.push(',');
            self.sessions_text.push_str(account);
            self.sessions_text.push(',');
            push_rfc3339(&mut self.sessions_text, start * 1_000, 0);
            self.sessions_text.push(',');
            push_rfc3339(&mut self.sessions_text, (start + DAY_SECONDS) * 1_000 - 1, 0);
            self.sessions_text.push('\n');
        }
        if self.sessions_text.len() > BUFFER_BYTES {
            self.out.append("sessions.csv", self.sessions_text.as_bytes())?;
            self.sessions_text.clear();
        }
        Ok(())
    }
}

impl Log {
    fn flush(&mut self, out: &mut dyn Sink) -> io::Result<()> {
        if !self.text.is_empty() {
            out.append(&self.file, self.text.as_bytes())?;
            self.text.clear();
        }
        Ok(())
    }
}

fn record(format: Format, event: &Event, out: &mut String) {
    // Writing to a String does not fail.
    let _ = match format {
        Format::Jsonl => jsonl(event, out),
        Format::Csv => csv(event, out),
        Format::Combined => combined(event, out),
    };
}

fn jsonl(event: &Event, out: &mut String) -> std::fmt::Result {
    out.push_str("{\"ts\":\"");
    push_rfc3339(out, event.ms, 0);
    write!(out, "\",\"ip\":\"{}\"", event.address)?;
    // The ways applications write nobody.
    match &event.account {
        Some(account) => write!(out, ",\"user\":\"{account}\"")?,
        None if event.ms % 3 == 0 => out.push_str(",\"user\":null"),
        None if event.ms % 3 == 1 => out.push_str(",\"user\":\"\""),
        None => {}
    }
    match &event.session {
        Some(session) => write!(out, ",\"session\":\"{}\"", session.id)?,
        None => out.push_str(",\"session\":null"),
    }
    write!(out, ",\"method\":\"{}\",\"path\":\"", event.method)?;
    push_json(out, &event.path);
    write!(out, "\",\"status\":{},\"bytes\":{},\"ua\":\"", event.status, event.bytes)?;
    push_json(out, event.agent);
    out.push_str("\"}");
    Ok(())
}

fn push_json(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            _ => out.push(character),
        }
    }
}

fn csv(event: &Event, out: &mut String) -> std::fmt::Result {
    push_rfc3339(out, event.ms, paris_offset(event.ms.div_euclid(1_000)));
    let account = event.account.as_deref().unwrap_or("");
    let session = event.session.as_ref().map_or("", |session| &session.id);
    write!(out, ",{},{account},{session},{},", event.address, event.method)?;
    write!(out, "{},{},{},\"{}\"", event.path, event.status, event.bytes, event.agent.replace('"', "\"\""))
}

fn combined(event: &Event, out: &mut String) -> std::fmt::Result {
    let seconds = event.ms.div_euclid(1_000);
    let offset = paris_offset(seconds);
    let local = seconds + offset;
    let (year, month, day) = civil(local.div_euclid(DAY_SECONDS));
    let time = local.rem_euclid(DAY_SECONDS);
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let account = event.account.as_deref().unwrap_or("-");
    write!(out, "{} - {account} [{day:02}/{}/{year:04}:", event.address, months[month as usize - 1])?;
    write!(out, "{:02}:{:02}:{:02} +{:02}00] ", time / 3_600, time / 60 % 60, time % 60, offset / 3_600)?;
    write!(out, "\"{} {} HTTP/2.0\" {} ", event.method, event.path, event.status)?;
    if event.bytes == 0 {
        out.push('-')
    } else {
        write!(out, "{}", event.bytes)?
    }
    out.push_str(" \"-\" \"");
    for byte in event.agent.bytes() {
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            0x20..=0x7e => out.push(char::from(byte)),
            _ => write!(out, "\\x{byte:02x}")?,
        }
    }
    out.push('"');
    Ok(())
}

/// `2026-03-18T10:11:12.123Z`, or with an offset in whole hours.
fn push_rfc3339(out: &mut String, ms: i64, offset: i64) {
    let local = ms + offset * 1_000;
    let (year, month, day) = civil(local.div_euclid(DAY_SECONDS * 1_000));
    let time = local.rem_euclid(DAY_SECONDS * 1_000);
    let seconds = time / 1_000;
    let _ = write!(
        out,
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60,
        time % 1_000
    );
    if offset == 0 {
        out.push('Z');
    } else {
        let _ = write!(out, "+{:02}:00", offset / 3_600);
    }
}

/// Seconds Paris is ahead of UTC: one hour more between the last Sundays of
/// March and October, at 01:00 UTC.
fn paris_offset(seconds: i64) -> i64 {
    let (year, ..) = civil(seconds.div_euclid(DAY_SECONDS));
    let last_sunday = |month: i64| {
        let last = days(year, month, 31);
        // 1970-01-01 was a Thursday.
        (last - (last + 4).rem_euclid(7)) * DAY_SECONDS + 3_600
    };
    if (last_sunday(3)..last_sunday(10)).contains(&seconds) { 7_200 } else { 3_600 }
}

/// Days since 1970 to year, month, day.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let year_of_era = year.rem_euclid(400);
    year.div_euclid(400) * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
        - 719_468
}

/// Writes the mapping files.
pub(super) fn mappings(formats: &[Format], out: &mut dyn Sink) -> io::Result<()> {
    let resource = "pattern = '^/portail/[a-z-]+/(?P<resource>[^/?]+)'\n";
    for format in formats {
        if *format == Format::Combined {
            let text = format!("format = \"combined\"\n\n[resource]\n{resource}");
            out.append("mapping-combined.toml", text.as_bytes())?;
            continue;
        }
        let pointer =
            |name: &str| if *format == Format::Jsonl { format!("/{name}") } else { name.to_owned() };
        for (actor, suffix) in [("user", ""), ("session", "-sessions")] {
            let mut text = format!("format = \"{}\"\n", format.name());
            for (table, field, rest) in [
                ("time", "ts", "format = \"rfc3339\"\n"),
                ("actor", actor, ""),
                ("resource", "path", resource),
                ("action", "method", "only = [\"GET\", \"POST\"]\n"),
                ("status", "status", "success = [\"200-299\", 304]\n"),
                ("address", "ip", ""),
            ] {
                let _ = write!(text, "\n[{table}]\nfield = \"{}\"\n{rest}", pointer(field));
            }
            out.append(&format!("mapping-{}{suffix}.toml", format.name()), text.as_bytes())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_offsets_are_those_of_the_calendar() {
        let at = |ms: i64| {
            let mut out = String::new();
            push_rfc3339(&mut out, ms, paris_offset(ms.div_euclid(1_000)));
            out
        };
        assert_eq!(at(1_774_745_999_999), "2026-03-29T01:59:59.999+01:00");
        assert_eq!(at(1_774_746_000_000), "2026-03-29T03:00:00.000+02:00");
        assert_eq!(at(1_792_889_999_000), "2026-10-25T02:59:59.000+02:00");
        assert_eq!(at(1_792_890_000_000), "2026-10-25T02:00:00.000+01:00");
        assert_eq!(at(1_709_161_200_000), "2024-02-29T00:00:00.000+01:00");
    }
}
