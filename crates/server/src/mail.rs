//! Mail: written into the outbox with the act it belongs to, sent later, kept with its digest as proof.
//!
//! No mail holds the secret of a link: whoever reads the mail host can open nothing.

use std::collections::BTreeSet;

use beffroi_ledger::org::AccountRecord;
use beffroi_ledger::workspace::Role;
use beffroi_seal::Digest;
use beffroi_seal::id::AccountId;
use beffroi_store::outbox::NewMail;
use jiff::tz::TimeZone;
use lettre::message::{Mailbox, header};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::app::App;
use crate::clock::random;
use crate::config::{MailConfig, MailTls};
use crate::error::ApiResult;
use crate::link::HeldLink;

/// Slots of what the outbox seals.
const RECIPIENT: &str = "server-mail-recipient";
const CONTENT: &str = "server-mail-content";
/// Between the subject and the text of a stored mail.
const SEPARATOR: char = '\n';

/// The notice that stands in every invitation mail (information of persons; see docs/metadata.md). Refused without it.
const NOTICE: &str = "Vos données. Votre adresse électronique, vos nom, prénom et entité, vos terminaux et les dates \
de vos actions sont traités par {organisation} pour vous donner accès à cet outil de partage sécurisé de documents. \
Votre adresse est supprimée avec votre compte ; le journal des actions est conservé un an. Ni l’hébergeur ni les \
administrateurs de l’outil ne peuvent lire vos documents. Vous pouvez demander l’accès à vos données, leur \
rectification ou leur suppression en répondant à ce courriel ou en écrivant à {organisation}.";

const INVITATION: &str = "Bonjour,

{organisation} vous invite à rejoindre son espace sécurisé d’échange de documents, à l’adresse :

    {url}

Pour des raisons de sécurité, ce courriel ne contient pas votre lien d’invitation : la personne qui vous invite vous \
le remettra elle-même (de vive voix, par message ou en mains propres). Ce lien sera valable jusqu’au {expires}.

Si vous n’attendiez pas cette invitation, ignorez ce courriel.

{notice}
";

const LINK_REFUSED: &str = "Bonjour,

Une personne qui a reçu un lien de partage de {organisation}, ouvert le {opened}, a déclaré le {refused} ne pas en être \
le destinataire. Le lien est arrêté : il ne donne plus rien.

Sa déclaration, et ce qui avait été ouvert ou téléchargé auparavant, se lisent ici après connexion :

    {url}

Si les documents contiennent des données personnelles, ce peut être une violation de données : le délai de 72 heures \
court à partir du moment où {organisation} en a connaissance.
";

/// Whether an address can receive mail at all.
pub(crate) fn check_address(email: &str) -> Result<(), &'static str> {
    let possible = email.len() <= 254 && email.parse::<Address>().is_ok();
    if possible { Ok(()) } else { Err("email: not an address") }
}

/// The mail that tells somebody to expect a link. Times are those of the organisation's `zone`.
pub(crate) fn invitation(
    app: &App,
    email: &str,
    organisation: &str,
    zone: Option<&str>,
    expires_at: i64,
) -> NewMail {
    let expires = written(expires_at, zone);
    let text = INVITATION
        .replace("{notice}", NOTICE)
        .replace("{organisation}", organisation)
        .replace("{url}", &app.config.public_url)
        .replace("{expires}", &expires);
    let subject = format!("Invitation de {organisation}").replace(SEPARATOR, " ");
    queued(app, "invitation", email, &subject, &text)
}

/// A mail about to be queued, sealed, with the digest that proves its text.
fn queued(app: &App, kind: &'static str, email: &str, subject: &str, text: &str) -> NewMail {
    NewMail {
        mail: random(),
        kind,
        recipient_sealed: app.keys.seal(RECIPIENT, email),
        digest: *Digest::of(text).as_bytes(),
        content_sealed: app.keys.seal(CONTENT, &format!("{subject}{SEPARATOR}{text}")),
        created_at: app.now(),
    }
}

/// The mails that tell those who share a link, and whoever answers for personal data, that it reached somebody for whom it
/// was not meant. Nothing in them says what was shared.
pub(crate) async fn link_refused(app: &App, held: &HeldLink) -> ApiResult<Vec<NewMail>> {
    let (access, org) = (held.access(), held.org());
    let owners =
        access.members().filter(|(_, member)| member.role == Role::Owner).map(|(account, _)| account);
    let desk = org.intake().map(|statement| statement.body().authority);
    let recipients: BTreeSet<_> = owners.chain(desk).chain([held.record().author]).collect();
    let organisation = org.name().unwrap_or_default();
    let text = LINK_REFUSED
        .replace("{organisation}", organisation)
        .replace("{opened}", &written(held.record().opened_at.unix_ms(), org.zone()))
        .replace("{refused}", &written(app.now(), org.zone()))
        .replace("{url}", &format!("{}/espaces/{}?vue=liens", app.config.public_url, access.workspace()));
    let subject = "Un lien de partage est parvenu à une personne qui n’en est pas destinataire";
    let mut mails = Vec::new();
    let active = |account: &AccountId| org.account(*account).is_some_and(AccountRecord::is_active);
    for account in recipients.into_iter().filter(active) {
        let Some((_, sealed)) = app.store.account_email(account.into()).await? else { continue };
        let Some(email) = app.keys.open_text("server-email", &sealed) else { continue };
        mails.push(queued(app, "link-refused", &email, subject, &text));
    }
    Ok(mails)
}

