/**
 * Shapes of crates/dossier as JSON (docs/spec/dossier.md): what the pages read of a breach file. Only what a
 * page shows is written down here.
 */
import type { Confidence, Count, Estimate, Tri } from "./acts";
import type { Id, Instant } from "./api";

/** An act with its author and date. */
export interface Recorded<Act> {
  by: Id;
  at: Instant;
  sequence: number;
  act: Act;
}

export interface Range<Value> {
  min: Value;
  max: Value;
}

export interface Criterion {
  holds: "true" | "false" | "supposed";
  reason: string;
}

export interface Qualified {
  security_breach: Criterion;
  personal_data: Criterion;
  aware_at: Instant;
  aware_basis: string;
  reason_if_over_24h: string | null;
  role: "controller" | "joint_controller" | "processor";
}

export interface ReportLinked {
  report: Id;
  first_report_at: Instant;
  channel: string;
  summary: string;
  reporter: string | null;
}

export interface FactRecorded {
  fact: Id;
  supersedes: Id | null;
  true_when: Instant | null;
  known_when: Instant;
  source: string;
  confidence: Confidence;
  piece: Id | null;
  value: { kind: string } & Record<string, unknown>;
}

export interface DatasetRecorded {
  dataset: Id;
  label: string;
  data: string[];
  other_data: string;
  persons: string[];
  person_count: Count;
  record_count: Count;
  minors: Tri;
  known_when: Instant;
  source: string;
}

export interface MeasureRecorded {
  measure: Id;
  kind: "prior" | "immediate" | "corrective";
  description: string;
  effective_at: Instant | null;
  piece: Id | null;
}

export interface PieceFiled {
  piece: Id;
  label: string;
  digest: string;
  collected_at: Instant;
  collector: string;
  method: string;
  third_party_data: boolean;
}

export interface Appraised<Value> {
  value: Value;
  source: string;
  confidence: Confidence;
  author: Id;
  at: Instant;
  piece: Id | null;
}

export interface SeverityInputs {
  data_context: Record<string, Appraised<Estimate>>;
  identification: Record<string, Appraised<Estimate>>;
  circumstances: Record<string, Appraised<Estimate>>;
  evidence: Record<string, Appraised<Tri>>;
  recipients: Appraised<Count> | null;
}

export interface Duties {
  notify_authority: boolean;
  inform_persons: boolean;
}

export interface Flip {
  input: string;
  unknown: boolean;
  value: string;
  level: Range<number>;
  duties: Range<Duties>;
}

export interface Evaluation {
  dpc: Range<number>;
  ei_hundredths: Range<number>;
  cb_hundredths: Range<number>;
  score_hundredths: Range<number>;
  formula_level: Range<number>;
  level: Range<number>;
  duties: Range<Duties>;
  fired: { rule: string; certain: boolean; binding: boolean }[];
  unproven: string[];
  unknown: string[];
  flips: Flip[];
  proposed: number;
}

export interface Retained {
  level: number;
  computed: Range<number>;
  proposed: number;
  reason: string | null;
  dpo: { favourable: boolean; text: string; by: string } | null;
  by: Id;
  at: Instant;
  pending: boolean;
  approved: Recorded<{ level: number; reason: string }> | null;
}

export interface Deadline {
  target: Instant;
  limit_3_1: Instant | null;
  limit_3_5: Instant | null;
}

export interface Obligation {
  key: string;
  title: string;
  recipient: string;
  source: string;
  document: string | null;
  channel: string;
  completion: "receipt" | "internal" | "all_persons";
  to_verify: boolean;
  status: string;
  presumed: boolean;
  unknown: string[];
  started_at: Instant | null;
  due: Deadline | null;
  target_is_legal: boolean;
  late: boolean;
  late_needs_reasons: boolean;
  late_reasons: string | null;
  sent_at: Instant | null;
  reference: string | null;
  single_handed: boolean;
}

export interface Declaration {
  declarant: string;
  declared_at: Instant;
  form: "oral" | "written" | "signed";
  opened: boolean;
  copied: boolean;
  forwarded_to: string[];
  deletion_method: string;
  deleted_at: Instant | null;
  no_further_use: boolean;
  piece: Id | null;
}

export interface DecisionRecorded {
  decision: Id;
  question: string;
  options: string[];
  choice: string;
  reason: string;
  dissent: string;
}

// ---- Documents ----

export interface SheetField {
  key: string;
  label: string;
  values: string[];
  status: "filled" | "to_complete" | "optional";
  edited: boolean;
}

export interface SheetSection {
  key: string;
  number: number;
  title: string;
  fields: SheetField[];
}

export interface CnilSheet {
  kind: string;
  register_number: string | null;
  previous_reference: string | null;
  as_of: Instant;
  date: string;
  sections: SheetSection[];
  missing: string[];
  changes: { key: string; label: string; before: string[]; after: string[] }[];
}

export interface LetterQuestion {
  key: string;
  title: string;
  paragraphs: string[];
  edited: boolean;
}

export interface PersonLetter {
  recipient: { party: string; name: string; address: string[]; email: string };
  date: string;
  subject: string;
  greeting: string;
  questions: LetterQuestion[];
  closing: string;
  verification_hint: string;
  minor: boolean;
  missing: string[];
}

export interface Body {
  name: string;
  relation: string;
}

export interface LegalPerson {
  title: string;
  family_name: string;
  given_name: string;
  function: string;
  email: string;
  telephone: string;
}

export interface Organisation {
  name: string;
  siren: string;
  vat_number: string;
  sector: string | null;
  headcount: string;
  address: string;
  postcode: string;
  city: string;
  country: string;
  representative: LegalPerson;
  contact: LegalPerson;
  public_contact: string;
  dpo_reference: string;
  others: Body[];
  profile: Record<string, Tri>;
}

