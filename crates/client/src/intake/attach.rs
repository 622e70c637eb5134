//! Files sent with a report or a message: sealed here, one fresh key each, before the letter that carries the keys.

use beffroi_dossier::intake::{AttachmentKey, AttachmentRef};
use beffroi_ledger::intake::IntakeAddress;
use beffroi_seal::ExportSecret;
use beffroi_wire::intake::{DepositObject, DepositStarted};
use beffroi_wire::routes;

use super::report::NewFile;
use crate::document::{Destination, UploadRecord, send_object};
use crate::error::ClientError;
use crate::surroundings::Surroundings;
use crate::view::{OnProgress, Progress};

/// Sends the files of a deposit; the progress runs over all of them.
pub(super) async fn send_files(
    around: &Surroundings,
    desk: &IntakeAddress,
    started: &DepositStarted,
    files: &[NewFile<'_>],
    on_progress: OnProgress<'_>,
) -> Result<(Vec<AttachmentRef>, Vec<DepositObject>), ClientError> {
    let total: u64 = files.iter().map(|file| file.source.size()).sum();
    let (mut references, mut objects, mut before) = (Vec::new(), Vec::new(), 0);
    for file in files {
        let mut record = UploadRecord::of_deposit(
            around,
            desk.organisation,
            desk.workspace,
            file.name,
            file.source.size(),
        );
        let (deposit, object) = (started.deposit, record.object);
        let path = move |part| routes::intake_part(deposit, object, part);
        let destination = Destination { key: None, token: Some(&started.token), path: &path };
        let report = |progress: Progress| on_progress(Progress { done: before + progress.done, total });
        let sent = send_object(around, &destination, file.source, &mut record, &report).await?;
        before += file.source.size();
        references.push(AttachmentRef {
            object,
            name: file.name.to_owned(),
            media_type: file.media_type.to_owned(),
            size_bytes: file.source.size(),
            digest: sent.plaintext,
            key: AttachmentKey::from_bytes(*record.file_key().export_secret()),
        });
        objects.push(DepositObject { object, parts: sent.parts, size: sent.size });
    }
    Ok((references, objects))
}
