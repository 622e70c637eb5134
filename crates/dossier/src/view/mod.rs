//! What the interface shows of a breach file: everything computed, nothing left to interpret.
//!
//! [`BreachFileView`] is a value for JSON. Instants come twice: in UTC and on the clock of the
//! controller's zone ([`Moment`]). Codes are keys of the catalogues; French words come only where the
//! texts of law or the rule files give them.

mod people;
mod steps;
mod timeline;

use std::collections::BTreeMap;

use beffroi_seal::id::{AccountId, DatasetId, MeasureId, PieceId, TaskId};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

pub use self::people::{AttestationRow, CategoryTotal, ExposureSummary, HourTotal, ImportRow, PersonRow};
pub use self::steps::StepView;
pub use self::timeline::TimelineItem;
use crate::document::CnilSheet;
use crate::entry::{
    ControllerAdded, DatasetRecorded, DecisionRecorded, DpoDesignated, FactRecorded, MeasureRecorded,
    ObligationKey, Organisation, PieceFiled, PublicNoticePublished, ReportLinked, ServiceRestored,
    WordingEdited,
};
use crate::explain::Explanation;
use crate::fold::{Blocker, BreachFile, CellMember, FileSeverity, Record, Stage, Task};
use crate::french;
use crate::obligation::{Alert, Obligation, ObligationStatus};
use crate::severity::Inputs;

/// An instant, in UTC and on the local clock.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Moment {
    /// In UTC.
    pub utc: Timestamp,
    /// On the local clock: `2025-11-27T09:30:00`.
    pub local: String,
    /// Offset from UTC: `+01:00`.
    pub offset: String,
    /// Written out in French.
    pub text: String,
}

impl Moment {
    /// An instant in a zone.
    pub fn of(at: Timestamp, zone: &TimeZone) -> Self {
        let local = at.to_zoned(zone.clone());
        Self {
            utc: at,
            local: local.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            offset: local.strftime("%:z").to_string(),
            text: french::date_time(at, zone),
        }
    }
}

/// A breach file, as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BreachFileView {
    /// Title.
    pub title: String,
    /// Number in the register.
    pub number: Option<String>,
    /// Time zone of the controller.
    pub zone: String,
    /// Key of the state.
    pub state: String,
    /// The state, with what it holds.
    pub stage: Stage,
    /// When this was computed.
    pub as_of: Moment,
    /// Known, missing, due, in whose hands.
    pub board: Board,
    /// Report and awareness: two clocks.
    pub clocks: Clocks,
    /// Every obligation.
    pub obligations: Vec<ObligationView>,
    /// The next term.
    pub next_deadline: Option<DueView>,
    /// Alerts still to ring.
    pub alerts: Vec<Alert>,
    /// Severity, with its interval.
    pub severity: FileSeverity,
    /// Inputs of the severity, set by set, completed from the facts.
    pub severity_inputs: BTreeMap<DatasetId, Inputs>,
    /// Why this level.
    pub explanation: Explanation,
    /// Who saw whose data, in figures.
    pub exposure: ExposureSummary,
    /// Viewers and their attestations.
    pub attestations: Vec<AttestationRow>,
    /// Exposed persons and their letters.
    pub persons: Vec<PersonRow>,
    /// The notice that replaces letters.
    pub public_notice: Option<Record<PublicNoticePublished>>,
    /// Everything in order, in two times.
    pub timeline: Vec<TimelineItem>,
    /// What stands before the next state.
    pub blockers: Vec<Blocker>,
    /// What stands before closing.
    pub closing_blockers: Vec<Blocker>,
    /// The organisation.
    pub organisation: Organisation,
    /// The crisis cell.
    pub cell: BTreeMap<AccountId, CellMember>,
    /// Controllers for whom we process.
    pub controllers: Vec<ControllerAdded>,
    /// Reports.
    pub reports: Vec<Record<ReportLinked>>,
    /// Facts held now.
    pub facts: Vec<Record<FactRecorded>>,
    /// Facts corrected since.
    pub facts_replaced: Vec<Record<FactRecorded>>,
    /// Sets of data.
    pub datasets: BTreeMap<DatasetId, Record<DatasetRecorded>>,
    /// Measures.
    pub measures: BTreeMap<MeasureId, Record<MeasureRecorded>>,
    /// Pieces.
    pub pieces: BTreeMap<PieceId, Record<PieceFiled>>,
    /// Decisions.
    pub decisions: Vec<Record<DecisionRecorded>>,
    /// Tasks.
    pub tasks: BTreeMap<TaskId, Task>,
    /// What was filed with an authority.
    pub filings: Vec<FilingView>,
    /// Restorations of service.
    pub restorations: Vec<Record<ServiceRestored>>,
    /// The DPO designated.
    pub dpo: Option<Record<DpoDesignated>>,
    /// Paragraphs rewritten.
    pub wording: Vec<WordingEdited>,
    /// Number of acts applied.
    pub acts: usize,
}

