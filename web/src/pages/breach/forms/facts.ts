/** The kinds of fact a person records, and which answers each one asks for. */
export type FieldKind = "tri" | "instant" | "text" | "line" | "lines" | "count" | "flag" | readonly string[] | { many: readonly string[] };

export interface FactField {
  name: string;
  kind: FieldKind;
  /** Catalogue table of a closed list. */
  table?: string;
  optional?: boolean;
}

const origins = [
  "wrong_person_data_shown",
  "wrong_recipient",
  "unintended_publication",
  "hacking",
  "equipment_lost_or_stolen",
  "paper_lost_or_stolen",
  "mail_lost_or_opened",
  "paper_discarded",
  "device_discarded",
  "verbal_disclosure",
  "other",
] as const;

const causes = [
  "internal_accidental",
  "internal_malicious",
  "external_accidental",
  "external_malicious",
  "unknown",
  "other",
] as const;

const discoveries = ["data_subject", "controller", "processor", "third_party", "press", "authority", "other"] as const;

const intelligibilities = [
  "clear",
  "protected",
  "probably_circumventable",
  "impossible_to_assess",
  "to_be_determined",
] as const;

const consequences = [
  "spread_beyond_need",
  "may_be_correlated",
  "may_be_misused",
  "altered_but_used",
  "altered_other",
  "service_degraded",
  "critical_service_impaired",
] as const;

const harms = [
  "loss_of_control",
  "rights_restricted",
  "discrimination",
  "identity_theft",
  "fraud",
  "pseudonymisation_reversed",
  "financial_loss",
  "reputation",
  "professional_secrecy",
  "other",
] as const;

const detail: FactField = { name: "detail", kind: "text", optional: true };
const yesNo: FactField = { name: "value", kind: "tri" };

/** In the order in which a cell usually learns them. */
export const factKinds: Readonly<Record<string, readonly FactField[]>> = {
  description: [{ name: "text", kind: "text" }],
  nature: [
    { name: "confidentiality", kind: "tri" },
    { name: "integrity", kind: "tri" },
    { name: "availability", kind: "tri" },
  ],
  period_started: [
    { name: "at", kind: "instant" },
    { name: "estimated", kind: "flag" },
  ],
  period_ended: [
    { name: "at", kind: "instant" },
    { name: "estimated", kind: "flag" },
  ],
  period_ongoing: [yesNo],
  discovery: [
    { name: "discovery", kind: discoveries, table: "vocabulary.discovery" },
    { name: "circumstances", kind: "text" },
  ],
  origin: [{ name: "origin", kind: origins, table: "vocabulary.origin" }, detail],
  cause: [{ name: "cause", kind: causes, table: "vocabulary.cause" }, detail],
  intelligibility: [{ name: "intelligibility", kind: intelligibilities, table: "vocabulary.intelligibility" }],
  recipients: [
    { name: "known", kind: "tri" },
    { name: "trusted", kind: "tri" },
    { name: "hostile", kind: "tri" },
    { name: "count", kind: "count" },
  ],
  consequences: [{ name: "items", kind: { many: consequences }, table: "vocabulary.consequence" }, detail],
  harms: [{ name: "items", kind: { many: harms }, table: "vocabulary.harm" }, detail],
  malicious: [yesNo],
  stad_attack: [yesNo, { name: "known_at", kind: "instant", optional: true }],
  offence: [yesNo, { name: "known_at", kind: "instant", optional: true }],
  complaint_filed: [yesNo, { name: "reference", kind: "line", optional: true }],
  processor_notice: [
    { name: "at", kind: "instant" },
    { name: "processor", kind: "line" },
  ],
  cross_border: [yesNo, { name: "countries", kind: "lines", optional: true }],
  other_authorities: [yesNo, { name: "which", kind: "lines", optional: true }],
  significant: [yesNo],
  serious_health: [yesNo],
  major: [yesNo, { name: "classified_at", kind: "instant", optional: true }],
  exploited_vulnerability: [yesNo],
  note: [
    { name: "label", kind: "line" },
    { name: "text", kind: "text" },
  ],
};
