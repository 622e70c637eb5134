//! The fields of the notification sheet: where each value comes from, and whether it may be empty.

use jiff::Timestamp;

use super::cnil::FilingKind;
use super::{DocumentKind, Field, FieldStatus, Section, wording};
use crate::entry::{FactValue, MeasureKind};
use crate::fold::{BreachFile, LetterState};
use crate::french::{self, typography};
use crate::tri::Tri;
use crate::vocabulary::{Count, DataCategory, Labels, PersonCategory};

/// How a field counts when it is empty.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Mandatory,
    Optional,
}
use Need::{Mandatory, Optional};

/// Makes the sections of the sheet from a file.
pub(super) struct Builder<'a> {
    pub(super) file: &'a BreachFile,
    pub(super) labels: Labels,
    pub(super) zone: jiff::tz::TimeZone,
    pub(super) now: Timestamp,
    pub(super) late_reasons: Option<&'a str>,
}

impl Builder<'_> {
    /// Sections 2 to 14, unnumbered.
    pub(super) fn sections(&self) -> Vec<Section> {
        vec![
            self.organisation(),
            self.representative(),
            self.contact(),
            self.others(),
            self.dates(),
            self.breach(),
            self.data_and_persons(),
            self.prior_measures(),
            self.consequences(),
            self.harm_and_severity(),
            self.measures(),
            self.persons_informed(),
            self.authorities(),
        ]
    }

    /// Section 1.
    pub(super) fn type_section(&self, kind: FilingKind, previous: Option<&str>) -> Section {
        let value = match kind {
            FilingKind::Initial => "Notification initiale",
            FilingKind::Complete => "Notification complète",
            FilingKind::Complementary => "Notification complémentaire",
        };
        section(
            "type",
            "Type de notification",
            vec![
                self.one("filing_kind", "Type de notification", Some(value.to_owned()), Mandatory),
                self.one(
                    "previous_reference",
                    "Numéro de la notification précédente",
                    previous.map(str::to_owned),
                    Optional,
                ),
            ],
        )
    }

    fn organisation(&self) -> Section {
        let found = &self.file.organisation;
        let sector = found.sector.map(|sector| self.labels.label("sector", &sector));
        section(
            "organisation",
            "Organisme",
            vec![
                self.text("siren", "Numéro SIREN", &found.siren, Mandatory),
                self.text("organisation_name", "Dénomination", &found.name, Mandatory),
                self.text("vat_number", "TVA intracommunautaire", &found.vat_number, Optional),
                self.one("sector", "Secteur d’activité", sector, Mandatory),
                self.text("headcount", "Effectif", &found.headcount, Optional),
                self.text("address", "Adresse", &found.address, Mandatory),
                self.text("postcode", "Code postal", &found.postcode, Mandatory),
                self.text("city", "Ville", &found.city, Mandatory),
                self.text("country", "Pays", &found.country, Mandatory),
            ],
        )
    }

    fn representative(&self) -> Section {
        let found = &self.file.organisation.representative;
        section(
            "representative",
            "Responsable légal",
            vec![
                self.text("representative_title", "Civilité", &found.title, Optional),
                self.text("representative_family_name", "Nom", &found.family_name, Mandatory),
                self.text("representative_given_name", "Prénom", &found.given_name, Mandatory),
                self.text("representative_email", "Courriel", &found.email, Optional),
            ],
        )
    }

    fn contact(&self) -> Section {
        let found = &self.file.organisation.contact;
        let given = &self.file.organisation.dpo_reference;
        let dpo = match &self.file.dpo {
            Some(dpo) if given.is_empty() => &dpo.act.reference,
            _ => given,
        };
        section(
            "contact",
            "Personne à contacter",
            vec![
                self.text("contact_title", "Civilité", &found.title, Optional),
                self.text("contact_family_name", "Nom", &found.family_name, Mandatory),
                self.text("contact_given_name", "Prénom", &found.given_name, Mandatory),
                self.text("contact_function", "Fonction", &found.function, Mandatory),
                self.text("contact_email", "Courriel", &found.email, Mandatory),
                self.text("contact_telephone", "Téléphone", &found.telephone, Mandatory),
                self.text(
                    "dpo_reference",
                    "Numéro de désignation du délégué à la protection des données",
                    dpo,
                    Optional,
                ),
            ],
        )
    }

    fn others(&self) -> Section {
        let others = self.file.organisation.others.iter();
        let others = others.map(|body| typography(&format!("{} : {}", body.name, body.relation)));
        section(
            "others",
            "Autres organismes concernés",
            vec![self.many("other_bodies", "Sous-traitants et coresponsables", others.collect(), Optional)],
        )
    }

    fn dates(&self) -> Section {
        let started = self.file.facts.value(|value| match value {
            FactValue::PeriodStarted { at, estimated } => Some((*at, *estimated)),
            _ => None,
        });
        let ended = self.file.facts.value(|value| match value {
            FactValue::PeriodEnded { at, estimated } => Some((*at, *estimated)),
            _ => None,
        });
        let ended = ended.or(self.file.stage.containment().map(|found| (found.act.effective_at, false)));
        let ongoing = self.file.facts.value(|value| match value {
            FactValue::PeriodOngoing { value } => Some(*value),
            _ => None,
        });
        let ongoing = if ended.is_some() { Tri::False } else { ongoing.unwrap_or_default() };
        let discovery = self.file.facts.value(|value| match value {
            FactValue::Discovery { discovery, circumstances } => Some((*discovery, circumstances.clone())),
            _ => None,
        });
        let qualification = self.file.stage.qualification().map(|record| &record.act);
        let known = started.is_some() && (ended.is_some() || ongoing.is_true());
        let date = |found: Option<(Timestamp, bool)>| {
            found.map(|(at, estimated)| {
                let written = french::date_time(at, &self.zone);
                if estimated { format!("{written} (estimation)") } else { written }
            })
        };
        let late = self.is_late();
        let reasons = self.late_reasons.map(str::to_owned).or_else(|| self.recorded_reasons());
        let comments = qualification.into_iter().flat_map(|act| {
            let inquiry = act.reason_if_over_24h.iter().filter(|text| !text.trim().is_empty());
            std::iter::once(&act.aware_basis).chain(inquiry).cloned().collect::<Vec<_>>()
        });
        section(
            "dates",
            "Dates",
            vec![
                self.one("period_known", "Période déterminée", Some(yes_no(known).to_owned()), Mandatory),
                self.one("started_at", "Début de la violation", date(started), Mandatory),
                self.one(
                    "ended_at",
                    "Fin de la violation",
                    date(ended),
                    if ongoing.is_true() { Optional } else { Mandatory },
                ),
                self.one("ongoing", "La violation est toujours en cours", tri(ongoing), Mandatory),
                self.one(
                    "aware_at",
                    "Date et heure de prise de connaissance",
                    self.file.aware_at().map(|at| french::date_time(at, &self.zone)),
                    Mandatory,
                ),
                self.many("aware_basis", "Commentaires sur les dates", comments.collect(), Optional),
                self.one(
                    "discovered_by",
                    "Comment la violation a été découverte",
                    discovery.as_ref().map(|(by, _)| self.labels.label("discovery", by)),
                    Optional,
                ),
                self.one(
                    "discovery",
                    "Circonstances de la découverte",
                    discovery.map(|(_, text)| text),
                    Mandatory,
                ),
                self.one(
                    "late_reasons",
                    "Motifs du retard",
                    reasons,
                    if late { Mandatory } else { Optional },
                ),
            ],
        )
    }

    fn breach(&self) -> Section {
        let nature = self.file.facts.value(|value| match value {
            FactValue::Nature { confidentiality, integrity, availability } => Some([
                (*confidentiality, "Perte de confidentialité"),
                (*integrity, "Perte d’intégrité"),
                (*availability, "Perte de disponibilité"),
            ]),
            _ => None,
        });
        let nature = nature.into_iter().flatten().filter(|(value, _)| value.is_true());
        let origin = self.file.facts.value(|value| match value {
            FactValue::Origin { origin, detail } => {
                Some(detailed(self.labels.label("origin", origin), detail))
            }
            _ => None,
        });
        let cause = self.file.facts.value(|value| match value {
            FactValue::Cause { cause, detail } => Some(detailed(self.labels.label("cause", cause), detail)),
            _ => None,
        });
        let description = self.file.facts.value(|value| match value {
            FactValue::Description { text } => Some(text.clone()),
            _ => None,
        });
        let intelligibility = self.file.facts.value(|value| match value {
            FactValue::Intelligibility { intelligibility } => {
                Some(self.labels.label("intelligibility", intelligibility))
            }
            _ => None,
        });
        section(
            "breach",
            "Violation",
            vec![
                self.many(
                    "nature",
                    "Nature de la violation",
                    nature.map(|(_, label)| label.to_owned()).collect(),
                    Mandatory,
                ),
                self.one("origin", "Origine de l’incident", origin, Mandatory),
                self.one("cause", "Cause de l’incident", cause, Mandatory),
                self.one("description", "Description de la violation", description, Mandatory),
                self.one(
                    "intelligibility",
                    "Les données sont-elles lisibles par des tiers",
                    intelligibility,
                    Optional,
                ),
            ],
        )
    }

    fn data_and_persons(&self) -> Section {
        let datasets: Vec<_> = self.file.datasets.values().map(|found| &found.record.act).collect();
        let label = |category: &DataCategory| self.labels.label("data", category);
        let categories = |sensitive: bool| -> Vec<String> {
            DataCategory::ALL
                .iter()
                .filter(|category| category.is_sensitive() == sensitive)
                .filter(|category| datasets.iter().any(|set| set.data.contains(category)))
                .map(label)
                .collect()
        };
        let persons = PersonCategory::ALL.iter().filter(|category| {
            datasets.iter().any(|set| set.persons.contains(category))
                || (**category == PersonCategory::Minors && datasets.iter().any(|set| set.minors.is_true()))
        });
        let sets = datasets.iter().map(|set| wording::dataset_sentence(&set.label, &set.data, &self.labels));
        let sensitive = categories(true);
        let asked = if sensitive.is_empty() { vec!["Non".to_owned()] } else { sensitive };
        section(
            "data",
            "Données et personnes concernées",
            vec![
                self.many("data_categories", "Catégories de données", categories(false), Mandatory),
                self.many(
                    "sensitive_categories",
                    "Données sensibles",
                    if datasets.is_empty() { Vec::new() } else { asked },
                    Mandatory,
                ),
                self.many("datasets", "Jeux de données", sets.collect(), Optional),
                self.one(
                    "record_count",
                    "Nombre approximatif d’enregistrements",
                    self.total(|set| set.record_count),
                    Mandatory,
                ),
                self.many(
                    "person_categories",
                    "Catégories de personnes",
                    persons.map(|category| self.labels.label("persons", category)).collect(),
                    Mandatory,
                ),
                self.one("person_count", "Nombre approximatif de personnes", self.largest(), Mandatory),
            ],
        )
    }

    fn prior_measures(&self) -> Section {
        section(
            "prior_measures",
            "Mesures de sécurité préalables",
            vec![self.many(
                "prior_measures",
                "Mesures en place avant la violation",
                self.measures_of(MeasureKind::Prior),
                Optional,
            )],
        )
    }

    fn consequences(&self) -> Section {
        let found = self.file.facts.value(|value| match value {
            FactValue::Consequences { items, detail } => Some((items.clone(), detail.clone())),
            _ => None,
        });
        let (items, detail) = found.unwrap_or_default();
        let values = items.iter().map(|item| self.labels.label("consequence", item));
        section(
            "consequences",
            "Conséquences",
            vec![
                self.many("consequences", "Conséquences de la violation", values.collect(), Mandatory),
                self.text("consequences_detail", "Précisions", &detail, Optional),
            ],
        )
    }

    fn harm_and_severity(&self) -> Section {
        let found = self.file.facts.value(|value| match value {
            FactValue::Harms { items, detail } => Some((items.clone(), detail.clone())),
            _ => None,
        });
        let (items, detail) = found.unwrap_or_default();
        let severity = self.file.severity(self.now);
        let settled = severity.effective.is_settled();
        let level = settled.then(|| self.file.tables().level(severity.effective.max).cnil.clone());
        section(
            "harm",
            "Préjudices et gravité",
            vec![
                self.many(
                    "harms",
                    "Préjudices possibles pour les personnes",
                    items.iter().map(|item| self.labels.label("harm", item)).collect(),
                    Mandatory,
                ),
                self.text("harms_detail", "Précisions", &detail, Optional),
                self.one("severity", "Niveau de gravité", level, Mandatory),
            ],
        )
    }

    fn measures(&self) -> Section {
        section(
            "measures",
            "Mesures prises",
            vec![
                self.many(
                    "immediate_measures",
                    "Mesures prises pour remédier à la violation",
                    self.measures_of(MeasureKind::Immediate),
                    Mandatory,
                ),
                self.many(
                    "corrective_measures",
                    "Mesures prises ou prévues pour en éviter le retour",
                    self.measures_of(MeasureKind::Corrective),
                    Mandatory,
                ),
            ],
        )
    }

    fn persons_informed(&self) -> Section {
        let persons = self.file.exposure.persons();
        let sent: Vec<Timestamp> = persons
            .keys()
            .filter_map(|person| match self.file.letter_state(person) {
                LetterState::Sent { sent_at, .. } => Some(sent_at),
                _ => None,
            })
            .collect();
        let notice = self.file.public_notice.is_some();
        let inform = self.file.severity(self.now).effective;
        let line = self.file.tables().thresholds.inform_persons;
        let answer = if !sent.is_empty() || notice {
            Some("Oui, les personnes ont été informées")
        } else if inform.min >= line {
            Some("Non, mais elles le seront")
        } else if inform.max < line {
            Some("Non, elles ne le seront pas")
        } else {
            Some("Non déterminé pour le moment")
        };
        let undetermined = inform.min < line && inform.max >= line && sent.is_empty() && !notice;
        let count = (!sent.is_empty()).then(|| french::number(sent.len() as u64));
        let first = sent.iter().min().map(|at| french::date(*at, &self.zone));
        let mut informed = self.one(
            "persons_informed",
            "Les personnes ont-elles été informées",
            answer.map(str::to_owned),
            Mandatory,
        );
        if undetermined && !informed.edited {
            informed.status = FieldStatus::ToComplete;
        }
        section(
            "persons_informed",
            "Information des personnes",
            vec![
                informed,
                self.one("informed_from", "Date de l’information", first, Optional),
                self.one("informed_count", "Nombre de personnes informées", count, Optional),
                self.text(
                    "information_means",
                    "Moyen",
                    if notice {
                        "communication publique"
                    } else if sent.is_empty() {
                        ""
                    } else {
                        "courrier individuel"
                    },
                    Optional,
                ),
            ],
        )
    }

    fn authorities(&self) -> Section {
        let borders = self.file.facts.value(|value| match value {
            FactValue::CrossBorder { value, countries } => Some((*value, countries.clone())),
            _ => None,
        });
        let others = self.file.facts.value(|value| match value {
            FactValue::OtherAuthorities { value, which } => Some((*value, which.clone())),
            _ => None,
        });
        let complaint = self.file.facts.value(|value| match value {
            FactValue::ComplaintFiled { value, reference } => Some((*value, reference.clone())),
            _ => None,
        });
        let (abroad, countries) = borders.unwrap_or_default();
        let (told, which) = others.unwrap_or_default();
        let (filed, reference) = complaint.unwrap_or_default();
        let with = |value: Tri, detail: String| tri(value).map(|answer| detailed(answer, &detail));
        section(
            "authorities",
            "Transfrontalier et autres autorités",
            vec![
                self.one(
                    "cross_border",
                    "Des personnes d’autres États de l’Union sont-elles concernées",
                    with(abroad, french::list(&countries)),
                    Mandatory,
                ),
                self.one(
                    "other_authorities",
                    "D’autres autorités ont-elles été informées",
                    with(told, french::list(&which)),
                    Mandatory,
                ),
                self.one("complaint", "Une plainte a-t-elle été déposée", with(filed, reference), Optional),
            ],
        )
    }

    fn measures_of(&self, kind: MeasureKind) -> Vec<String> {
        let mut measures: Vec<_> =
            self.file.measures.values().filter(|record| record.act.kind == kind).collect();
        measures.sort_by_key(|record| (record.act.effective_at, record.sequence));
        let written = |at: Option<Timestamp>| match (at, kind) {
            (_, MeasureKind::Prior) => String::new(),
            (Some(at), _) => format!(" ({})", french::date_time(at, &self.zone)),
            (None, _) => " (prévue)".to_owned(),
        };
        let lines = measures.iter();
        lines
            .map(|record| {
                typography(&format!("{}{}", record.act.description, written(record.act.effective_at)))
            })
            .collect()
    }

    /// Sum of the sets' records; nothing while one of them is to be determined.
    fn total(&self, of: impl Fn(&crate::entry::DatasetRecorded) -> Count) -> Option<String> {
        let counts: Vec<Count> = self.file.datasets.values().map(|found| of(&found.record.act)).collect();
        if counts.is_empty() || counts.contains(&Count::ToBeDetermined) {
            return None;
        }
        if counts.contains(&Count::CannotBeDetermined) {
            return french::count(Count::CannotBeDetermined);
        }
        let sum = counts.iter().filter_map(|count| count.figure()).sum();
        let exact = counts.iter().all(|count| matches!(count, Count::Exact(_)));
        french::count(if exact { Count::Exact(sum) } else { Count::Approximate(sum) })
    }

    /// Persons are not added up: the same person is often in several sets.
    fn largest(&self) -> Option<String> {
        let counts: Vec<Count> =
            self.file.datasets.values().map(|found| found.record.act.person_count).collect();
        if counts.contains(&Count::ToBeDetermined) {
            return None;
        }
        french::count(*counts.iter().max_by_key(|count| count.figure())?)
    }

    fn is_late(&self) -> bool {
        let notify = self.file.obligations(self.now).into_iter();
        let mut notify = notify.filter(|found| found.document.as_deref() == Some("cnil_sheet"));
        notify.any(|found| found.late)
    }

    fn recorded_reasons(&self) -> Option<String> {
        let sheets = self.file.progress.iter().filter(|(key, _)| key.rule.id.starts_with("rgpd-33-1"));
        sheets.filter_map(|(_, progress)| progress.late_reasons.clone()).next_back()
    }

    fn text(&self, key: &str, label: &str, text: &str, need: Need) -> Field {
        let value = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        self.one(key, label, value, need)
    }

    fn one(&self, key: &str, label: &str, value: Option<String>, need: Need) -> Field {
        self.many(key, label, value.into_iter().collect(), need)
    }

    fn many(&self, key: &str, label: &str, values: Vec<String>, need: Need) -> Field {
        let written = self.file.written(DocumentKind::CnilSheet, None, key);
        let values = written.map_or(values, wording::paragraphs);
        let status = match (values.is_empty(), need) {
            (false, _) => FieldStatus::Filled,
            (true, Mandatory) => FieldStatus::ToComplete,
            (true, Optional) => FieldStatus::Optional,
        };
        let (key, label) = (key.to_owned(), typography(label));
        Field { key, label, values, status, edited: written.is_some() }
    }
}

fn section(key: &str, title: &str, fields: Vec<Field>) -> Section {
    Section { key: key.to_owned(), number: 0, title: title.to_owned(), fields }
}

fn yes_no(value: bool) -> &'static str {
    if value { "Oui" } else { "Non" }
}

fn tri(value: Tri) -> Option<String> {
    match value {
        Tri::True => Some("Oui".to_owned()),
        Tri::False => Some("Non".to_owned()),
        Tri::Unknown => None,
    }
}

fn detailed(label: String, detail: &str) -> String {
    if detail.trim().is_empty() { label } else { typography(&format!("{label} : {}", detail.trim())) }
}
