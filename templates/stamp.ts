/**
 * What every document says of itself: whose it is, which file, made when, from which state. The core gives it with
 * the document (`{ stamp, document }`); a document that comes alone gets what can be read in it, and the digest of
 * its own data.
 */

export interface Stamp {
  organisation: string;
  reference: string;
  /** Day for the properties of the file, `2026-11-24`. */
  day: string;
  /** Written out; empty on a form that is not filled in. */
  established: string;
  digest: string;
  /** What the digest is of. */
  digest_of: "state" | "data";
  deadline: string | null;
  fingerprint: string[];
  people: Record<string, string>;
}

export interface Stamped {
  stamp: Stamp;
  document: unknown;
}

export async function stamped(data: unknown, today: Date): Promise<Stamped> {
  const given = field(data, "stamp");
  if (given !== undefined && field(data, "document") !== undefined) {
    return { document: field(data, "document"), stamp: { ...fallback, ...(given as Partial<Stamp>) } };
  }
  // All letters of a mailing have the same heading.
  const one = Array.isArray(data) ? (data[0] as unknown) : data;
  const register = field(one, "register") ?? one;
  const commit = last(field(one, "journal"), "commit");
  const instant = text(one, "as_of", "dated_at", "declared_at") ?? text(register, "as_of") ?? today.toISOString();
  const stamp: Stamp = {
    ...fallback,
    organisation: text(field(one, "sender"), "name") ?? text(register, "organisation") ?? valueOf(one, "organisation_name"),
    reference: text(one, "reference", "register_number") ?? text(register, "number") ?? fallback.reference,
    day: instant.slice(0, 10),
    established: text(one, "date") ?? text(register, "date") ?? "",
    digest: commit ?? (await sha256(JSON.stringify(data))),
    digest_of: commit === null ? "data" : "state",
  };
  return { stamp, document: data };
}

const fallback: Stamp = {
  organisation: "",
  reference: "sans numéro",
  day: "2000-01-01",
  established: "",
  digest: "",
  digest_of: "state",
  deadline: null,
  fingerprint: [],
  people: {},
};

function field(data: unknown, name: string): unknown {
  return typeof data === "object" && data !== null ? (data as Record<string, unknown>)[name] : undefined;
}

/** The first of these fields that holds a text. */
function text(data: unknown, ...names: string[]): string | null {
  const found = names.map((name) => field(data, name)).find((value) => typeof value === "string" && value !== "");
  return (found as string | undefined) ?? null;
}

/** The value of a field of a sheet, found by its key. */
function valueOf(sheet: unknown, key: string): string {
  const sections = (field(sheet, "sections") ?? []) as { fields: { key: string; values: string[] }[] }[];
  const found = sections.flatMap((section) => section.fields).find((item) => item.key === key);
  return found?.values[0] ?? "";
}

function last(list: unknown, name: string): string | null {
  return Array.isArray(list) ? text(list.at(-1), name) : null;
}

async function sha256(content: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(content));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
