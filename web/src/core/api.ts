/**
 * What the page may ask of the core. The core (Rust, in a worker) holds every key; the page holds ids and
 * views. Method names and shapes are the contract with `crates/web`: each method is one message to the worker.
 *
 * Times are RFC 3339 UTC strings. Ids are 32 lowercase hexadecimal characters. Bytes travel as Uint8Array.
 */

export type Id = string;
export type Instant = string;

/** Every refusal: `code` names the sentence in the catalogue (`errors.<code>`), `params` fill it. */
export interface Refusal {
  code: string;
  params: Record<string, string | number>;
}

export interface Fingerprint {
  words: string[];
  hex: string;
}

export interface OrganisationView {
  id: Id;
  name: string;
  zone: string;
  fingerprint: Fingerprint;
}

export type Profile = "user" | "administrator" | "guest";
export type Role = "owner" | "member" | "reader";

export interface PersonView {
  account: Id;
  givenName: string;
  familyName: string;
  email: string;
  entity: string;
}

export type Status =
  | { state: "empty" }
  | { state: "signedOut"; organisation: { name: string; zone: string } }
  | {
      state: "signedIn";
      organisation: OrganisationView;
      me: PersonView & { profile: Profile; administrator: boolean };
      device: { id: Id; fingerprint: Fingerprint };
      notices: Refusal[];
    };

export interface PersonInput {
  givenName: string;
  familyName: string;
  email: string;
  entity: string;
}

export interface AccountView extends PersonView {
  profile: Profile;
  administrator: boolean;
  status: "active" | "suspended" | "deleted";
  enrolledAt: Instant;
  verification: "byLink" | "byMail" | "verified";
  devices: { id: Id; name: string; fingerprint: Fingerprint; addedAt: Instant; revoked: boolean }[];
}

export interface SessionInfo {
  id: Id;
  current: boolean;
  openedAt: Instant;
  seenAt: Instant;
  address: string;
}

export interface OwnDevice {
  id: Id;
  name: string;
  fingerprint: Fingerprint;
  addedAt: Instant;
  revoked: boolean;
  /** The one in use. */
  current: boolean;
  /** It joined since the person last looked. */
  recent: boolean;
  sessions: SessionInfo[];
}

export interface EnrolmentView {
  invitation: Id;
  email: string;
  person: PersonInput;
  fingerprint: Fingerprint;
  receivedAt: Instant;
  /** False when the newcomer could not prove the secret of the link: never to be confirmed. */
  proven: boolean;
}

export type WorkspaceKind = "room" | "desk" | "dossier";

export interface WorkspaceSummary {
  id: Id;
  name: string;
  purpose: string;
  /** The processing of personal data that it serves, with its legal reference; may be empty. */
  processing: string;
  kind: WorkspaceKind;
  role: Role;
  members: number;
  documents: number;
  changedAt: Instant;
  /** Nobody writes until an owner reopens it. */
  closed: boolean;
  /** Only owners read, nobody writes, links are not served, until an owner resumes it. */
  suspended: boolean;
  /** Present when the client refuses what the server shows (fork, rollback…). */
  alarm: Refusal | null;
}

export interface DocumentView {
  id: Id;
  folder: Id | null;
  name: string;
  size: number;
  mediaType: string;
  version: number;
  addedAt: Instant;
  addedBy: string;
  sha256: string;
  trashed: boolean;
}

/** A document or a folder. */
export type ItemRef = { document: Id } | { folder: Id };

/** Something that was put in the bin by itself. */
export interface BinView {
  item: ItemRef;
  name: string;
  size: number;
  /** One, or how many a folder holds. */
  documents: number;
  trashedAt: Instant;
  trashedBy: string;
}

export interface VersionView {
  version: Id;
  /** From 1. */
  number: number;
  /** The number of the version whose content it put in force again. */
  repeats: number | null;
  size: number;
  mediaType: string;
  addedAt: Instant;
  addedBy: string;
  sha256: string;
}

export interface DocumentHistory extends DocumentView {
  description: string;
  /** Names of the folders around it, from the root. */
  path: string[];
  /** The one in force first. */
  versions: VersionView[];
}

export interface FolderView {
  id: Id;
  parent: Id | null;
  name: string;
}

export interface MemberView {
  account: Id;
  name: string;
  email: string;
  role: Role;
  since: Instant;
  verification: "byLink" | "byMail" | "verified";
}

