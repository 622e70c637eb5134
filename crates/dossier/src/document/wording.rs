//! Default French paragraphs, made from the facts of the file. All of them may be rewritten.

use std::collections::BTreeSet;

use crate::entry::{FactValue, MeasureKind};
use crate::fold::BreachFile;
use crate::french::{date, date_time, list, lowercase_first, typography};
use crate::vocabulary::{DataCategory, Harm, Labels};

/// What happened, for somebody who knows nothing of computers.
pub(super) fn what_happened(
    file: &BreachFile,
    seen: Option<(jiff::Timestamp, jiff::Timestamp)>,
) -> Vec<String> {
    let zone = file.place().zone;
    let mut paragraphs = Vec::new();
    let description = file.facts.value(|value| match value {
        FactValue::Description { text } => Some(text.clone()),
        _ => None,
    });
    paragraphs.extend(description.filter(|text| !text.trim().is_empty()));
    if let Some((first, last)) = seen {
        let period = if date(first, &zone) == date(last, &zone) {
            format!("Cela s’est produit le {}.", date(first, &zone))
        } else {
            format!("Cela s’est produit entre le {} et le {}.", date(first, &zone), date(last, &zone))
        };
        paragraphs.push(period);
    }
    if let Some(aware_at) = file.aware_at() {
        paragraphs.push(format!("Nous en avons eu connaissance le {}.", date_time(aware_at, &zone)));
    }
    typographic(&paragraphs)
}

/// What was done, with dates.
pub(super) fn our_reaction(file: &BreachFile) -> Vec<String> {
    let zone = file.place().zone;
    let mut done = Vec::new();
    let mut planned = Vec::new();
    for record in file.measures.values() {
        let measure = &record.act;
        match (measure.kind, measure.effective_at) {
            (MeasureKind::Prior, _) => {}
            (_, Some(at)) => {
                done.push((at, format!("Le {} : {}.", date_time(at, &zone), trimmed(&measure.description))))
            }
            (_, None) => planned.push(format!("Mesure prévue : {}.", trimmed(&measure.description))),
        }
    }
    done.sort();
    let mut paragraphs: Vec<String> = done.into_iter().map(|(_, text)| text).collect();
    if let Some(restored) = file.restorations.last() {
        let at = date_time(restored.act.restored_at, &zone);
        paragraphs.push(format!("Le service a été rouvert le {at}, après vérification."));
    }
    paragraphs.extend(planned);
    if file.filings.iter().any(|filing| filing.reference.is_some()) {
        paragraphs.push(
            "Nous avons notifié cette violation à la Commission nationale de l’informatique et des libertés (CNIL)."
                .to_owned(),
        );
    }
    typographic(&paragraphs)
}

/// Which data of this person, and only of this person, were seen.
pub(super) fn data_concerned(
    categories: &BTreeSet<DataCategory>,
    minor: bool,
    labels: &Labels,
) -> Vec<String> {
    if categories.is_empty() {
        return Vec::new();
    }
    let named: Vec<String> =
        categories.iter().map(|category| labels.label("data_letter", category)).collect();
    let mut paragraphs = vec![format!(
        "Les données qui vous concernent et ont pu être consultées sont : {}.",
        named.join(" ; ")
    )];
    if minor {
        paragraphs.push(
            "Des données de votre enfant mineur, ou de vos enfants mineurs, en font partie.".to_owned(),
        );
    }
    typographic(&paragraphs)
}

/// What may happen to people.
pub(super) fn possible_consequences(file: &BreachFile, labels: &Labels) -> Vec<String> {
    let harms = file.facts.value(|value| match value {
        FactValue::Harms { items, detail } => Some((items.clone(), detail.clone())),
        _ => None,
    });
    let (items, detail): (BTreeSet<Harm>, String) = harms.unwrap_or_default();
    let mut paragraphs = Vec::new();
    let named: Vec<String> = items
        .iter()
        .filter(|harm| **harm != Harm::Other)
        .map(|harm| labels.label("harm_letter", harm))
        .collect();
    if !named.is_empty() {
        paragraphs.push(format!("Les conséquences possibles sont : {}.", named.join(" ; ")));
    }
    if !detail.trim().is_empty() {
        paragraphs.push(detail);
    }
    typographic(&paragraphs)
}

/// What the person can do, by category of data.
pub(super) fn recommendations(categories: &BTreeSet<DataCategory>) -> Vec<String> {
    let any = |wanted: &[DataCategory]| wanted.iter().any(|category| categories.contains(category));
    let mut paragraphs = vec![
        "Méfiez-vous des appels, des courriels et des messages qui parlent de cette affaire, même s’ils citent des informations exactes : ne donnez ni mot de passe, ni code, ni numéro de carte."
            .to_owned(),
    ];
    if any(&[DataCategory::Financial]) {
        paragraphs.push(
            "Vérifiez régulièrement vos relevés de compte pendant treize mois. Prévenez votre banque que vos coordonnées bancaires ont pu être vues, et contestez sans attendre tout prélèvement que vous ne reconnaissez pas."
                .to_owned(),
        );
    }
    if any(&[DataCategory::Credentials]) {
        paragraphs.push(
            "Changez votre mot de passe, ici et partout où vous utilisez le même. Choisissez-en un différent pour chaque service."
                .to_owned(),
        );
    }
    if any(&[DataCategory::NationalNumber, DataCategory::OfficialDocuments, DataCategory::CivilStatus]) {
        paragraphs.push(
            "Si quelqu’un utilise votre identité (crédit, contrat, compte ouvert à votre nom), déposez plainte auprès de la police ou de la gendarmerie et gardez ce courrier."
                .to_owned(),
        );
    }
    if categories.iter().any(|category| category.is_sensitive()) {
        paragraphs.push(
            "Si quelqu’un utilise ces informations contre vous ou contre vos proches, prévenez-nous : nous vous aiderons à en garder la preuve."
                .to_owned(),
        );
    }
    typographic(&paragraphs)
}

/// Whom to write to, and how to check that the letter is genuine.
pub(super) fn contact(file: &BreachFile) -> Vec<String> {
    let sender = file.sender();
    let mut paragraphs = Vec::new();
    if !sender.contact.trim().is_empty() {
        paragraphs.push(format!("Pour toute question : {}.", trimmed(&sender.contact)));
    }
    if !sender.dpo.is_empty() {
        paragraphs.push(format!("Notre délégué à la protection des données : {}.", sender.dpo));
    }
    if !paragraphs.is_empty() {
        paragraphs.push(
            "Vous pouvez aussi adresser une réclamation à la CNIL (3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07)."
                .to_owned(),
        );
    }
    typographic(&paragraphs)
}

/// How to tell that a letter is genuine.
pub(super) fn verification_hint(file: &BreachFile) -> String {
    let name = &file.organisation.name;
    typography(&format!(
        "Ce courrier ne contient aucun lien à suivre et ne demande aucune information. Pour vérifier qu’il vient bien de nous ({name}), appelez-nous au numéro que vous connaissez déjà."
    ))
}

/// One sentence for one set of data.
pub(super) fn dataset_sentence(label: &str, categories: &BTreeSet<DataCategory>, labels: &Labels) -> String {
    let named: Vec<String> =
        categories.iter().map(|category| lowercase_first(&labels.label("data", category))).collect();
    typography(&format!("{label} : {}", list(&named)))
}

/// Splits a text written by hand into paragraphs, at blank lines.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(typography).collect()
}

fn trimmed(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

fn typographic(paragraphs: &[String]) -> Vec<String> {
    paragraphs.iter().map(|text| typography(text)).collect()
}