/// The four columns of the crisis board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Board {
    /// What is known: fields of the notification sheet.
    pub known: Vec<BoardItem>,
    /// What is missing for a complete filing.
    pub missing: Vec<BoardItem>,
    /// What is due, the nearest first.
    pub due: Vec<DueView>,
    /// Who has the hand, on what.
    pub hands: Vec<Hand>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardItem {
    /// Key of the field.
    pub key: String,
    /// Its label.
    pub label: String,
    /// Its values, when known.
    pub values: Vec<String>,
}

/// Something due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueView {
    /// Which obligation.
    pub obligation: ObligationKey,
    /// Its title.
    pub title: String,
    /// When.
    pub at: Moment,
    /// Seconds left; negative when late.
    pub seconds_left: i64,
    /// Legal term, or our own target.
    pub legal: bool,
}

/// Somebody has something in hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hand {
    /// What: `qualify`, `take_in_charge`, `validate`, `approve_override`, `task`.
    pub code: String,
    /// Who; nobody in particular when absent.
    pub account: Option<AccountId>,
    /// Somebody else than this person.
    pub not: Option<AccountId>,
    /// Obligation, task or level concerned.
    pub subject: String,
    /// Words, when people wrote some.
    pub label: String,
}

/// The two clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clocks {
    /// From the first report.
    pub report: Option<ClockView>,
    /// From awareness: the one that the law reads.
    pub awareness: Option<ClockView>,
    /// Seconds between the two.
    pub gap_seconds: Option<i64>,
    /// Awareness is more than 24 hours after the report, or there is none after 24 hours.
    pub inquiry_overdue: bool,
}

/// One clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockView {
    /// When it started.
    pub started: Moment,
    /// 72 hours later.
    pub plus_72h: Moment,
    /// Seconds left until then; negative after.
    pub seconds_left: i64,
}

/// One obligation, with its terms on the local clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ObligationView {
    /// The obligation.
    #[serde(flatten)]
    pub obligation: Obligation,
    /// When it is due, on the local clock.
    pub due_local: Option<Moment>,
    /// Seconds left; negative when late; absent once sent.
    pub seconds_left: Option<i64>,
    /// Advisory limits, shown only once the term has passed: arguments for the reasons of the delay.
    pub advisory: Option<AdvisoryView>,
    /// What was done about it, oldest first.
    pub steps: Vec<StepView>,
}

/// The two advisory limits of Regulation 1182/71.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AdvisoryView {
    /// Article 3(1).
    pub limit_3_1: Option<Moment>,
    /// Article 3(5).
    pub limit_3_5: Option<Moment>,
}

/// One filing, without its whole sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FilingView {
    /// Which obligation.
    pub obligation: ObligationKey,
    /// When.
    pub sent: Moment,
    /// Said to be complete.
    pub complete: bool,
    /// Number given by the authority.
    pub reference: Option<String>,
    /// Fields that were missing then.
    pub fields_missing: Vec<String>,
}

