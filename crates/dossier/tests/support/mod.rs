//! A story told act by act, and the people of the commune of Saint-Aubin.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;

use beffroi_dossier::entry::*;
use beffroi_dossier::fold::{BreachFile, Meta, Refusal};
use beffroi_dossier::obligation::{Obligation, ObligationStatus};
use beffroi_dossier::severity::{
    Circumstance, Estimate, Family, Identifier, LegalFact, Range, SeverityInput,
};
use beffroi_dossier::tri::Tri;
use beffroi_dossier::vocabulary::*;
use beffroi_seal::digest::Digest;
use beffroi_seal::id::{AccountId, DatasetId, FactId, ImportId, MeasureId, PieceId, ReportId, TaskId};
use jiff::{SignedDuration, Timestamp};

pub const CLEMENCE: AccountId = AccountId::from_bytes([1; 16]);
pub const MAYOR: AccountId = AccountId::from_bytes([2; 16]);
pub const CHILDREN_SHEETS: DatasetId = DatasetId::from_bytes([0x10; 16]);
pub const FAMILY_FILES: DatasetId = DatasetId::from_bytes([0x11; 16]);
pub const PORTAL_CUT: MeasureId = MeasureId::from_bytes([0x20; 16]);
pub const FIX: MeasureId = MeasureId::from_bytes([0x21; 16]);
pub const CUT_PROOF: PieceId = PieceId::from_bytes([0x30; 16]);
pub const RECEIPT: PieceId = PieceId::from_bytes([0x31; 16]);
pub const LOGS: ImportId = ImportId::from_bytes([0x40; 16]);

/// Saturday 22 November 2025, 10:00 in Paris: Armand's report.
pub const REPORTED: &str = "2025-11-22T10:00:00+01:00";
/// Monday 24 November 2025, 09:30: Clémence is reasonably certain.
pub const AWARE: &str = "2025-11-24T09:30:00+01:00";

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an RFC 3339 instant")
}

pub fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}

pub fn set<T: Ord + Copy>(items: &[T]) -> BTreeSet<T> {
    items.iter().copied().collect()
}

/// A file and the log that made it.
#[derive(Default)]
pub struct Story {
    pub file: BreachFile,
    pub log: Vec<(Meta, DossierEntry)>,
}

impl Story {
    pub fn meta(&self, who: AccountId, when: &str) -> Meta {
        let sequence = self.log.len() as u64;
        Meta { account: who, at: at(when), sequence, commit: Digest::of(sequence.to_be_bytes()) }
    }

    /// Applies an act that must be accepted.
    pub fn act(&mut self, who: AccountId, when: &str, act: impl Into<DossierEntry>) -> &mut Self {
        let (meta, entry) = (self.meta(who, when), act.into());
        if let Err(refusal) = self.file.apply(&meta, &entry) {
            panic!("{} refused at {when}: {refusal} {refusal:?}", entry.kind());
        }
        self.log.push((meta, entry));
        self
    }

    /// Applies an act that must be refused, and checks that it changed nothing.
    pub fn refused(&mut self, who: AccountId, when: &str, act: impl Into<DossierEntry>) -> Refusal {
        let (meta, entry) = (self.meta(who, when), act.into());
        let before = self.file.clone();
        let refusal = self.file.apply(&meta, &entry).expect_err(entry.kind());
        assert_eq!(self.file, before, "a refusal changed the file: {refusal}");
        refusal
    }

    /// A commune's file, reported on Saturday and not qualified yet.
    pub fn reported() -> Self {
        let mut story = Self::default();
        let opened = Opened::with_shipped_rules("Portail citoyen", "Europe/Paris", at(REPORTED));
        story.act(CLEMENCE, "2025-11-24T08:45:00+01:00", opened);
        story.act(CLEMENCE, "2025-11-24T08:46:00+01:00", commune());
        story.act(
            CLEMENCE,
            "2025-11-24T08:47:00+01:00",
            ReportLinked {
                report: ReportId::from_bytes([0x50; 16]),
                first_report_at: at(REPORTED),
                channel: ReportChannel::WebForm,
                summary: "Armand voit le dossier d’une autre famille, même après s’être reconnecté.".into(),
                reporter: Some("compte-armand".into()),
            },
        );
        story
    }

