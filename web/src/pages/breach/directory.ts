/** The directory that says who the references of the logs are: a table that the organisation's own software exports. */
import type { Tri } from "@/core/acts";
import type { Party } from "@/core/dossier";
import { parseCsv } from "@/format/csv";

/** Accepted column titles, without accents nor case. The first of each is the one the model file carries. */
const columns = {
  party: ["reference", "personne", "compte", "identifiant", "person", "party", "viewer"],
  name: ["nom", "name"],
  address: ["adresse", "address"],
  email: ["courriel", "email", "mail"],
  minor: ["mineur", "minor"],
} as const;

export type Column = keyof typeof columns;

export interface DirectoryRead {
  parties: Party[];
  /** References that the file does not know. */
  unknown: string[];
  /** Lines without a name. */
  unnamed: number;
}

/** A table without a column for references or names. */
export class DirectoryColumnMissing extends Error {
  constructor(readonly column: Column) {
    super(`no column for ${column}`);
  }
}

export function readDirectory(text: string, known: ReadonlySet<string>): DirectoryRead {
  const [header = [], ...lines] = parseCsv(text);
  const titles = header.map(plain);
  const place = (column: Column) => titles.findIndex((title) => (columns[column] as readonly string[]).includes(title));
  for (const column of ["party", "name"] as const) {
    if (place(column) < 0) throw new DirectoryColumnMissing(column);
  }
  const read: DirectoryRead = { parties: [], unknown: [], unnamed: 0 };
  for (const line of lines) {
    const cell = (column: Column) => line[place(column)]?.trim() ?? "";
    const party = cell("party");
    if (!known.has(party)) read.unknown.push(party);
    else if (cell("name") === "") read.unnamed += 1;
    else {
      read.parties.push({
        party,
        name: cell("name"),
        address: cell("address").split(/\s*[\n|]\s*/).filter(Boolean),
        email: cell("email"),
        minor: tri(cell("minor")),
      });
    }
  }
  return read;
}

function tri(text: string): Tri {
  const answer = plain(text);
  if (["oui", "o", "1", "vrai", "yes", "true", "x"].includes(answer)) return "true";
  if (["non", "n", "0", "faux", "no", "false"].includes(answer)) return "false";
  return "unknown";
}

function plain(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{Diacritic}/gu, "").trim().toLowerCase();
}