impl BreachFileView {
    /// The view at `now`.
    pub fn of(file: &BreachFile, now: Timestamp) -> Self {
        let zone = file.place().zone;
        let moment = |at| Moment::of(at, &zone);
        let obligations = file.obligations(now);
        let due = due(&obligations, now, &zone);
        let sheet = CnilSheet::of(file, None, now);
        let current = file.facts.current();
        let replaced = file.facts.all().into_iter().filter(|fact| !current.contains(fact));
        let filings = file.filings.iter().map(|filing| FilingView {
            obligation: filing.obligation.clone(),
            sent: moment(filing.sent_at),
            complete: filing.complete,
            reference: filing.reference.clone(),
            fields_missing: filing.sheet.missing.clone(),
        });
        Self {
            title: file.opened.as_ref().map(|opened| opened.act.title.clone()).unwrap_or_default(),
            number: file.register_number.as_ref().map(|number| number.act.clone()),
            zone: file.opened.as_ref().map(|opened| opened.act.zone.clone()).unwrap_or_default(),
            state: file.stage.key().to_owned(),
            stage: file.stage.clone(),
            as_of: moment(now),
            board: Board {
                known: known(&sheet),
                missing: missing(&sheet),
                due: due.clone(),
                hands: hands(file, &obligations),
            },
            clocks: clocks(file, now, &zone),
            next_deadline: due.into_iter().next(),
            alerts: file.alerts(now),
            severity: file.severity(now),
            severity_inputs: file.datasets.keys().map(|id| (*id, file.inputs(*id, now))).collect(),
            explanation: Explanation::of(file, now),
            exposure: people::exposure(file, &zone),
            attestations: people::attestations(file, now, &zone),
            persons: people::persons(file),
            public_notice: file.public_notice.clone(),
            timeline: timeline::timeline(file, &zone),
            blockers: file.blockers(now),
            closing_blockers: if file.stage.is_breach() { file.closing_blockers(now) } else { Vec::new() },
            organisation: file.organisation.clone(),
            cell: file.cell.clone(),
            controllers: file.controllers.values().cloned().collect(),
            reports: file.reports.clone(),
            facts: current.iter().map(|fact| (*fact).clone()).collect(),
            facts_replaced: replaced.cloned().collect(),
            datasets: file.datasets.iter().map(|(id, set)| (*id, set.record.clone())).collect(),
            measures: file.measures.clone(),
            pieces: file.pieces.clone(),
            decisions: file.decisions.clone(),
            tasks: file.tasks.clone(),
            filings: filings.collect(),
            restorations: file.restorations.clone(),
            dpo: file.dpo.clone(),
            wording: file.wording.clone(),
            acts: file.journal.len(),
            obligations: obligations.into_iter().map(|found| view(file, found, now, &zone)).collect(),
        }
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_secs()
}

fn view(file: &BreachFile, obligation: Obligation, now: Timestamp, zone: &TimeZone) -> ObligationView {
    let moment = |at: Timestamp| Moment::of(at, zone);
    let due = obligation.due.as_ref();
    let passed = obligation.is_running() && due.is_some_and(|due| now > due.target);
    let advisory = due.filter(|_| passed && obligation.target_is_legal).map(|due| AdvisoryView {
        limit_3_1: due.limit_3_1.map(moment),
        limit_3_5: due.limit_3_5.map(moment),
    });
    ObligationView {
        due_local: due.map(|due| moment(due.target)),
        seconds_left: due.filter(|_| obligation.is_running()).map(|due| seconds(now, due.target)),
        advisory,
        steps: file.progress.get(&obligation.key).map(steps::steps).unwrap_or_default(),
        obligation,
    }
}

fn due(obligations: &[Obligation], now: Timestamp, zone: &TimeZone) -> Vec<DueView> {
    let running = obligations.iter().filter(|found| found.is_running());
    let mut due: Vec<DueView> = running
        .filter_map(|found| {
            let target = found.due?.target;
            Some(DueView {
                obligation: found.key.clone(),
                title: found.title.clone(),
                at: Moment::of(target, zone),
                seconds_left: seconds(now, target),
                legal: found.target_is_legal,
            })
        })
        .collect();
    due.sort_by_key(|found| found.at.utc);
    due
}

fn known(sheet: &CnilSheet) -> Vec<BoardItem> {
    let told =
        ["dates", "breach", "data", "prior_measures", "consequences", "harm", "measures", "persons_informed"];
    let sections = sheet.sections.iter().filter(|section| told.contains(&section.key.as_str()));
    let fields = sections.flat_map(|section| &section.fields).filter(|field| !field.values.is_empty());
    fields
        .map(|field| BoardItem {
            key: field.key.clone(),
            label: field.label.clone(),
            values: field.values.clone(),
        })
        .collect()
}

fn missing(sheet: &CnilSheet) -> Vec<BoardItem> {
    let fields = sheet.missing.iter().filter_map(|key| sheet.field(key));
    fields
        .map(|field| BoardItem { key: field.key.clone(), label: field.label.clone(), values: Vec::new() })
        .collect()
}

fn hands(file: &BreachFile, obligations: &[Obligation]) -> Vec<Hand> {
    let mut hands = Vec::new();
    let mut hand =
        |code: &str, account: Option<AccountId>, not: Option<AccountId>, subject: String, label: &str| {
            hands.push(Hand { code: code.to_owned(), account, not, subject, label: label.to_owned() });
        };
    match &file.stage {
        Stage::Reported => hand("take_in_charge", None, None, String::new(), ""),
        Stage::Qualifying { owner, .. } => hand("qualify", Some(*owner), None, String::new(), ""),
        _ => {}
    }
    for obligation in obligations.iter().filter(|found| found.status == ObligationStatus::Prepared) {
        let progress = file.progress.get(&obligation.key);
        let author = progress.and_then(|progress| progress.prepared.last()).map(|prepared| prepared.by);
        let not = author.filter(|author| file.cell.keys().any(|member| member != author));
        hand("validate", None, not, obligation.key.to_string(), &obligation.title);
    }
    if let Some(waiting) = file.retained.last().filter(|retained| retained.pending) {
        hand("approve_override", None, Some(waiting.by), waiting.level.to_string(), "");
    }
    for (id, task) in file.tasks.iter().filter(|(_, task)| task.done.is_none()) {
        hand("task", task.owner, None, id.to_string(), &task.label);
    }
    hands
}

fn clocks(file: &BreachFile, now: Timestamp, zone: &TimeZone) -> Clocks {
    let clock = |start: Timestamp| {
        let end = crate::deadline::gdpr_72_hours(start, &file.place())?.target;
        Some(ClockView {
            started: Moment::of(start, zone),
            plus_72h: Moment::of(end, zone),
            seconds_left: seconds(now, end),
        })
    };
    let (report, aware) = (file.first_report_at(), file.aware_at());
    let day = 24 * 3600;
    Clocks {
        report: report.and_then(clock),
        awareness: aware.and_then(clock),
        gap_seconds: report.zip(aware).map(|(report, aware)| seconds(report, aware)),
        inquiry_overdue: report.is_some_and(|report| {
            !matches!(file.stage, Stage::Discarded { .. } | Stage::Duplicate { .. })
                && seconds(report, aware.unwrap_or(now)) > day
        }),
    }
}
