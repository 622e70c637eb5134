//! A breach file as shells show it.

use beffroi_dossier::fold::BreachFile;
use beffroi_dossier::view::BreachFileView;
use beffroi_seal::id::WorkspaceId;

use crate::error::ClientError;
use crate::session::Session;
use crate::surroundings::instant;

impl Session {
    /// A breach file, computed for the present moment.
    ///
    /// # Errors
    /// When the workspace is not a breach file or cannot be read.
    pub async fn dossier(&self, dossier: WorkspaceId) -> Result<BreachFileView, ClientError> {
        let opened = self.open_dossier_workspace(dossier).await?;
        let now = instant(self.around.now_ms());
        Ok(opened.with(|inner| BreachFileView::of(inner.fold.dossier().file(), now)))
    }

    /// The folded state itself, for documents and archives.
    pub(crate) async fn breach_file(&self, dossier: WorkspaceId) -> Result<BreachFile, ClientError> {
        let opened = self.open_dossier_workspace(dossier).await?;
        Ok(opened.with(|inner| inner.fold.dossier().file().clone()))
    }
}