// ---- The view (crates/dossier, `view::BreachFileView`) ----

/** An instant as the core writes it: UTC, local clock, and French words. */
export interface Moment {
  utc: Instant;
  local: string;
  offset: string;
  text: string;
}

export type Stage = { state: string; qualification?: Recorded<Qualified> } & Record<string, unknown>;

export interface DueView {
  obligation: string;
  title: string;
  at: Moment;
  seconds_left: number;
  legal: boolean;
}

export interface Hand {
  code: string;
  account: Id | null;
  not: Id | null;
  subject: string;
  label: string;
}

export interface BoardItem {
  key: string;
  label: string;
  values: string[];
}

export interface ClockView {
  started: Moment;
  plus_72h: Moment;
  seconds_left: number;
}

export interface ObligationView extends Obligation {
  due_local: Moment | null;
  seconds_left: number | null;
  advisory: { limit_3_1: Moment | null; limit_3_5: Moment | null } | null;
  steps: Step[];
}

/** What was done about an obligation. */
export interface Step {
  act: string;
  by: Id;
  at: Instant;
  ground: string | null;
  text: string;
}

export interface Party {
  party: string;
  name: string;
  address: string[];
  email: string;
  minor: Tri;
}

export interface ExposureRow {
  person: string;
  viewer: string;
  resource: string;
  category: string;
  first_at: Instant;
  last_at: Instant;
  count: number;
}

export interface ExposureSummary {
  imports: {
    import: Id;
    tool: string;
    inputs: { name: string; role: string; digest: string; lines: number; unreadable_lines: number }[];
    at: Instant;
    received: number;
    announced: number;
    complete: boolean;
    superseded_by: Id | null;
    note: string;
  }[];
  persons: number;
  minors: number;
  viewers: number;
  viewers_exposed: number;
  accesses: number;
  period: [Moment, Moment] | null;
  by_category: { category: string; persons: number; viewers: number; accesses: number }[];
  by_hour: { hour: Moment; rows: number; viewers: number; persons: number }[];
  rows: ExposureRow[];
  rows_total: number;
}

export type AttestationState =
  | { state: "pending" }
  | { state: "answered"; declaration: Declaration; at: Instant }
  | { state: "refused"; reason: string; at: Instant }
  | { state: "silent"; at: Instant };

export interface AttestationRow {
  viewer: string;
  party: Party | null;
  reporter: boolean;
  persons_seen: number;
  categories: string[];
  requested: Recorded<{ sent_at: Instant; due_at: Instant; channel: string }> | null;
  reminders: Recorded<{ sent_at: Instant; due_at: Instant }>[];
  state: AttestationState;
  due: Moment | null;
  overdue: boolean;
  nothing_left: boolean | null;
}

export type PersonRow = {
  person: string;
  party: Party | null;
  categories: string[];
  minor: Tri;
  viewers: number;
} & (
  | { state: "to_inform" }
  | { state: "prepared"; at: Instant }
  | { state: "sent"; channel: string; sent_at: Instant }
  | { state: "returned"; returned_at: Instant; reason: string }
  | { state: "exempt"; basis: string; reason: string; at: Instant }
);

export interface Task {
  label: string;
  owner: Id | null;
  due_at: Instant | null;
  after_closing: boolean;
  done: Recorded<string> | null;
}

export type Blocker = { code: string } & Record<string, string | number>;

export interface BreachFile {
  title: string;
  number: string | null;
  zone: string;
  state: string;
  stage: Stage;
  as_of: Moment;
  board: { known: BoardItem[]; missing: BoardItem[]; due: DueView[]; hands: Hand[] };
  clocks: {
    report: ClockView | null;
    awareness: ClockView | null;
    gap_seconds: number | null;
    inquiry_overdue: boolean;
  };
  obligations: ObligationView[];
  next_deadline: DueView | null;
  severity: {
    datasets: { dataset: Id; label: string; evaluation: Evaluation }[];
    governing: Id | null;
    computed: Range<number>;
    duties: Range<Duties>;
    proposed: number;
    retained: Retained | null;
    stale: boolean;
    effective: Range<number>;
  };
  severity_inputs: Record<Id, SeverityInputs>;
  explanation: { sentences: string[] };
  exposure: ExposureSummary;
  attestations: AttestationRow[];
  persons: PersonRow[];
  public_notice: Recorded<{ places: string[]; from: Instant; until: Instant | null; basis: string }> | null;
  blockers: Blocker[];
  closing_blockers: Blocker[];
  organisation: Organisation;
  cell: Record<Id, { name: string; functions: string[] }>;
  reports: Recorded<ReportLinked>[];
  facts: Recorded<FactRecorded>[];
  facts_replaced: Recorded<FactRecorded>[];
  datasets: Record<Id, Recorded<DatasetRecorded>>;
  measures: Record<Id, Recorded<MeasureRecorded>>;
  pieces: Record<Id, Recorded<PieceFiled>>;
  decisions: Recorded<DecisionRecorded>[];
  tasks: Record<Id, Task>;
  restorations: Recorded<{
    service: string;
    restored_at: Instant;
    measure: Id;
    tests: { label: string; passed: boolean; piece: Id | null }[];
  }>[];
  filings: { obligation: string; sent: Moment; complete: boolean; reference: string | null; fields_missing: string[] }[];
  dpo: Recorded<{ name: string; contact: string; designated_at: Instant; reference: string }> | null;
  acts: number;
}

/** The contract carries the view untyped: this is where it becomes the shape above. */
export function asBreachFile(view: Record<string, unknown>): BreachFile {
  return view as unknown as BreachFile;
}
