//! Letters to exposed persons, attestations of viewers. Two lists that are never the same people.

use std::collections::BTreeSet;

use beffroi_seal::id::{CommunicationId, PieceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::facts::unknown;
use super::refusal::{Refusal, filled, past};
use super::{BreachFile, Meta, Record};
use crate::entry::{
    AttestationAnswered, AttestationForm, AttestationRefused, AttestationReminded, AttestationRequested,
    AttestationSilent, Declaration, ExemptionBasis, LetterChannel, LetterReturned, LettersPrepared,
    LettersSent, PersonsExempted, PublicNoticePublished,
};
use crate::tri::Tri;

/// Reminders before silence is recorded.
const REMINDERS_MIN: usize = 2;

/// Where one person's information stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LetterState {
    /// Nothing done yet.
    #[default]
    ToInform,
    /// The letter is ready.
    Prepared {
        /// The mailing.
        communication: CommunicationId,
        /// When.
        at: Timestamp,
    },
    /// The letter is sent.
    Sent {
        /// The mailing.
        communication: CommunicationId,
        /// How.
        channel: LetterChannel,
        /// When.
        sent_at: Timestamp,
    },
    /// It came back: to inform again.
    Returned {
        /// When.
        returned_at: Timestamp,
        /// Why.
        reason: String,
    },
    /// No letter is needed.
    Exempt {
        /// Ground.
        basis: ExemptionBasis,
        /// In our words.
        reason: String,
        /// When decided.
        at: Timestamp,
    },
}

impl LetterState {
    /// Whether nothing more is owed to the person.
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Sent { .. } | Self::Exempt { .. })
    }
}

/// What was asked of a viewer, and what came back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// The request.
    pub requested: Option<Record<AttestationRequested>>,
    /// Reminders.
    pub reminders: Vec<Record<AttestationReminded>>,
    /// Where it stands.
    pub state: AttestationState,
}

/// Where an attestation stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AttestationState {
    /// No answer yet.
    #[default]
    Pending,
    /// Answered.
    Answered {
        /// What was declared.
        declaration: Declaration,
        /// When it was recorded.
        at: Timestamp,
    },
    /// Refused.
    Refused {
        /// In their words.
        reason: String,
        /// When it was recorded.
        at: Timestamp,
    },
    /// Silent after two reminders.
    Silent {
        /// When it was recorded.
        at: Timestamp,
    },
}

impl Attestation {
    /// When the answer is expected: the last reminder's term.
    pub fn due_at(&self) -> Option<Timestamp> {
        let reminded = self.reminders.last().map(|record| record.act.due_at);
        reminded.or(self.requested.as_ref().map(|record| record.act.due_at))
    }

    /// Whether what was declared leaves nothing with the viewer; `None` without an answer.
    pub fn nothing_left(&self) -> Option<bool> {
        match &self.state {
            AttestationState::Answered { declaration, .. } => Some(declaration.nothing_left()),
            _ => None,
        }
    }

    /// Whether the term has passed without an answer.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.state == AttestationState::Pending && self.due_at().is_some_and(|due| due < now)
    }
}

impl BreachFile {
    /// Where one exposed person's information stands.
    pub fn letter_state(&self, person: &str) -> LetterState {
        self.letters.get(person).cloned().unwrap_or_default()
    }

    /// Exposed persons to whom something is still owed.
    pub fn persons_not_informed(&self) -> Vec<&str> {
        let persons = self.exposure.persons().into_keys();
        persons.filter(|person| !self.letter_state(person).is_settled()).collect()
    }

    /// Viewers whose attestation is neither given, refused nor recorded as silence.
    pub fn viewers_pending(&self) -> Vec<&str> {
        let pending = |viewer: &&str| {
            self.attestations.get(*viewer).is_none_or(|found| found.state == AttestationState::Pending)
        };
        self.viewers().into_iter().filter(pending).collect()
    }

