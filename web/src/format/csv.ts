/** Tables that office programs write and read: semicolon, comma or tab, quotes doubled, several lines in a cell. */

export type Delimiter = ";" | "," | "\t";

/** The delimiter of a header line: the one that cuts it most. */
function delimiterOf(text: string): Delimiter {
  const header = text.split(/\r?\n/, 1)[0] ?? "";
  const cuts = (mark: Delimiter) => header.split(mark).length;
  return ([";", "\t", ","] as const).reduce((best, mark) => (cuts(mark) > cuts(best) ? mark : best));
}

/** Rows of cells, without empty rows. */
export function parseCsv(given: string): string[][] {
  const text = given.replace(/^\uFEFF/, "");
  const delimiter = delimiterOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const endCell = () => {
    row.push(cell);
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (row.some((one) => one.trim() !== "")) rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === delimiter) endCell();
    else if (letter === "\n") endRow();
    else if (letter !== "\r") cell += letter;
  }
  endRow();
  return rows;
}

/** A file that French office programs open as it is. A cell that they would run as a formula becomes plain text. */
export function writeCsv(rows: readonly (readonly string[])[]): Blob {
  const cell = (value: string) => {
    const safe = /^[=+\-@\t\r]/.test(value) && !/^[+-]?[\d\s.,]+$/.test(value) ? `'${value}` : value;
    return /[";\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const text = rows.map((row) => row.map(cell).join(";")).join("\r\n");
  return new Blob([`\uFEFF${text}\r\n`], { type: "text/csv;charset=utf-8" });
}
