//! Legal floors P1–P5 and ceilings T1–T3: what the formula misses, with its source.
//!
//! A floor whose facts were never recorded counts as *possible*: it raises the upper end of the
//! interval. A ceiling whose facts were never recorded counts as *not established*. A ceiling also
//! needs a piece of evidence; without one it stays possible only.

use super::input::{Circumstance, Inputs, LegalFact};
use super::tables::{LegalRule, SeverityTables};
use crate::tri::Tri;
use crate::vocabulary::Count;

/// The floors and ceilings, and whether each one's condition holds.
pub(super) fn conditions(inputs: &Inputs, tables: &SeverityTables) -> [(LegalRule, Tri); 8] {
    let facts = Reader { inputs, tables };
    [
        (
            LegalRule::P1,
            facts.affected(Circumstance::Availability).and(!facts.floor(LegalFact::UsableBackupRestored)),
        ),
        (
            LegalRule::P2,
            facts
                .affected(Circumstance::Availability)
                .or(facts.affected(Circumstance::Integrity))
                .and(facts.floor(LegalFact::CareDelayed)),
        ),
        (LegalRule::P3, facts.floor(LegalFact::ClearDirectlyIdentifying).and(facts.many_in_hostile_hands())),
        (
            LegalRule::P4,
            facts.floor(LegalFact::IdentityOrPaymentOrCredentials).and(facts.many_in_hostile_hands()),
        ),
        (
            LegalRule::P5,
            facts
                .affected(Circumstance::Confidentiality)
                .and(facts.many_recipients().or(facts.floor(LegalFact::GroupRevealsSensitive))),
        ),
        (
            LegalRule::T1,
            facts.ceiling(&[
                LegalFact::StateOfTheArtEncryption,
                LegalFact::KeySafe,
                LegalFact::BackupAvailable,
            ]),
        ),
        (
            LegalRule::T2,
            facts.ceiling(&[
                LegalFact::FewTrustedRecipients,
                LegalFact::DeletionAttested,
                LegalFact::NothingSensitive,
            ]),
        ),
        (
            // A loss of availability: data that somebody saw are not "lost briefly".
            LegalRule::T3,
            facts
                .ceiling(&[LegalFact::BriefLossWithoutEffect])
                .and(!facts.affected(Circumstance::Confidentiality))
                .and(!facts.affected(Circumstance::Integrity)),
        ),
    ]
}

/// Ceilings whose facts are all true but which no piece proves.
pub(super) fn unproven_ceilings(inputs: &Inputs) -> Vec<LegalRule> {
    let facts_of = [
        (
            LegalRule::T1,
            &[LegalFact::StateOfTheArtEncryption, LegalFact::KeySafe, LegalFact::BackupAvailable][..],
        ),
        (
            LegalRule::T2,
            &[LegalFact::FewTrustedRecipients, LegalFact::DeletionAttested, LegalFact::NothingSensitive][..],
        ),
        (LegalRule::T3, &[LegalFact::BriefLossWithoutEffect][..]),
    ];
    facts_of
        .into_iter()
        .filter(|(_, facts)| stated(inputs, facts).is_true() && !proven(inputs, facts))
        .map(|(rule, _)| rule)
        .collect()
}

struct Reader<'a> {
    inputs: &'a Inputs,
    tables: &'a SeverityTables,
}

impl Reader<'_> {
    fn floor(&self, fact: LegalFact) -> Tri {
        self.inputs.evidence.get(&fact).map_or(Tri::Unknown, |found| found.value)
    }

    fn ceiling(&self, facts: &[LegalFact]) -> Tri {
        let value = stated(self.inputs, facts);
        if value.is_true() && !proven(self.inputs, facts) { Tri::Unknown } else { value }
    }

    /// Whether a dimension is affected at all: a score above zero.
    fn affected(&self, circumstance: Circumstance) -> Tri {
        let Some(found) = self.inputs.circumstances.get(&circumstance) else { return Tri::Unknown };
        match found.value.bounds((0, u16::MAX)) {
            (0, 0) => Tri::False,
            (0, _) => Tri::Unknown,
            _ => Tri::True,
        }
    }

    fn many_in_hostile_hands(&self) -> Tri {
        let many = more_than(self.inputs.persons, self.tables.thresholds.persons_many);
        many.and(self.floor(LegalFact::HostileOrUnknownRecipients))
    }

    fn many_recipients(&self) -> Tri {
        let count = self.inputs.recipients.as_ref().map(|found| found.value);
        match self.tables.thresholds.recipients_many.checked_sub(1) {
            Some(below) => more_than(count, below),
            None => Tri::True,
        }
    }
}

fn stated(inputs: &Inputs, facts: &[LegalFact]) -> Tri {
    facts
        .iter()
        .map(|fact| inputs.evidence.get(fact).map_or(Tri::False, |found| found.value))
        .fold(Tri::True, Tri::and)
}

fn proven(inputs: &Inputs, facts: &[LegalFact]) -> bool {
    facts.iter().any(|fact| inputs.evidence.get(fact).is_some_and(|found| found.piece.is_some()))
}

fn more_than(count: Option<Count>, limit: u64) -> Tri {
    count.and_then(Count::figure).map(|n| n > limit).into()
}