export interface ActivityView {
  at: Instant;
  who: string;
  /** Catalogue key `activity.<kind>`. */
  kind: string;
  params: Record<string, string | number>;
}

export interface AnomalyView extends Refusal {
  sequence: number;
}

export interface WorkspaceView extends WorkspaceSummary {
  folders: FolderView[];
  documentList: DocumentView[];
  /** Latest first. */
  bin: BinView[];
  memberList: MemberView[];
  activity: ActivityView[];
  anomalies: AnomalyView[];
  head: { sequence: number; hash: string };
  epoch: number;
}

export interface Progress {
  done: number;
  total: number;
}

// ---- Reports (intake) ----

export interface ReportInput {
  whatHappened: string;
  /** What the person wrote about when: free text, kept as is. */
  whenSeen: string;
  service: string;
  contact: { name: string; email: string; telephone: string } | null;
  files: File[];
}

export interface ReportReceipt {
  /** 16 characters, grouped by four: shown once, never sent to the server. */
  code: string;
  receivedAt: Instant;
  number: string;
  digest: string;
}

export interface ThreadMessage {
  at: Instant;
  from: "reporter" | "organisation";
  text: string;
  files: { name: string; size: number }[];
}

export interface ThreadView {
  receivedAt: Instant;
  state: "received" | "opened" | "handled";
  messages: ThreadMessage[];
}

export interface ReportSummary {
  id: Id;
  receivedAt: Instant;
  excerpt: string;
  service: string;
  hasContact: boolean;
  attachments: number;
  state: "new" | "opened" | "linked" | "duplicate" | "discarded";
  dossier: { id: Id; number: string | null } | null;
}

export interface ReportView extends ReportSummary {
  whatHappened: string;
  whenSeen: string;
  contact: { name: string; email: string; telephone: string } | null;
  files: { index: number; name: string; size: number }[];
  messages: ThreadMessage[];
}

export interface DeskView {
  workspace: Id;
  name: string;
  designated: boolean;
  publicAddress: string;
  reports: ReportSummary[];
}

export interface DeskProposal {
  workspace: Id;
  authority: PersonView;
  fingerprint: Fingerprint;
}

// ---- Breach file ---- (views are produced by crates/dossier; see docs/spec/dossier.md)

export interface RegisterLine {
  dossier: Id | null;
  number: string;
  title: string;
  state: string;
  openedAt: Instant;
  awareAt: Instant | null;
  level: number | null;
  persons: number | null;
  cnil: string;
  personsInformed: string;
  nextDeadline: { rule: string; at: Instant } | null;
  closedAt: Instant | null;
}

export interface DeadlineLine {
  dossier: Id;
  number: string;
  title: string;
  rule: string;
  state: string;
  at: Instant | null;
  local: string | null;
  late: boolean;
}

/** One act, as `DossierEntry` in crates/dossier: `{ type: "qualified", … }` (snake_case keys). */
export type DossierAct = { type: string } & Record<string, unknown>;

/** `BreachFileView` of crates/dossier, as JSON with its snake_case keys. */
export type BreachFileView = Record<string, unknown>;

export type DocumentKind =
  | "cnil_sheet"
  | "person_letter"
  | "attestation_request"
  | "attestation"
  | "register_sheet"
  | "archive_index";

export interface ScanInput {
  logs: File[];
  entitlements: File;
  sessions: File | null;
  mapping: string;
}

export interface ScanResult {
  /** Handle kept by the worker until imported or dropped. */
  handle: string;
  /** Report of `beffroi trace exposure` (docs/spec/exposure.md), exposures cut to the first 5,000. */
  report: Record<string, unknown>;
}

export interface ArchiveCheck {
  ok: boolean;
  firstBad: string | null;
  commits: number;
  documents: number;
  signedBy: { name: string; fingerprint: Fingerprint }[];
}

/** One format's committed vectors, replayed in this browser. */
export interface SelfTestTopic {
  topic: string;
  vectors: number;
  failure: string | null;
}

/** `expired`: its term is past. `exhausted`: downloaded as often as allowed. `refused`: someone said it was not for them. */
export type LinkState = "active" | "suspended" | "expired" | "exhausted" | "refused" | "closed";

export interface LinkDocument {
  document: Id;
  version: Id;
  /** As it was called when it was shared. */
  name: string;
  size: number;
  mediaType: string;
}

