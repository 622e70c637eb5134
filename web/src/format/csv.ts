/** Tables that office programs write and read: semicolon, comma or tab, quotes doubled, several lines in a cell. */
import Papa from "papaparse";

/** Rows of cells, without empty rows; the first `rowsMax` of them. */
export function parseCsv(given: string, rowsMax = 0): string[][] {
  const { data } = Papa.parse<string[]>(given.replace(/^\uFEFF/, ""), {
    delimitersToGuess: [";", "\t", ","],
    skipEmptyLines: "greedy",
    preview: rowsMax,
  });
  return data;
}

/** What an office program would run as a formula; a number with a sign is none. */
const formula = /^(?![+-]?[\d\s.,]+$)[=+\-@\t\r]/;

/** A file that French office programs open as it is. A cell that they would run as a formula becomes plain text. */
export function writeCsv(rows: readonly (readonly string[])[]): Blob {
  const text = Papa.unparse(rows.map((row) => [...row]), { delimiter: ";", newline: "\r\n", escapeFormulae: formula });
  return new Blob([`\uFEFF${text}\r\n`], { type: "text/csv;charset=utf-8" });
}
