//! What was done about an obligation: who prepared, who approved, what came back, why it was set aside.

use beffroi_seal::id::AccountId;
use jiff::Timestamp;
use serde::Serialize;

use crate::entry::DispensationBasis;
use crate::fold::{Progress, Record};

/// One thing done about an obligation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// Type of the act.
    pub act: &'static str,
    /// Author.
    pub by: AccountId,
    /// When it was written down.
    pub at: Timestamp,
    /// Ground of a dispensation.
    pub ground: Option<&'static str>,
    /// The reason, or the recipient's reference.
    pub text: String,
}

/// Everything done, oldest first.
pub(super) fn steps(progress: &Progress) -> Vec<StepView> {
    let mut steps: Vec<(u64, StepView)> = Vec::new();
    steps.extend(progress.prepared.iter().map(|record| step("obligation_prepared", record, "")));
    steps.extend(progress.validated.iter().map(|record| step("obligation_validated", record, "")));
    steps.extend(progress.sent.iter().map(|record| step("obligation_sent", record, "")));
    let acknowledged = progress.acknowledged.iter();
    steps.extend(acknowledged.map(|record| step("obligation_acknowledged", record, &record.act.reference)));
    steps.extend(progress.dispensed.iter().map(|record| {
        let (sequence, step) = step("obligation_dispensed", record, &record.act.reason);
        (sequence, StepView { ground: Some(ground(&record.act.basis)), ..step })
    }));
    steps.extend(
        progress.withdrawn.iter().map(|record| step("obligation_withdrawn", record, &record.act.reason)),
    );
    steps.sort_by_key(|(sequence, _)| *sequence);
    steps.into_iter().map(|(_, step)| step).collect()
}

fn step<T>(act: &'static str, record: &Record<T>, text: &str) -> (u64, StepView) {
    let step = StepView { act, by: record.by, at: record.at, ground: None, text: text.to_owned() };
    (record.sequence, step)
}

fn ground(basis: &DispensationBasis) -> &'static str {
    match basis {
        DispensationBasis::Unintelligible { .. } => "unintelligible",
        DispensationBasis::RiskRemoved { .. } => "risk_removed",
        DispensationBasis::PublicNotice => "public_notice",
        DispensationBasis::AuthorityAlreadyInformed { .. } => "authority_already_informed",
        DispensationBasis::NotSubject => "not_subject",
    }
}