/** A share link, as the members of the workspace see it. */
export interface LinkView {
  id: Id;
  title: string;
  message: string;
  createdAt: Instant;
  createdBy: string;
  expiresAt: Instant;
  downloadsMax: number | null;
  password: boolean;
  state: LinkState;
  documents: LinkDocument[];
  /** The whole address, secret included: to be handed over, and shown to members only. */
  address: string;
  opened: number;
  downloads: number;
  /** Acknowledgements of receipt. */
  received: number;
}

/** What was done with a link, as the server saw it. */
export interface LinkUse {
  at: Instant;
  kind: "shown" | "opened" | "password-asked" | "downloaded" | "received" | "refused";
  /** Network address. */
  address: string;
  /** What was downloaded. */
  document: string | null;
  /** What the visitor wrote: sealed for the members, signed with the link's key. `opened`: they had opened the link. */
  statement: { name: string; text: string; opened: boolean } | null;
}

export interface LinkInput {
  workspace: Id;
  documents: Id[];
  title: string;
  message: string;
  expiresAt: Instant;
  downloadsMax: number | null;
  password: string | null;
}

/** What a visitor sees before opening: from whom and what for, nothing of the content. */
export interface LinkCover {
  organisation: string;
  author: string;
  title: string;
  message: string;
  documents: number;
  size: number;
  password: boolean;
  expiresAt: Instant;
}

export interface VisitedLink extends LinkCover {
  documentList: LinkDocument[];
  downloadsLeft: number | null;
}

/** What administrators decide of share links; every client and the server hold to it. */
export interface SharingPolicy {
  daysMax: number;
  passwordRequired: boolean;
}

export interface Core {
  status(): Promise<Status>;

  // Set-up and accounts
  setUp(a: { token: string; organisation: { name: string; zone: string }; person: PersonInput; password: string }): Promise<Status>;
  passwordStrength(a: { password: string; person: PersonInput }): Promise<{ score: 0 | 1 | 2 | 3 | 4; enough: boolean; reasons: string[] }>;
  signIn(a: { email: string; password: string }): Promise<Status>;
  signOut(): Promise<Status>;
  accounts(): Promise<AccountView[]>;
  invite(a: { email: string; profile: Profile }): Promise<{ invitation: Id; link: string; expiresAt: Instant }>;
  invitation(a: { link: string }): Promise<{ organisation: { name: string; fingerprint: Fingerprint }; email: string; expiresAt: Instant }>;
  acceptInvitation(a: { link: string; person: PersonInput; password: string }): Promise<{ state: "waiting" }>;
  enrolments(): Promise<EnrolmentView[]>;
  confirmEnrolment(a: { invitation: Id }): Promise<void>;

  // One's own account
  ownDevices(): Promise<OwnDevice[]>;
  acknowledgeDevices(): Promise<void>;
  revokeDevice(a: { device: Id }): Promise<void>;
  closeSession(a: { session: Id }): Promise<void>;
  changePassword(a: { email: string; current: string; password: string }): Promise<Status>;

  // Workspaces
  workspaces(): Promise<WorkspaceSummary[]>;
  createWorkspace(a: { name: string; purpose: string }): Promise<Id>;
  workspace(a: { workspace: Id }): Promise<WorkspaceView>;
  describeWorkspace(a: { workspace: Id; name: string; purpose: string; processing: string }): Promise<void>;
  suspendWorkspace(a: { workspace: Id }): Promise<void>;
  resumeWorkspace(a: { workspace: Id }): Promise<void>;
  closeWorkspace(a: { workspace: Id }): Promise<void>;
  reopenWorkspace(a: { workspace: Id }): Promise<void>;
  /** For good, with all that is in it. Refused for desks and breach files. */
  deleteWorkspace(a: { workspace: Id }): Promise<void>;
  createFolder(a: { workspace: Id; parent: Id | null; name: string }): Promise<Id>;
  /** With `document`: a new version of it. */
  upload(a: { workspace: Id; folder: Id | null; document?: Id; file: File }, onProgress: (p: Progress) => void): Promise<Id>;
  /** Without `version`: the one in force. */
  download(a: { workspace: Id; document: Id; version?: Id }, onProgress: (p: Progress) => void): Promise<Blob>;
  downloadZip(a: { workspace: Id; items: ItemRef[] }, onProgress: (p: Progress) => void): Promise<Blob>;
  documentHistory(a: { workspace: Id; document: Id }): Promise<DocumentHistory>;
  restoreVersion(a: { workspace: Id; document: Id; version: Id }): Promise<void>;
  rename(a: { workspace: Id; item: ItemRef; name: string }): Promise<void>;
  describe(a: { workspace: Id; item: ItemRef; text: string }): Promise<void>;
  moveTo(a: { workspace: Id; items: ItemRef[]; folder: Id | null }): Promise<void>;
  trash(a: { workspace: Id; items: ItemRef[] }): Promise<void>;
  restore(a: { workspace: Id; items: ItemRef[] }): Promise<void>;
  /** Destroys what is in the bin for good; owners only. */
  purge(a: { workspace: Id; items: ItemRef[] }): Promise<void>;
  addMember(a: { workspace: Id; account: Id; role: Role }): Promise<void>;
  changeRole(a: { workspace: Id; account: Id; role: Role }): Promise<void>;
  removeMember(a: { workspace: Id; account: Id }): Promise<void>;