    /// Whether every viewer attested that nothing is left, and a piece that shows it.
    pub(super) fn deletion_attested(&self, now: Timestamp) -> (Tri, Option<PieceId>) {
        let mut piece = None;
        let mut all = Tri::True;
        for viewer in self.viewers() {
            let Some(attestation) = self.attestations.get(viewer) else {
                all = all.and(Tri::Unknown);
                continue;
            };
            all = all.and(match &attestation.state {
                AttestationState::Answered { declaration, .. } => {
                    let on_record = declaration.form != AttestationForm::Oral;
                    piece = piece.or(declaration.piece.filter(|_| on_record));
                    Tri::from(declaration.nothing_left())
                }
                AttestationState::Pending if !attestation.is_overdue(now) => Tri::Unknown,
                _ => Tri::False,
            });
        }
        (all, piece)
    }

    /// Whether a viewer refused or stays silent: known recipients are then no longer under control.
    pub(super) fn has_lost_viewer(&self) -> bool {
        let lost = |found: &Attestation| {
            matches!(found.state, AttestationState::Refused { .. } | AttestationState::Silent { .. })
        };
        self.attestations.values().any(lost)
    }

    pub(super) fn letters_prepared(&mut self, meta: &Meta, act: &LettersPrepared) -> Result<(), Refusal> {
        self.require_exposed("letters_prepared", &act.persons)?;
        for person in &act.persons {
            let state = LetterState::Prepared { communication: act.communication, at: meta.at };
            self.letters.insert(person.clone(), state);
        }
        Ok(())
    }

    pub(super) fn letters_sent(&mut self, meta: &Meta, act: &LettersSent) -> Result<(), Refusal> {
        self.require_exposed("letters_sent", &act.persons)?;
        past("letters_sent", "sent_at", act.sent_at, meta.at)?;
        self.require_piece(act.piece)?;
        let ready = |person: &&String| matches!(self.letter_state(person), LetterState::Prepared { communication, .. } if communication == act.communication);
        if let Some(person) = act.persons.iter().find(|person| !ready(person)) {
            return Err(Refusal::LetterNotPrepared { person: person.clone() });
        }
        for person in &act.persons {
            let state = LetterState::Sent {
                communication: act.communication,
                channel: act.channel,
                sent_at: act.sent_at,
            };
            self.letters.insert(person.clone(), state);
        }
        Ok(())
    }

    pub(super) fn letter_returned(&mut self, meta: &Meta, act: &LetterReturned) -> Result<(), Refusal> {
        past("letter_returned", "returned_at", act.returned_at, meta.at)?;
        match self.letter_state(&act.person) {
            LetterState::Sent { .. } => {
                let state =
                    LetterState::Returned { returned_at: act.returned_at, reason: act.reason.clone() };
                self.letters.insert(act.person.clone(), state);
                Ok(())
            }
            _ => Err(unknown("letter sent to", &act.person)),
        }
    }

    pub(super) fn persons_exempted(&mut self, meta: &Meta, act: &PersonsExempted) -> Result<(), Refusal> {
        self.require_exposed("persons_exempted", &act.persons)?;
        filled("persons_exempted", "reason", &act.reason)?;
        if act.basis == ExemptionBasis::PublicNotice && self.public_notice.is_none() {
            return Err(Refusal::PublicNoticeMissing);
        }
        for person in &act.persons {
            let state = LetterState::Exempt { basis: act.basis, reason: act.reason.clone(), at: meta.at };
            self.letters.insert(person.clone(), state);
        }
        Ok(())
    }

