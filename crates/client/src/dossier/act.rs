//! Signs acts of a breach file, after judging them as everybody else will.

use std::rc::Rc;

use beffroi_dossier::entry::{DossierEntry, RegisterNumbered};
use beffroi_dossier::intake::IntakeEntry;
use beffroi_dossier::register::RegisterNumber;
use beffroi_dossier::view::BreachFileView;
use beffroi_ledger::workspace::Space;
use beffroi_seal::id::WorkspaceId;

use super::DossierError;
use crate::error::ClientError;
use crate::session::Session;
use crate::surroundings::instant;
use crate::view::Kind;
use crate::workspace::{DossierBody, IntakeBody, Workspace};

impl Session {
    /// Does one act. A file that was just qualified also gets its number, when this account belongs to the desk.
    ///
    /// # Errors
    /// When the state of the file does not allow the act, or the role does not.
    pub async fn act(&self, dossier: WorkspaceId, act: DossierEntry) -> Result<BreachFileView, ClientError> {
        self.acts(dossier, vec![act]).await
    }

    /// Does acts that belong together, in one commit: all of them, or none.
    ///
    /// # Errors
    /// As [`Self::act`], for the first that is not allowed.
    pub async fn acts(
        &self,
        dossier: WorkspaceId,
        acts: Vec<DossierEntry>,
    ) -> Result<BreachFileView, ClientError> {
        self.write_acts(dossier, acts).await?;
        self.enter_in_register(dossier).await?;
        self.dossier(dossier).await
    }

    /// The same for an act as JSON, or a list of them, as pages and scripts write it.
    ///
    /// # Errors
    /// As [`Self::act`]; or when it is not an act.
    pub async fn act_json(
        &self,
        dossier: WorkspaceId,
        act: serde_json::Value,
    ) -> Result<BreachFileView, ClientError> {
        let list = if act.is_array() { act } else { serde_json::Value::Array(vec![act]) };
        let acts = serde_json::from_value(list)
            .map_err(|error| DossierError::ActMalformed { reason: error.to_string() })?;
        self.acts(dossier, acts).await
    }

    /// Acts that belong together, in one commit.
    pub(crate) async fn write_acts(
        &self,
        dossier: WorkspaceId,
        acts: Vec<DossierEntry>,
    ) -> Result<(), ClientError> {
        let opened = self.open_dossier_workspace(dossier).await?;
        self.append(&opened, |drafting| {
            let meta = drafting.dossier_meta();
            let mut file = drafting.inner.fold.dossier().file().clone();
            let mut draft = drafting.draft();
            for act in &acts {
                file.apply(&meta, act).map_err(DossierError::Refused)?;
                draft = draft.content(Space::Dossier, DossierBody::new(act.clone()).encode());
            }
            Ok(Some(draft))
        })
        .await?;
        Ok(())
    }

    pub(crate) async fn open_dossier_workspace(
        &self,
        dossier: WorkspaceId,
    ) -> Result<Rc<Workspace>, ClientError> {
        let opened = self.open(dossier).await?;
        if opened.with(|inner| inner.fold.meta().kind) != Kind::Dossier {
            return Err(DossierError::NotDossier { workspace: dossier }.into());
        }
        Ok(opened)
    }

    /// Gives the file its number, and keeps its line of the register up to date. The number is taken in the desk's log
    /// first, where two people cannot take the same; then written in the file.
    async fn enter_in_register(&self, dossier: WorkspaceId) -> Result<(), ClientError> {
        let opened = self.handle(dossier);
        let qualified = opened.with(|inner| inner.fold.dossier().file().stage.qualification().is_some());
        let numbered = opened.with(|inner| inner.fold.dossier().file().register_number.is_some());
        if !qualified && !numbered {
            return Ok(());
        }
        let Some(desk) = self.find_desk().await? else { return Ok(()) };
        if desk.with(|inner| inner.role(self.keys.account)) <= Some(beffroi_ledger::workspace::Role::Reader) {
            return Ok(());
        }
        self.write_line(&desk, &opened, dossier).await?;
        if numbered {
            return Ok(());
        }
        let taken = desk.with(|inner| {
            let mut lines = inner.fold.intake().desk().register.entries();
            lines.find(|line| line.dossier == dossier).map(|line| line.number.to_string())
        });
        match taken {
            Some(number) => self.write_acts(dossier, vec![RegisterNumbered { number }.into()]).await,
            None => Ok(()),
        }
    }

    async fn write_line(
        &self,
        desk: &Workspace,
        dossier: &Workspace,
        id: WorkspaceId,
    ) -> Result<(), ClientError> {
        self.append(desk, |drafting| {
            let register = &drafting.inner.fold.intake().desk().register;
            let present = register.entries().find(|line| line.dossier == id);
            let meta = drafting.dossier_meta();
            let line = dossier.with(|inner| {
                let mut file = inner.fold.dossier().file().clone();
                if file.register_number.is_none() {
                    let zone = file.place().zone;
                    let year = meta.at.to_zoned(zone).year().unsigned_abs();
                    let number = present.map_or_else(|| register.next_number(year), |line| line.number);
                    let act = RegisterNumbered { number: RegisterNumber::to_string(&number) };
                    file.apply(&meta, &act.into()).map_err(DossierError::Refused)?;
                }
                Ok::<_, ClientError>(file.register_entry(id, instant(self.around.now_ms())))
            })?;
            let Some(line) = line.filter(|line| Some(line) != present) else { return Ok(None) };
            let entry = IntakeEntry::RegisterRecorded { entry: Box::new(line) };
            let body = IntakeBody::written(entry);
            Ok(Some(drafting.draft().content(Space::Register, body.encode())))
        })
        .await?;
        Ok(())
    }
}
