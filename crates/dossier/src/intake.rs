//! The desk: citizens' reports, the thread with each reporter, triage, and the register of files.
//!
//! A visitor seals a [`Report`] to the intake's key in the browser. A member's client opens it and
//! records it as an [`IntakeEntry`]: from then on it is an entry like the others, ordered, signed and
//! readable by the desk alone. The reporter has no account, only keys derived from a code.

use std::collections::BTreeMap;
use std::fmt;

use beffroi_seal::digest::Digest;
use beffroi_seal::id::{DepositId, ObjectId, ReportId, WorkspaceId};
use beffroi_seal::keys::PublicKeys;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::fold::{Meta, Record};
use crate::register::{Register, RegisterEntry, RegisterRefusal};

/// A report, as its author seals it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// When it was written, on the reporter's clock.
    pub submitted_at: Timestamp,
    /// What happened, in the reporter's words.
    pub what_happened: String,
    /// When it was seen, in the reporter's words: kept as is.
    #[serde(default)]
    pub when_seen: String,
    /// Which service.
    #[serde(default)]
    pub service: String,
    /// Files.
    #[serde(default)]
    pub attachments: Vec<AttachmentRef>,
    /// How to reach the reporter, if they wish.
    #[serde(default)]
    pub contact: Option<Contact>,
    /// Keys derived from the reporter's code: answers are sealed to them.
    pub reporter_keys: PublicKeys,
}

/// A further message of the reporter, as sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// When it was written, on the reporter's clock.
    pub submitted_at: Timestamp,
    /// The text.
    pub text: String,
    /// Files.
    #[serde(default)]
    pub attachments: Vec<AttachmentRef>,
}

/// A file sent with a report: where its ciphertext is, and how to open it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentRef {
    /// The stored ciphertext.
    pub object: ObjectId,
    /// File name.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Size in clear, in bytes.
    pub size_bytes: u64,
    /// SHA-256 in clear.
    pub digest: Digest,
    /// Key of the content. It travels only inside a sealed letter or a sealed entry.
    pub key: AttachmentKey,
}

/// Key of an attachment's content. A secret: `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct AttachmentKey([u8; 32]);

impl AttachmentKey {
    /// The key with these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes, for the content cipher.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for AttachmentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AttachmentKey(..)")
    }
}

impl Serialize for AttachmentKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Digest::from_bytes(self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for AttachmentKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Digest::deserialize(deserializer).map(|bytes| Self(*bytes.as_bytes()))
    }
}

/// How to reach a reporter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Telephone.
    pub telephone: String,
}

/// A report is named after the deposit that brought it.
pub fn report_of(deposit: DepositId) -> ReportId {
    ReportId::from_bytes(deposit.into())
}

/// One act of the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum IntakeEntry {
    /// A report came in.
    Received {
        /// Its id: [`report_of`] its deposit.
        report: ReportId,
        /// When the server received it, as its receipt says.
        received_at: Timestamp,
        /// The report.
        content: Box<Report>,
    },
    /// Somebody read it.
    Opened {
        /// Which.
        report: ReportId,
    },
    /// The desk answers the reporter.
    Replied {
        /// Which.
        report: ReportId,
        /// The answer.
        text: String,
    },
    /// The reporter adds something.
    MessageReceived {
        /// Which.
        report: ReportId,
        /// When the server received it.
        received_at: Timestamp,
        /// The message.
        content: Message,
    },
    /// It joins a breach file.
    Linked {
        /// Which.
        report: ReportId,
        /// The file.
        dossier: WorkspaceId,
    },
    /// It is the same as another report.
    Duplicate {
        /// Which.
        report: ReportId,
        /// The other one.
        of: ReportId,
    },
    /// It is not kept.
    Discarded {
        /// Which.
        report: ReportId,
        /// Why.
        reason: String,
    },
    /// A line of the register is entered or updated.
    RegisterRecorded {
        /// The line.
        entry: Box<RegisterEntry>,
    },
}

impl IntakeEntry {
    /// The `type` of the act.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Received { .. } => "received",
            Self::Opened { .. } => "opened",
            Self::Replied { .. } => "replied",
            Self::MessageReceived { .. } => "message_received",
            Self::Linked { .. } => "linked",
            Self::Duplicate { .. } => "duplicate",
            Self::Discarded { .. } => "discarded",
            Self::RegisterRecorded { .. } => "register_recorded",
        }
    }
}

/// Where a report stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Triage {
    /// Nobody has read it.
    #[default]
    New,
    /// Read, not sorted yet.
    Opened,
    /// Part of a breach file.
    Linked {
        /// The file.
        dossier: WorkspaceId,
    },
    /// The same as another report.
    Duplicate {
        /// The other one.
        of: ReportId,
    },
    /// Not kept.
    Discarded {
        /// Why.
        reason: String,
    },
}

/// A report at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskReport {
    /// When the server received it.
    pub received_at: Timestamp,
    /// The report.
    pub content: Report,
    /// Where it stands.
    pub triage: Triage,
    /// The thread, in order.
    pub thread: Vec<ThreadItem>,
}

/// One message of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum ThreadItem {
    /// From the reporter.
    Reporter {
        /// When the server received it.
        received_at: Timestamp,
        /// The message.
        content: Message,
    },
    /// From the desk.
    Desk {
        /// The answer, with its author and date.
        reply: Record<String>,
    },
}

/// The desk, as its acts make it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// Reports.
    pub reports: BTreeMap<ReportId, DeskReport>,
    /// The register.
    pub register: Register,
}