    pub(super) fn public_notice_published(
        &mut self,
        meta: &Meta,
        act: &PublicNoticePublished,
    ) -> Result<(), Refusal> {
        filled("public_notice_published", "basis", &act.basis)?;
        filled("public_notice_published", "places", act.places.first().map_or("", String::as_str))?;
        past("public_notice_published", "from", act.from, meta.at)?;
        self.require_piece(act.piece)?;
        self.public_notice = Some(meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn attestation_requested(
        &mut self,
        meta: &Meta,
        act: &AttestationRequested,
    ) -> Result<(), Refusal> {
        self.require_viewer(&act.viewer)?;
        past("attestation_requested", "sent_at", act.sent_at, meta.at)?;
        after("attestation_requested", act.due_at, act.sent_at)?;
        let found = self.attestations.get(&act.viewer);
        if found.is_some_and(|found| found.state != AttestationState::Pending || found.requested.is_some()) {
            return Err(Refusal::AttestationSettled { viewer: act.viewer.clone() });
        }
        let attestation = self.attestations.entry(act.viewer.clone()).or_default();
        attestation.requested = Some(meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn attestation_reminded(
        &mut self,
        meta: &Meta,
        act: &AttestationReminded,
    ) -> Result<(), Refusal> {
        past("attestation_reminded", "sent_at", act.sent_at, meta.at)?;
        after("attestation_reminded", act.due_at, act.sent_at)?;
        let attestation = self.asked(&act.viewer)?;
        attestation.reminders.push(meta.record(act.clone()));
        Ok(())
    }

    pub(super) fn attestation_answered(
        &mut self,
        meta: &Meta,
        act: &AttestationAnswered,
    ) -> Result<(), Refusal> {
        self.require_viewer(&act.viewer)?;
        filled("attestation_answered", "declarant", &act.declaration.declarant)?;
        past("attestation_answered", "declared_at", act.declaration.declared_at, meta.at)?;
        self.require_piece(act.declaration.piece)?;
        let found = self.attestations.get(&act.viewer);
        // An oral answer may be confirmed in writing later.
        let settled = found.is_some_and(|found| {
            matches!(&found.state, AttestationState::Answered { declaration, .. }
                if declaration.form != AttestationForm::Oral)
        });
        if settled {
            return Err(Refusal::AttestationSettled { viewer: act.viewer.clone() });
        }
        let attestation = self.attestations.entry(act.viewer.clone()).or_default();
        attestation.state = AttestationState::Answered { declaration: act.declaration.clone(), at: meta.at };
        Ok(())
    }

    pub(super) fn attestation_refused(
        &mut self,
        meta: &Meta,
        act: &AttestationRefused,
    ) -> Result<(), Refusal> {
        filled("attestation_refused", "reason", &act.reason)?;
        let attestation = self.asked(&act.viewer)?;
        attestation.state = AttestationState::Refused { reason: act.reason.clone(), at: meta.at };
        Ok(())
    }

    pub(super) fn attestation_silent(&mut self, meta: &Meta, act: &AttestationSilent) -> Result<(), Refusal> {
        let attestation = self.asked(&act.viewer)?;
        let reminders = attestation.reminders.len();
        if reminders < REMINDERS_MIN || !attestation.is_overdue(meta.at) {
            return Err(Refusal::RemindersMissing { viewer: act.viewer.clone(), reminders });
        }
        attestation.state = AttestationState::Silent { at: meta.at };
        Ok(())
    }

    fn asked(&mut self, viewer: &str) -> Result<&mut Attestation, Refusal> {
        let missing = || Refusal::AttestationNotRequested { viewer: viewer.to_owned() };
        let attestation = self.attestations.get_mut(viewer).ok_or_else(missing)?;
        if attestation.requested.is_none() {
            return Err(missing());
        }
        if attestation.state != AttestationState::Pending {
            return Err(Refusal::AttestationSettled { viewer: viewer.to_owned() });
        }
        Ok(attestation)
    }

    fn require_viewer(&self, viewer: &str) -> Result<(), Refusal> {
        if self.is_viewer(viewer) { Ok(()) } else { Err(unknown("viewer", &viewer)) }
    }

    fn require_exposed(&self, act: &str, persons: &BTreeSet<String>) -> Result<(), Refusal> {
        if persons.is_empty() {
            return Err(Refusal::EmptyField { act: act.to_owned(), field: "persons".into() });
        }
        let exposed = self.exposure.persons();
        match persons.iter().find(|person| !exposed.contains_key(person.as_str())) {
            Some(person) => Err(unknown("exposed person", &person)),
            None => Ok(()),
        }
    }
}

fn after(act: &str, due_at: Timestamp, sent_at: Timestamp) -> Result<(), Refusal> {
    if due_at > sent_at {
        return Ok(());
    }
    let field = "due_at".to_owned();
    Err(Refusal::TooEarly { act: act.to_owned(), field, at: due_at, not_before: sent_at })
}
