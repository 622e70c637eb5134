/**
 * French words of the closed vocabularies, read from the rule files that the core itself reads, so that the
 * page and the documents never name one thing in two ways. `npm run vocabulary` writes the catalogue; a test
 * fails when it is not the one these files give.
 */
import { readFileSync } from "node:fs";
import { parse } from "smol-toml";

type Words = Record<string, string>;

interface Cnil {
  [table: string]: Words;
}
interface Obligations {
  rule: { id: string; title: string }[];
}
interface Severity {
  level: { level: number; cnil: string; text: string }[];
  family: { key: string; label: string; situations: string[] }[];
  identifier: { key: string; label: string; steps: { score: number; label: string }[] }[];
  circumstance: { key: string; label: string; steps: { score: number; label: string }[] }[];
  legal: { rule: string; text: string }[];
}

function read<T>(name: string): T {
  return parse(readFileSync(new URL(`../../rules/${name}.toml`, import.meta.url), "utf8")) as T;
}

/** The tables that the pages show; the others serve documents only. */
const shown = ["data", "persons", "origin", "cause", "consequence", "harm", "discovery", "intelligibility", "sector"];

const pairs = (entries: [string, string][]): Words => Object.fromEntries(entries);

export function vocabulary(): Record<string, unknown> {
  const severity = read<Severity>("severity");
  const cnil = read<Cnil>("cnil");
  const steps = (rows: Severity["identifier"]) =>
    Object.fromEntries(rows.map((row) => [row.key, pairs(row.steps.map((step) => [String(step.score), step.label]))]));
  return {
    ...Object.fromEntries(shown.map((table) => [table, cnil[table]])),
    rules: pairs(read<Obligations>("obligations").rule.map((rule) => [rule.id, rule.title])),
    levels: pairs(severity.level.map((row) => [String(row.level), row.cnil])),
    levelTexts: pairs(severity.level.map((row) => [String(row.level), row.text])),
    families: pairs(severity.family.map((row) => [row.key, row.label])),
    situations: Object.fromEntries(
      severity.family.map((row) => [
        row.key,
        pairs(row.situations.map((text, rank) => [String(rank + 1), text])),
      ]),
    ),
    identifiers: pairs(severity.identifier.map((row) => [row.key, row.label])),
    identifierSteps: steps(severity.identifier),
    circumstances: pairs(severity.circumstance.map((row) => [row.key, row.label])),
    circumstanceSteps: steps(severity.circumstance),
    legal: pairs(severity.legal.map((row) => [row.rule, row.text])),
  };
}

export const catalogue = new URL("../src/i18n/fr/vocabulary.json", import.meta.url);

export function asText(): string {
  return `${JSON.stringify(vocabulary(), null, 2)}\n`;
}