    /// The same, qualified on Monday at 09:30.
    pub fn qualified() -> Self {
        let mut story = Self::reported();
        story.act(CLEMENCE, "2025-11-24T09:35:00+01:00", qualification());
        story
    }

    pub fn fact(&mut self, who: AccountId, when: &str, id: u8, value: FactValue) -> &mut Self {
        let fact = FactRecorded {
            fact: FactId::from_bytes([id; 16]),
            supersedes: None,
            true_when: None,
            known_when: at(when),
            source: "équipe informatique".into(),
            confidence: Confidence::High,
            piece: None,
            value,
        };
        self.act(who, when, fact)
    }

    pub fn piece(&mut self, who: AccountId, when: &str, piece: PieceId) -> &mut Self {
        let filed = PieceFiled {
            piece,
            label: "Pièce".into(),
            digest: Digest::of(piece.as_bytes()),
            collected_at: at(when),
            collector: "Clémence".into(),
            method: "copie d’écran".into(),
            third_party_data: false,
        };
        self.act(who, when, filed)
    }

    /// All severity inputs known for a set, nothing aggravating but what is given.
    pub fn score(
        &mut self,
        when: &str,
        dataset: DatasetId,
        family: Family,
        score: u16,
        confidentiality: u16,
    ) {
        let known = Estimate::Known;
        let mut inputs = vec![
            SeverityInput::DataContext { family, score: known(score) },
            SeverityInput::Identification { identifier: Identifier::Name, score: known(100) },
            SeverityInput::Circumstance {
                circumstance: Circumstance::Confidentiality,
                score: known(confidentiality),
            },
            SeverityInput::Circumstance { circumstance: Circumstance::Integrity, score: known(0) },
            SeverityInput::Circumstance { circumstance: Circumstance::Availability, score: known(0) },
            SeverityInput::Circumstance { circumstance: Circumstance::Malice, score: known(0) },
        ];
        let floors = LegalFact::OF_FLOORS.iter();
        inputs.extend(floors.map(|fact| SeverityInput::Evidence { fact: *fact, value: Tri::False }));
        for value in inputs {
            self.act(CLEMENCE, when, input(dataset, value, None));
        }
    }

    pub fn dataset(
        &mut self,
        when: &str,
        dataset: DatasetId,
        data: &[DataCategory],
        persons: Count,
    ) -> &mut Self {
        let record = DatasetRecorded {
            dataset,
            label: "Dossiers des familles".into(),
            data: set(data),
            other_data: String::new(),
            persons: set(&[PersonCategory::Users]),
            person_count: persons,
            record_count: Count::Approximate(120),
            minors: Tri::True,
            known_when: at(when),
            source: "schéma de la base".into(),
        };
        self.act(CLEMENCE, when, record)
    }
}

pub fn input(dataset: DatasetId, value: SeverityInput, piece: Option<PieceId>) -> SeverityInputSet {
    SeverityInputSet { dataset, value, source: "analyse".into(), confidence: Confidence::High, piece }
}

pub fn evidence(dataset: DatasetId, fact: LegalFact, value: Tri, piece: Option<PieceId>) -> SeverityInputSet {
    input(dataset, SeverityInput::Evidence { fact, value }, piece)
}

pub fn commune() -> Organisation {
    let person = |title: &str, given: &str, family: &str, function: &str| LegalPerson {
        title: title.into(),
        family_name: family.into(),
        given_name: given.into(),
        function: function.into(),
        email: format!("{}@saint-aubin.example", family.to_lowercase()),
        telephone: "01 02 03 04 05".into(),
    };
    Organisation {
        name: "Commune de Saint-Aubin".into(),
        siren: "200000000".into(),
        sector: Some(Sector::PublicAdministration),
        headcount: "120 agents".into(),
        address: "1 place de la Mairie".into(),
        postcode: "59000".into(),
        city: "Saint-Aubin".into(),
        country: "France".into(),
        representative: person("Mme", "Jeanne", "Lefèvre", "Maire"),
        contact: person("Mme", "Clémence", "Moreau", "Responsable du service informatique"),
        public_contact: "01 02 03 04 05 ou donnees@saint-aubin.example".into(),
        profile: EntityProfile {
            nis2: Tri::False,
            insured: Tri::False,
            insured_cyber: Tri::False,
            has_dpo: Tri::False,
            ..EntityProfile::municipality()
        },
        ..Organisation::default()
    }
}

