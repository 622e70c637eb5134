/**
 * Random words planted in what people type, so that what the server stores, logs, sends and holds in memory can be
 * searched for them afterwards. Each is written to the file named by BEFFROI_MARKERS, one JSON object a line.
 */
import { randomInt } from "node:crypto";
import { appendFileSync } from "node:fs";

/** `sealed`: nobody but the members reads it. `admitted`: docs/metadata.md says that the server sees it. */
export type Seen = "sealed" | "admitted";

const letters = "abcdefghijkmnpqrstuvwxyz";

/** A word that stands nowhere else: sixteen letters. */
export function marker(field: string, seen: Seen = "sealed"): string {
  const word = Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join("");
  planted(field, word, seen);
  return word;
}

/** The text with a marker of its own at the end. */
export function marked(field: string, text: string, seen: Seen = "sealed"): string {
  return `${text} ${marker(field, seen)}`;
}

/** A word that stands in what a program wrote, and that no server may ever hold. */
export function planted(field: string, word: string, seen: Seen = "sealed"): void {
  const file = process.env["BEFFROI_MARKERS"];
  if (file) appendFileSync(file, `${JSON.stringify({ field, marker: word, seen })}\n`);
}