  // Share links
  links(a: { workspace: Id }): Promise<LinkView[]>;
  linkUses(a: { workspace: Id; link: Id }): Promise<LinkUse[]>;
  createLink(a: LinkInput): Promise<LinkView>;
  suspendLink(a: { workspace: Id; link: Id }): Promise<void>;
  resumeLink(a: { workspace: Id; link: Id }): Promise<void>;
  /** For good. */
  closeLink(a: { workspace: Id; link: Id }): Promise<void>;
  sharingPolicy(): Promise<SharingPolicy>;
  setSharingPolicy(a: SharingPolicy): Promise<void>;

  // Whoever holds a link (no account). `address` is the whole address, fragment included.
  visitLink(a: { address: string }): Promise<LinkCover>;
  openVisited(a: { address: string; password: string | null }): Promise<VisitedLink>;
  downloadVisited(a: { address: string; document: Id }, onProgress: (p: Progress) => void): Promise<Blob>;
  acknowledgeVisit(a: { address: string; name: string }): Promise<void>;
  /** "I am not the intended recipient": the link stops, those who shared it and the data protection officer are told. */
  refuseVisit(a: { address: string; name: string; text: string }): Promise<void>;

  // Public reports (no account)
  reportPage(): Promise<{ organisation: { name: string; fingerprint: Fingerprint }; open: boolean }>;
  submitReport(a: ReportInput, onProgress: (p: Progress) => void): Promise<ReportReceipt>;
  followReport(a: { code: string }): Promise<ThreadView>;
  addToReport(a: { code: string; text: string; files: File[] }): Promise<ThreadView>;

  // Desk
  desk(): Promise<DeskView | null>;
  createDesk(a: { name: string }): Promise<Id>;
  deskProposals(): Promise<DeskProposal[]>;
  designateDesk(a: { workspace: Id }): Promise<void>;
  report(a: { report: Id }): Promise<ReportView>;
  reportFile(a: { report: Id; index: number }): Promise<Blob>;
  answerReport(a: { report: Id; text: string }): Promise<ReportView>;

  // Breach files
  openDossier(a: { report: Id; title: string }): Promise<Id>;
  linkReport(a: { report: Id; dossier: Id }): Promise<void>;
  dossier(a: { dossier: Id }): Promise<BreachFileView>;
  /** One act, or several that are done together or not at all. */
  act(a: { dossier: Id; act: DossierAct | readonly DossierAct[] }): Promise<BreachFileView>;
  addToCell(a: { dossier: Id; account: Id; function: string; role: Role }): Promise<BreachFileView>;
  document(a: { dossier: Id; kind: DocumentKind; subject: string | null }): Promise<{ template: DocumentKind; data: unknown; fileName: string }>;
  archive(a: { dossier: Id }, onProgress: (p: Progress) => void): Promise<Blob>;
  verifyArchive(a: { file: File }): Promise<ArchiveCheck>;
  selfTest(): Promise<SelfTestTopic[]>;
  register(): Promise<RegisterLine[]>;
  deadlines(): Promise<DeadlineLine[]>;

  // Traces
  scan(a: ScanInput, onProgress: (p: Progress & { lines: number }) => void): Promise<ScanResult>;
  importScan(a: { dossier: Id; handle: string }, onProgress: (p: Progress) => void): Promise<BreachFileView>;
}
