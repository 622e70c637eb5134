//! Acts of the first hours: opening, organisation, reports, qualification, crisis cell.

use beffroi_seal::id::{AccountId, PieceId, ReportId, WorkspaceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::rules::RuleBook;
use crate::severity::SeverityTables;
use crate::tri::Tri;
use crate::vocabulary::Sector;

/// The file is opened. It keeps its own copy of the rules and tables: a later change of law or of
/// data never alters it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Working title.
    pub title: String,
    /// Time zone of the controller (IANA name).
    pub zone: String,
    /// Its public holidays.
    #[serde(default)]
    pub calendar: Calendar,
    /// When the organisation was first told, or first noticed.
    pub first_report_at: Timestamp,
    /// Obligations, all versions.
    pub rules: RuleBook,
    /// Severity tables.
    pub tables: SeverityTables,
}

impl Opened {
    /// Opens a file under the rules shipped with this program.
    pub fn with_shipped_rules(
        title: impl Into<String>,
        zone: impl Into<String>,
        first_report_at: Timestamp,
    ) -> Self {
        Self {
            title: title.into(),
            zone: zone.into(),
            calendar: Calendar::default(),
            first_report_at,
            rules: RuleBook::shipped(),
            tables: SeverityTables::shipped(),
        }
    }
}

/// Who the organisation is: sections 2 to 5 of the CNIL's form, and what decides which regimes apply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Organisation {
    /// Legal name.
    pub name: String,
    /// SIREN.
    pub siren: String,
    /// Intra-community VAT number.
    pub vat_number: String,
    /// Sector of activity.
    pub sector: Option<Sector>,
    /// Headcount, in the organisation's words.
    pub headcount: String,
    /// Street address.
    pub address: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// Country.
    pub country: String,
    /// Legal representative.
    pub representative: LegalPerson,
    /// Person to contact about this file.
    pub contact: LegalPerson,
    /// Where the persons concerned can write or call.
    pub public_contact: String,
    /// Number of the DPO's designation, if there is one.
    pub dpo_reference: String,
    /// Processors and joint controllers involved.
    pub others: Vec<Body>,
    /// What decides which regimes apply.
    pub profile: EntityProfile,
}

/// A person who answers for the organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LegalPerson {
    /// Civility.
    pub title: String,
    /// Family name.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// Function.
    pub function: String,
    /// E-mail.
    pub email: String,
    /// Telephone.
    pub telephone: String,
}

/// Another organisation involved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Name.
    pub name: String,
    /// What it is to us, in free text.
    pub relation: String,
}

/// What decides which regimes apply; unknown leaves an obligation "to assess".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntityProfile {
    /// Public body.
    pub public_body: Tri,
    /// Electronic communications operator.
    pub telecom: Tri,
    /// Trust service provider.
    pub trust_provider: Tri,
    /// Essential or important entity (NIS2).
    pub nis2: Tri,
    /// Operator of vital importance or of essential services.
    pub vital_operator: Tri,
    /// Health establishment.
    pub health: Tri,
    /// Certified host of health data.
    pub health_host: Tri,
    /// Financial entity (DORA).
    pub financial: Tri,
    /// Manufacturer of products with digital elements.
    pub manufacturer: Tri,
    /// Insured against such losses.
    pub insured: Tri,
    /// Cyber insurance.
    pub insured_cyber: Tri,
    /// Has a data protection officer.
    pub has_dpo: Tri,
    /// Established in Monaco.
    pub monaco: Tri,
    /// Established in Switzerland.
    pub swiss: Tri,
}

impl EntityProfile {
    /// A French commune of ordinary size; insurance, NIS2 and DPO stay to be told.
    pub fn municipality() -> Self {
        let no = Tri::False;
        Self {
            public_body: Tri::True,
            telecom: no,
            trust_provider: no,
            vital_operator: no,
            health: no,
            health_host: no,
            financial: no,
            manufacturer: no,
            monaco: no,
            swiss: no,
            ..Self::default()
        }
    }
}

/// A report joins the file; a second one is merged the same way. The earliest date is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLinked {
    /// The report.
    pub report: ReportId,
    /// When the organisation received it.
    pub first_report_at: Timestamp,
    /// How.
    pub channel: ReportChannel,
    /// What it says, without third parties' data.
    pub summary: String,
    /// The reporter's reference as a viewer, when the reporter saw the data.
    #[serde(default)]
    pub reporter: Option<String>,
}

/// How a report came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum ReportChannel {
    WebForm,
    Email,
    Telephone,
    Letter,
    Ticket,
    Internal,
    Processor,
    Press,
    Authority,
    Other,
}

/// Somebody takes the qualification in charge: the 24 hours of inquiry are watched from the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenInCharge {
    /// Who.
    pub owner: AccountId,
}

/// Both criteria are met, or supposed: it is a personal data breach (article 4(12) GDPR).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualified {
    /// A breach of security.
    pub security_breach: Criterion,
    /// It concerns personal data.
    pub personal_data: Criterion,
    /// Awareness: reasonable certainty that personal data were compromised.
    pub aware_at: Timestamp,
    /// What that certainty rests on.
    pub aware_basis: String,
    /// Mandatory when awareness is more than 24 hours after the first report.
    #[serde(default)]
    pub reason_if_over_24h: Option<String>,
    /// The organisation's role.
    pub role: Role,
}

/// One of the two criteria of a breach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Met, supposed or not.
    pub holds: Holds,
    /// Why.
    pub reason: String,
}

/// Whether a criterion is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Holds {
    True,
    False,
    Supposed,
}

/// Role in which the organisation acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Role {
    Controller,
    JointController,
    Processor,
}

/// It is not a personal data breach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discarded {
    /// Which criterion fails.
    pub criterion: CriterionKind,
    /// Why.
    pub reason: String,
    /// Whether the DPO, or whoever stands for one, was told.
    pub dpo_informed: bool,
}

/// The two criteria of article 4(12) GDPR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum CriterionKind {
    SecurityBreach,
    PersonalData,
}

/// A security incident without personal data: other regimes still apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentWithoutData {
    /// When the incident was known.
    pub aware_at: Timestamp,
    /// Why no personal data are concerned.
    pub reason: String,
    /// The piece that shows it.
    #[serde(default)]
    pub piece: Option<PieceId>,
}

/// The same case as another file, where its reports and pieces go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedDuplicate {
    /// The other file.
    pub target: WorkspaceId,
    /// Why they are the same.
    pub reason: String,
}

/// A function of the crisis cell is given to somebody, or withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellRole {
    /// Who.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// Function.
    pub function: CellFunction,
    /// `false` withdraws it.
    pub assigned: bool,
}

/// Functions of a crisis cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum CellFunction {
    Direction,
    SecurityOfficer,
    Dpo,
    HeadOfIt,
    Legal,
    Communication,
    Investigator,
    Other,
}

/// A controller for whom we are the processor (article 33(2)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControllerAdded {
    /// Our reference: short, stable, used in the obligation's key.
    pub controller: String,
    /// Its name.
    pub name: String,
    /// Contact for the notice.
    pub contact: String,
    /// The contract.
    pub contract_reference: String,
    /// Delay that the contract sets, in hours; 24 when it sets none.
    #[serde(default)]
    pub contract_hours: Option<u32>,
    /// Clauses of article 28(3) that the contract lacks.
    #[serde(default)]
    pub missing_clauses: Vec<String>,
}