/// Why an act of the desk is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum IntakeRefusal {
    /// The report is already there.
    #[error("the report {report} is already there")]
    ReportAlreadyReceived {
        /// Which.
        report: ReportId,
    },
    /// There is no such report.
    #[error("there is no report {report}")]
    ReportUnknown {
        /// Which.
        report: ReportId,
    },
    /// A field must not be empty.
    #[error("`{field}` is empty")]
    FieldEmpty {
        /// The field.
        field: String,
    },
    /// The report already belongs to a file.
    #[error("the report {report} already belongs to a file")]
    ReportAlreadyLinked {
        /// Which.
        report: ReportId,
    },
    /// A report cannot be the duplicate of itself, nor of one that is a duplicate of it.
    #[error("the report {report} would be a duplicate of itself")]
    DuplicateOfItself {
        /// Which.
        report: ReportId,
    },
    /// The line of the register is refused.
    #[error("the line of the register is refused")]
    Register {
        /// Why.
        #[source]
        refusal: RegisterRefusal,
    },
}

impl IntakeRefusal {
    /// Stable code for catalogues.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ReportAlreadyReceived { .. } => "report-already-received",
            Self::ReportUnknown { .. } => "report-unknown",
            Self::FieldEmpty { .. } => "field-empty",
            Self::ReportAlreadyLinked { .. } => "report-already-linked",
            Self::DuplicateOfItself { .. } => "duplicate-of-itself",
            Self::Register { refusal } => refusal.code(),
        }
    }
}

impl Desk {
    /// A desk with no act.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Applies one act, or refuses it and changes nothing.
    pub fn apply(&mut self, meta: &Meta, entry: &IntakeEntry) -> Result<(), IntakeRefusal> {
        match entry {
            IntakeEntry::Received { report, received_at, content } => {
                self.received(*report, *received_at, content)
            }
            IntakeEntry::Opened { report } => {
                let found = self.report(*report)?;
                if found.triage == Triage::New {
                    found.triage = Triage::Opened;
                }
                Ok(())
            }
            IntakeEntry::Replied { report, text } => {
                filled("text", text)?;
                let reply =
                    Record { by: meta.account, at: meta.at, sequence: meta.sequence, act: text.clone() };
                self.report(*report)?.thread.push(ThreadItem::Desk { reply });
                Ok(())
            }
            IntakeEntry::MessageReceived { report, received_at, content } => {
                let item = ThreadItem::Reporter { received_at: *received_at, content: content.clone() };
                self.report(*report)?.thread.push(item);
                Ok(())
            }
            IntakeEntry::Linked { report, dossier } => {
                let found = self.report(*report)?;
                match &found.triage {
                    Triage::Linked { dossier: other } if other != dossier => {
                        Err(IntakeRefusal::ReportAlreadyLinked { report: *report })
                    }
                    _ => {
                        found.triage = Triage::Linked { dossier: *dossier };
                        Ok(())
                    }
                }
            }
            IntakeEntry::Duplicate { report, of } => self.duplicate(*report, *of),
            IntakeEntry::Discarded { report, reason } => {
                filled("reason", reason)?;
                let found = self.unlinked(*report)?;
                found.triage = Triage::Discarded { reason: reason.clone() };
                Ok(())
            }
            IntakeEntry::RegisterRecorded { entry } => {
                self.register.record((**entry).clone()).map_err(|refusal| IntakeRefusal::Register { refusal })
            }
        }
    }

    fn received(
        &mut self,
        report: ReportId,
        received_at: Timestamp,
        content: &Report,
    ) -> Result<(), IntakeRefusal> {
        filled("what_happened", &content.what_happened)?;
        if self.reports.contains_key(&report) {
            return Err(IntakeRefusal::ReportAlreadyReceived { report });
        }
        let found =
            DeskReport { received_at, content: content.clone(), triage: Triage::New, thread: Vec::new() };
        self.reports.insert(report, found);
        Ok(())
    }

    fn duplicate(&mut self, report: ReportId, of: ReportId) -> Result<(), IntakeRefusal> {
        let original = self.reports.get(&of).ok_or(IntakeRefusal::ReportUnknown { report: of })?;
        let back = matches!(original.triage, Triage::Duplicate { of: other } if other == report);
        if of == report || back {
            return Err(IntakeRefusal::DuplicateOfItself { report });
        }
        let found = self.unlinked(report)?;
        found.triage = Triage::Duplicate { of };
        Ok(())
    }

    fn report(&mut self, report: ReportId) -> Result<&mut DeskReport, IntakeRefusal> {
        self.reports.get_mut(&report).ok_or(IntakeRefusal::ReportUnknown { report })
    }

    fn unlinked(&mut self, report: ReportId) -> Result<&mut DeskReport, IntakeRefusal> {
        let found = self.report(report)?;
        match found.triage {
            Triage::Linked { .. } => Err(IntakeRefusal::ReportAlreadyLinked { report }),
            _ => Ok(found),
        }
    }
}

/// What the reporter reads at once, in French: what happens next, and what not to do with the data.
pub fn acknowledgement(organisation: &str) -> Vec<String> {
    [
        format!("{organisation} a bien reçu votre signalement. Une personne le lira et vous répondra ici : gardez votre code de suivi."),
        "Si vous voyez les données d’une autre personne, n’ouvrez rien de plus et ne les copiez pas. Déconnectez-vous.".to_owned(),
        "Si vous avez déjà fait une copie (capture d’écran, impression, fichier), ne la transmettez à personne et dites-le nous : nous vous dirons comment l’effacer.".to_owned(),
    ]
    .iter()
    .map(|text| crate::french::typography(text))
    .collect()
}

fn filled(field: &str, text: &str) -> Result<(), IntakeRefusal> {
    if text.trim().is_empty() { Err(IntakeRefusal::FieldEmpty { field: field.to_owned() }) } else { Ok(()) }
}