/// `01/12/2025 à 10 h 30 (Europe/Paris)`; in UTC where the organisation's zone is not known to this server.
fn written(at_ms: i64, zone: Option<&str>) -> String {
    let zone = zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
    let name = zone.iana_name().unwrap_or("UTC").to_owned();
    let at = jiff::Timestamp::from_millisecond(at_ms).map(|at| at.to_zoned(zone));
    at.map(|at| format!("{} ({name})", at.strftime("%d/%m/%Y à %H h %M"))).unwrap_or_default()
}

/// Why a mail could not be sent; the code is what the outbox keeps.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailError {
    #[error("the stored mail cannot be read")]
    Stored,
    #[error("an address is not usable")]
    Address(#[source] lettre::address::AddressError),
    #[error("the mail cannot be composed")]
    Compose(#[source] lettre::error::Error),
    #[error("the mail host refused or did not answer")]
    Smtp(#[source] lettre::transport::smtp::Error),
}

impl MailError {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Stored => "mail-stored",
            Self::Address(_) => "mail-address",
            Self::Compose(_) => "mail-compose",
            Self::Smtp(error) if error.is_permanent() => "smtp-refused",
            Self::Smtp(_) => "smtp-unreachable",
        }
    }
}

pub(crate) type Mailer = AsyncSmtpTransport<Tokio1Executor>;

/// The connection to the mail host.
pub(crate) fn mailer(config: &MailConfig) -> Result<Mailer, MailError> {
    let tls = || TlsParameters::new(config.host.clone()).map_err(MailError::Smtp);
    let tls = match config.tls {
        MailTls::Implicit => Tls::Wrapper(tls()?),
        MailTls::Required => Tls::Required(tls()?),
        MailTls::None => Tls::None,
    };
    let mut builder = Mailer::builder_dangerous(&config.host).port(config.port).tls(tls);
    if let Some((user, password)) = &config.credentials {
        builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
    }
    Ok(builder.build())
}

/// Sends what is due; each attempt is noted.
pub(crate) async fn send_due(
    app: &App,
    mailer: &Mailer,
    from: &str,
) -> Result<(), beffroi_store::StoreError> {
    const RETRY_MS: i64 = 10 * 60_000;
    for due in app.store.take_due_mails(app.now(), app.now() + RETRY_MS).await? {
        let sent = send(app, mailer, from, &due.recipient_sealed, &due.content_sealed).await;
        let outcome = match &sent {
            Ok(()) => Ok(app.now()),
            Err(error) => {
                let mail = hex::encode(due.mail);
                tracing::warn!(mail, attempts = due.attempts, code = error.code(), "mail not sent");
                Err(error.code())
            }
        };
        app.store.mail_attempted(due.mail, outcome).await?;
    }
    let (waiting, failing) = app.store.outbox_depth().await?;
    app.metrics.mails_waiting.set(i64::try_from(waiting).unwrap_or(i64::MAX));
    app.metrics.mails_failing.set(i64::try_from(failing).unwrap_or(i64::MAX));
    Ok(())
}

async fn send(
    app: &App,
    mailer: &Mailer,
    from: &str,
    recipient: &[u8],
    content: &[u8],
) -> Result<(), MailError> {
    let recipient = app.keys.open_text(RECIPIENT, recipient).ok_or(MailError::Stored)?;
    let content = app.keys.open_text(CONTENT, content).ok_or(MailError::Stored)?;
    let (subject, text) = content.split_once(SEPARATOR).ok_or(MailError::Stored)?;
    let to = Mailbox::new(None, recipient.parse().map_err(MailError::Address)?);
    let message = Message::builder()
        .from(from.parse().map_err(MailError::Address)?)
        .to(to)
        .subject(subject)
        .header(header::ContentType::TEXT_PLAIN)
        .body(text.to_owned())
        .map_err(MailError::Compose)?;
    mailer.send(message).await.map_err(MailError::Smtp)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_invitation_holds_the_notice() {
        assert!(INVITATION.contains("{notice}"), "requirement A5.4");
        for word in ["traités par {organisation}", "conservé un an", "l’accès à vos données"] {
            assert!(NOTICE.contains(word), "{word}");
        }
        assert!(!INVITATION.contains('#') && !INVITATION.contains("{link}"), "no secret of a link");
    }

    #[test]
    fn times_are_those_of_the_organisation() {
        // 2025-12-01T09:30:00Z
        let at = 1_764_581_400_000;
        assert_eq!(written(at, Some("Europe/Paris")), "01/12/2025 à 10 h 30 (Europe/Paris)");
        assert_eq!(written(at, Some("Indian/Reunion")), "01/12/2025 à 13 h 30 (Indian/Reunion)");
        assert_eq!(written(at, Some("Nowhere/Else")), "01/12/2025 à 09 h 30 (UTC)");
        assert_eq!(written(at, None), "01/12/2025 à 09 h 30 (UTC)");
    }

    #[test]
    fn addresses() {
        assert!(check_address("clemence@ville.example").is_ok());
        for wrong in ["clemence", "a@b\r\nBcc: c@d", "@ville.example", ""] {
            assert!(check_address(wrong).is_err(), "{wrong:?}");
        }
    }
}