pub fn qualification() -> Qualified {
    let criterion = |reason: &str| Criterion { holds: Holds::True, reason: reason.into() };
    Qualified {
        security_breach: criterion("Des usagers voient des dossiers qui ne sont pas les leurs."),
        personal_data: criterion("Dossiers de familles : coordonnées, données bancaires, fiches sanitaires."),
        aware_at: at(AWARE),
        aware_basis: "L’anomalie est reproduite par le service informatique.".into(),
        reason_if_over_24h: Some(
            "Le signalement est arrivé le samedi, le service est fermé jusqu’au lundi.".into(),
        ),
        role: Role::Controller,
    }
}

pub fn sent(
    obligation: &ObligationKey,
    when: &str,
    complete: bool,
    late_reasons: Option<&str>,
) -> ObligationSent {
    ObligationSent {
        obligation: obligation.clone(),
        sent_at: at(when),
        complete,
        late_reasons: late_reasons.map(str::to_owned),
        document: None,
    }
}

pub fn row(person: &str, viewer: &str, category: DataCategory, first: &str, last: &str) -> ExposureRow {
    ExposureRow {
        person: person.into(),
        viewer: viewer.into(),
        resource: "/portail/dossier".into(),
        category,
        first_at: at(first),
        last_at: at(last),
        count: 2,
    }
}

pub fn import(rows: u64, persons: u64, viewers: u64) -> ExposureImported {
    ExposureImported {
        import: LOGS,
        supersedes: None,
        tool: "beffroi trace 0.1".into(),
        inputs: vec![ImportInput {
            name: "portail.log".into(),
            role: ImportInputRole::Logs,
            digest: Digest::of("portail.log"),
            lines: 120_000,
            unreadable_lines: 0,
        }],
        totals: ExposureTotals { rows, persons, viewers, accesses: rows * 2 },
        confidence: Confidence::High,
        note: String::new(),
    }
}

pub fn declaration(name: &str, when: &str, form: AttestationForm) -> Declaration {
    Declaration {
        declarant: name.into(),
        declared_at: at(when),
        form,
        opened: true,
        copied: false,
        forwarded_to: Vec::new(),
        deletion_method: String::new(),
        deleted_at: None,
        no_further_use: true,
        piece: None,
    }
}

pub fn task(id: u8) -> TaskId {
    TaskId::from_bytes([id; 16])
}

/// The obligation of a rule, in the last occurrence.
pub fn obligation(file: &BreachFile, id: &str, now: &str) -> Obligation {
    let all = file.obligations(at(now));
    all.into_iter().rev().find(|found| found.key.rule.id == id).unwrap_or_else(|| panic!("no {id}"))
}

pub fn status(file: &BreachFile, id: &str, now: &str) -> ObligationStatus {
    obligation(file, id, now).status
}

/// Financial data of 120 persons seen by known recipients: level 2.
pub fn level_two() -> Story {
    let mut story = Story::qualified();
    story.dataset("2025-11-24T10:00:00+01:00", FAMILY_FILES, &[DataCategory::Financial], Count::Exact(120));
    story.score("2025-11-24T10:05:00+01:00", FAMILY_FILES, Family::Financial, 3, 25);
    assert_eq!(story.file.severity(at("2025-11-24T10:06:00+01:00")).computed, Range { min: 2, max: 2 });
    story
}

/// Prepared and validated by one person, alone in the cell.
pub fn validated(story: &mut Story, key: &ObligationKey, when: &str) {
    story.act(CLEMENCE, when, ObligationPrepared { obligation: key.clone(), document: None });
    story.act(CLEMENCE, when, ObligationValidated { obligation: key.clone() });
}
