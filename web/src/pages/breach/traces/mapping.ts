/**
 * From the first lines of a log to its description: which field is the time, the account, the address of the
 * page. The person corrects the guesses; the core reads the result (docs/spec/exposure.md).
 */
export type Format = "jsonl" | "combined" | "csv";

export interface Sample {
  format: Format;
  /** What can be chosen: JSON pointers or column names; none for the combined format, which has them built in. */
  fields: string[];
  /** The first line, to recognise the values by. */
  firstLine: string;
  delimiter: "," | ";" | "\t";
}

export interface MappingDraft {
  format: Format;
  delimiter: "," | ";" | "\t";
  time: string;
  zone: string;
  actor: string;
  resource: string;
  /** An address with `{dossier}` where the identifier stands, and `*` where any one word does. */
  path: string;
  /** What was asked of the page: some requests bring no content back, and the core must tell them apart. */
  method: string;
  status: string;
  address: string;
}

function pointers(value: unknown, prefix = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return prefix ? [prefix] : [];
  return Object.entries(value).flatMap(([key, inner]) =>
    pointers(inner, `${prefix}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`),
  );
}

function asJson(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

const headBytes = 16_384;

/** The beginning of a log, decompressed when the browser knows how (gzip). Nothing else of the file is read. */
export async function headOf(file: Blob): Promise<string> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return file.slice(0, headBytes).text();
  const reader = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const decoder = new TextDecoder();
  let head = "";
  try {
    while (head.length < headBytes) {
      // One piece after the other: the next is wanted only when these are too short.
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await reader.read();
      if (done) break;
      head += decoder.decode(value, { stream: true });
    }
  } catch {
    // A damaged file is reported by the scan, with its name.
  } finally {
    void reader.cancel().catch(() => undefined);
  }
  return head;
}

/** What the beginning of a log looks like; null when it is compressed or unknown. */
export function recognise(head: string): Sample | null {
  const firstLine = head.split(/\r?\n/).find((line) => line.trim() !== "") ?? "";
  const json = asJson(firstLine);
  if (json) return { format: "jsonl", fields: pointers(json), firstLine, delimiter: "," };
  if (/^\S+ \S+ \S+ \[[^\]]+\] "/.test(firstLine)) return { format: "combined", fields: [], firstLine, delimiter: "," };
  const delimiter = ([";", "\t", ","] as const).find((mark) => firstLine.split(mark).length >= 3);
  if (delimiter && !firstLine.includes("\u0000")) {
    const fields = firstLine.split(delimiter).map((name) => name.trim().replaceAll(/^"|"$/g, ""));
    return { format: "csv", fields, firstLine, delimiter };
  }
  return null;
}

const guesses = {
  time: /(^|[/_])(time|timestamp|date|at|ts|horodatage|heure|@timestamp)$/i,
  actor: /(user|account|actor|login|compte|utilisateur|usager|sub)(_?id|name)?$/i,
  resource: /(path|url|uri|request|resource|chemin|adresse_page)$/i,
  method: /(^|[/_])(method|verb|methode)$/i,
  status: /(status|code|statut|http_status|response)$/i,
  address: /(^|[/_])(ip|addr|address|remote_addr|client_ip|ip_client)$/i,
} as const;

export function propose(sample: Sample, zone: string): MappingDraft {
  const pick = (what: keyof typeof guesses) => sample.fields.find((field) => guesses[what].test(field)) ?? "";
  return {
    format: sample.format,
    delimiter: sample.delimiter,
    time: pick("time"),
    zone,
    actor: pick("actor"),
    resource: pick("resource"),
    path: "/dossiers/{dossier}",
    method: pick("method"),
    status: pick("status"),
    address: pick("address"),
  };
}

const quote = (text: string) => JSON.stringify(text);
const escapeRegex = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** `/dossiers/{dossier}/fiche` as the pattern of the core; null without exactly one `{dossier}`. */
export function pathPattern(path: string): string | null {
  const parts = path.split("{dossier}");
  const [before, after] = parts;
  if (parts.length !== 2 || before === undefined || after === undefined) return null;
  const start = before.startsWith("/") ? "^" : "";
  const text = (part: string) => part.split("*").map(escapeRegex).join("[^/?#&]+");
  return `${start}${text(before)}(?P<resource>[^/?#&]+)${text(after)}`;
}

/** The description as the core reads it. */
export function toToml(draft: MappingDraft): string {
  const lines = [`format = ${quote(draft.format)}`];
  if (draft.format === "csv") lines.push(`delimiter = ${quote(draft.delimiter)}`);
  const table = (name: string, entries: readonly (readonly [string, string | null])[]) => {
    const kept = entries.filter((entry): entry is readonly [string, string] => entry[1] !== null && entry[1] !== "");
    if (kept.length > 0) lines.push("", `[${name}]`, ...kept.map(([key, value]) => `${key} = ${value}`));
  };
  const field = (name: string) => (name ? quote(name) : null);
  const pattern = pathPattern(draft.path);
  table("time", [
    ["field", field(draft.time)],
    ["zone", draft.format === "combined" ? null : quote(draft.zone)],
  ]);
  table("actor", [["field", field(draft.actor)]]);
  table("resource", [
    ["field", field(draft.resource)],
    ["pattern", pattern ? `'${pattern}'` : null],
  ]);
  table("action", [["field", field(draft.method)]]);
  table("status", [
    ["field", field(draft.status)],
    ["success", draft.status || draft.format === "combined" ? '["200-299", 304]' : null],
  ]);
  table("address", [["field", field(draft.address)]]);
  return `${lines.join("\n")}\n`;
}
