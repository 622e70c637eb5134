//! The register of breaches, as the desk keeps it.

use beffroi_dossier::obligation::ObligationStatus;
use beffroi_dossier::register::RegisterEntry;
use beffroi_dossier::vocabulary::key_of;
use beffroi_seal::id::WorkspaceId;

use crate::error::ClientError;
use crate::session::Session;
use crate::view::{NextDeadline, RegisterLine};

impl Session {
    /// Every line of the register, the latest first. Lines name the file only for members of its cell.
    ///
    /// # Errors
    /// When the account belongs to no desk.
    pub async fn register(&self) -> Result<Vec<RegisterLine>, ClientError> {
        let desk = self.require_desk().await?;
        let mine = self.workspace_ids().await?;
        let mut lines: Vec<_> = desk.with(|inner| {
            inner.fold.intake().desk().register.entries().map(|entry| line(entry, &mine)).collect()
        });
        lines.reverse();
        Ok(lines)
    }
}

fn line(entry: &RegisterEntry, mine: &[WorkspaceId]) -> RegisterLine {
    let status = |rule: &str| {
        let of_rule = entry.obligations.iter().filter(|one| one.obligation.rule.id == rule);
        let latest = of_rule.max_by_key(|one| one.obligation.occurrence);
        key_of(&latest.map_or(ObligationStatus::ToAssess, |one| one.status))
    };
    RegisterLine {
        dossier: mine.contains(&entry.dossier).then_some(entry.dossier),
        number: entry.number.to_string(),
        title: entry.title.clone(),
        state: entry.status.clone(),
        opened_at: entry.opened_at,
        aware_at: entry.aware_at,
        level: entry.level,
        persons: entry.persons.and_then(|count| count.figure()),
        cnil: status(NOTIFICATION),
        persons_informed: status(INFORMATION),
        next_deadline: entry
            .next_deadline
            .as_ref()
            .map(|next| NextDeadline { rule: next.obligation.rule.id.clone(), at: next.at }),
        closed_at: entry.closed_at,
    }
}

/// Article 33(1) GDPR: notification to the authority.
const NOTIFICATION: &str = "rgpd-33-1";
/// Article 34 GDPR: information of the persons.
const INFORMATION: &str = "rgpd-34";
