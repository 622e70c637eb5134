//! Everything due, across all breach files of the account.

use beffroi_dossier::fold::BreachFile;
use beffroi_dossier::obligation::ObligationStatus;
use beffroi_dossier::view::Moment;
use beffroi_dossier::vocabulary::key_of;
use beffroi_seal::id::WorkspaceId;
use jiff::Timestamp;

use crate::error::ClientError;
use crate::session::Session;
use crate::surroundings::instant;
use crate::view::{DeadlineLine, Kind};

impl Session {
    /// What is due in every file this account belongs to, the nearest first; what has no date last.
    ///
    /// # Errors
    /// When the list of workspaces cannot be read.
    pub async fn deadlines(&self) -> Result<Vec<DeadlineLine>, ClientError> {
        self.sync_organisation().await?;
        let now = instant(self.around.now_ms());
        let mut lines = Vec::new();
        for info in self.listed_workspaces().await? {
            let id = info.workspace;
            match self.open_listed(&info).await {
                Ok(opened) => opened.with(|inner| {
                    if inner.fold.meta().kind == Kind::Dossier {
                        lines.extend(due(id, inner.fold.dossier().file(), now));
                    }
                }),
                // Its alarm shows in the list of workspaces; the other files' terms must still be seen.
                Err(error) if error.is_alarm() => {}
                Err(error) => return Err(error),
            }
        }
        lines.sort_by_key(|line| (line.at.is_none(), line.at, line.number.clone(), line.rule.clone()));
        Ok(lines)
    }
}

fn due(dossier: WorkspaceId, file: &BreachFile, now: Timestamp) -> impl Iterator<Item = DeadlineLine> {
    let number = file.register_number.as_ref().map(|number| number.act.clone()).unwrap_or_default();
    let title = file.opened.as_ref().map(|opened| opened.act.title.clone()).unwrap_or_default();
    let zone = file.place().zone;
    // What is still to assess counts as soon as it has a term: it may turn out to be due.
    let open = file.obligations(now).into_iter().filter(|obligation| {
        let to_assess = obligation.status == ObligationStatus::ToAssess && obligation.due.is_some();
        obligation.is_running() || to_assess
    });
    open.map(move |obligation| {
        let at = obligation.due.map(|due| due.target);
        DeadlineLine {
            dossier,
            number: number.clone(),
            title: title.clone(),
            rule: obligation.key.rule.id.clone(),
            state: key_of(&obligation.status),
            at,
            local: at.map(|at| Moment::of(at, &zone).text),
            late: obligation.late,
        }
    })
}
