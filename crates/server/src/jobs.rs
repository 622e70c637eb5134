//! What runs by itself: the sweep each hour, the mail every few seconds.

use std::time::Duration;

use beffroi_store::StoreError;
use beffroi_store::sweep::Terms;
use tokio::task::JoinSet;

use crate::app::App;
use crate::mail;

const SWEEP_EVERY: Duration = Duration::from_secs(3600);
const MAIL_EVERY: Duration = Duration::from_secs(5);
/// Invitations that nobody answered go this long after their term.
const INVITATION_GRACE_MS: i64 = 30 * 24 * 3_600_000;
/// The log of a deleted workspace stays this long, so that its former members learn who deleted it, and when.
const DELETED_LOG_MS: i64 = 30 * 24 * 3_600_000;

/// Starts the jobs; dropping the set ends them.
pub(crate) fn start(app: &App) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    let sweeper = app.clone();
    jobs.spawn(async move {
        loop {
            tokio::time::sleep(SWEEP_EVERY).await;
            if let Err(error) = sweep(&sweeper).await {
                sweeper.metrics.sweep_failures.inc();
                tracing::error!(code = error.code(), "sweep failed");
            }
        }
    });
    if let Some(config) = app.config.mail.clone() {
        let sender = app.clone();
        jobs.spawn(async move {
            let mailer = match mail::mailer(&config) {
                Ok(mailer) => mailer,
                Err(error) => return tracing::error!(code = error.code(), "mail is not usable"),
            };
            loop {
                if let Err(error) = mail::send_due(&sender, &mailer, &config.from).await {
                    tracing::error!(code = error.code(), "outbox failed");
                }
                tokio::time::sleep(MAIL_EVERY).await;
            }
        });
    }
    jobs
}

/// Removes what is past its term: at the start, before any request is served, then each hour.
pub(crate) async fn sweep(app: &App) -> Result<(), StoreError> {
    let (now, terms) = (app.now(), &app.config.terms);
    let swept = app
        .store
        .sweep(Terms {
            now,
            uploads_before: now - terms.upload_ms,
            invitations_before: now - INVITATION_GRACE_MS,
            deleted_logs_before: now - DELETED_LOG_MS,
            journal_before: now - terms.journal_ms,
        })
        .await?;
    let total = swept.uploads
        + swept.orphan_files
        + swept.deposits
        + swept.sessions
        + swept.logins
        + swept.invitations
        + swept.audit
        + swept.mails
        + swept.workspaces
        + swept.link_permits
        + swept.link_uses;
    app.metrics.swept.inc_by(total);
    let bytes = app.store.object_bytes().await?;
    app.metrics.object_bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    tracing::info!(
        uploads = swept.uploads,
        orphan_files = swept.orphan_files,
        deposits = swept.deposits,
        sessions = swept.sessions,
        logins = swept.logins,
        invitations = swept.invitations,
        audit = swept.audit,
        mails = swept.mails,
        workspaces = swept.workspaces,
        link_permits = swept.link_permits,
        link_uses = swept.link_uses,
        "swept"
    );
    Ok(())
}
