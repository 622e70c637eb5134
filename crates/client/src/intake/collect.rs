//! Takes what arrived at the desk: each letter, opened, becomes a signed entry of the desk's log.

use beffroi_dossier::intake::{IntakeEntry, Message, report_of};
use beffroi_ledger::workspace::{Role, Space};
use beffroi_seal::Digest;
use beffroi_wire::intake::{DepositItem, DepositList, IntakeKind};
use beffroi_wire::routes;

use super::letter::{Letter, ThreadPlace, open_letter};
use crate::error::ClientError;
use crate::session::Session;
use crate::surroundings::instant;
use crate::workspace::{Arrival, Inner, IntakeBody, Workspace};

impl Session {
    /// Brings into the desk's log what the server received since. Readers write nothing: they see what members took.
    pub(super) async fn collect(&self, desk: &Workspace) -> Result<(), ClientError> {
        if desk.with(|inner| inner.role(self.keys.account)) == Some(Role::Reader) {
            return Ok(());
        }
        loop {
            let after = desk.with(|inner| inner.fold.intake().last_arrival());
            let after = after.max(self.seen_replies.borrow().get(&desk.id).copied());
            let path = routes::workspace_deposits_after(desk.id, after);
            let list: DepositList = self.around.api.get(Some(self.request_key()), &path).await?;
            let Some(last) = list.deposits.last() else { return Ok(()) };
            let last = last.sequence;
            if after.is_some_and(|after| last <= after) {
                return Err(ClientError::LogWithheld { sequence: last });
            }
            self.record(desk, &list.deposits).await?;
            // Our own answers are in the list and record nothing.
            self.seen_replies.borrow_mut().insert(desk.id, last);
        }
    }

    async fn record(&self, desk: &Workspace, items: &[DepositItem]) -> Result<(), ClientError> {
        let arrived = items.iter().filter(|item| item.kind != IntakeKind::Reply);
        for chunk in arrived.collect::<Vec<_>>().chunks(ENTRIES_MAX) {
            self.append(desk, |drafting| {
                let mut draft = drafting.draft();
                for item in chunk {
                    let arrival =
                        Arrival { sequence: item.sequence, digest: Digest::of(item.sealed.as_slice()) };
                    if !drafting.inner.fold.intake().has(&arrival) {
                        let entry = self.opened(drafting.inner, item);
                        let body = IntakeBody::arrived(arrival, item.locator, entry);
                        draft = draft.content(Space::Intake, body.encode());
                    }
                }
                Ok(Some(draft))
            })
            .await?;
        }
        Ok(())
    }

    /// What a letter says; nothing when it does not open, or does not come from whoever it says.
    fn opened(&self, inner: &Inner, item: &DepositItem) -> Option<IntakeEntry> {
        let place = ThreadPlace {
            organisation: self.keys.organisation,
            workspace: inner.log.access().workspace(),
            locator: item.locator,
        };
        let keys = inner.fold.deposit_keys();
        let letter = keys.iter().rev().find_map(|key| open_letter(&place, &item.sealed, key))?;
        let received_at = instant(item.received_at);
        match letter {
            Letter::Report(content) => {
                let same_reporter = content.reporter_keys.verifying == item.reporter_key;
                let report = report_of(item.deposit);
                (item.kind == IntakeKind::Report && same_reporter).then_some(IntakeEntry::Received {
                    report,
                    received_at,
                    content,
                })
            }
            Letter::Message(signed) => {
                let (report, reporter) = inner.fold.intake().reporter_at(&signed.thread)?;
                let content: Message = signed.verify(&place, &reporter)?;
                Some(IntakeEntry::MessageReceived { report, received_at, content })
            }
        }
    }
}

/// Letters recorded in one commit.
const ENTRIES_MAX: usize = 8;
