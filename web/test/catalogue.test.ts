/**
 * The catalogues are complete: every key the source uses exists in French and in English, every key that
 * exists is used, and every refusal has its two sentences.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "@/i18n/en";
import { fr } from "@/i18n/fr";
import { sentenceKey } from "@/i18n/refusal";

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, prefix = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [`${prefix}${key}`] : leaves(value, `${prefix}${key}.`),
  );
}

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["i18n", "wasm", "fixture"].includes(entry.name) ? [] : files(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const source = files("src")
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");
const refusalSource = readFileSync("src/i18n/refusal.ts", "utf8");
const plural = /_(zero|one|two|few|many|other)$/;
const bare = (key: string) => key.replace(plural, "");
const quoted = new Set(source.match(/["'`][A-Za-z0-9_.-]+["'`]/g)?.map((text) => text.slice(1, -1)));
/**
 * What is looked up by a value: `label("desk.states", …)`, `useTerms("breach.holds", …)`, a table named in a
 * description of fields, or a template that stops at `${`. Everything below such a prefix is used.
 */
const lookups = /(?:\blabel\(|\buseTerms(?:<[^(]*>)?\(|\btable:|\bt\()\s*["'`]([A-Za-z0-9_.-]+?)\.?["'`$]/g;
const prefixes = [...source.matchAll(lookups)].map((match) => `${match[1]}.`);

function used(key: string): boolean {
  return (
    quoted.has(bare(key)) ||
    prefixes.some((prefix) => key.startsWith(prefix)) ||
    key.startsWith("errors.") ||
    refusalSource.includes(bare(key))
  );
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).toSorted();
const at = (tree: Tree, key: string): string => {
  let node: string | Tree | undefined = tree;
  for (const part of key.split(".")) node = typeof node === "object" ? node[part] : undefined;
  return typeof node === "string" ? node : "";
};

describe("the catalogues", () => {
  const french = leaves(fr);
  const english = leaves(en);

  it("say the same things in both languages", () => {
    expect(french.filter((key) => !english.includes(key))).toEqual([]);
    expect(english.filter((key) => !french.includes(key))).toEqual([]);
  });

  it("fill the same blanks in both languages", () => {
    const different = french.filter(
      (key) => placeholders(at(fr, key)).join() !== placeholders(at(en, key)).join(),
    );
    expect(different).toEqual([]);
  });

  it("hold nothing that no page uses", () => {
    expect(french.filter((key) => !used(key))).toEqual([]);
  });

  it("hold every key that a page asks for", () => {
    const asked = [...source.matchAll(/\bt\(\s*["'`]([a-z][A-Za-z]+\.[A-Za-z0-9_.-]+)["'`]/g)].map((match) => match[1] ?? "");
    const known = new Set([...french, ...french.map(bare)]);
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !known.has(key))).toEqual([]);
  });

  it("use French typography", () => {
    const wrong = french.filter((key) => {
      const text = at(fr, key);
      // Straight apostrophes, and high punctuation glued to a word.
      return /\w'\w/.test(text) || /[\p{L}»][;:!?](\s|$)/u.test(text) || /«\S|\S»/u.test(text.replaceAll("{{", " {{").replaceAll("}}", "}} "));
    });
    expect(wrong).toEqual([]);
  });
});

describe("refusals", () => {
  /** Codes the core can return: every string literal of a `fn code` in the Rust crates. */
  function coreCodes(): string[] {
    const rust = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return rust(path);
        return entry.name.endsWith(".rs") ? [path] : [];
      });
    const crates = ["client", "dossier", "ledger", "seal", "trace", "vault", "web", "wire"];
    const found = new Set<string>();
    for (const crate of crates) {
      for (const path of rust(join("../crates", crate, "src"))) {
        const text = readFileSync(path, "utf8");
        for (const start of text.matchAll(/fn code\(&?self\)[^{]*\{/g)) {
          const body = text.slice(start.index, text.indexOf("\n    }\n", start.index));
          for (const code of body.matchAll(/"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)"/g)) if (code[1]) found.add(code[1]);
        }
      }
    }
    return [...found].toSorted();
  }

  it("have two sentences in both languages", () => {
    for (const errors of [fr.errors as Tree, en.errors as Tree]) {
      for (const [code, sentences] of Object.entries(errors)) {
        expect(Object.keys(sentences).toSorted(), code).toEqual(["do", "what"]);
      }
    }
  });

  it("cover every code of the core", () => {
    const unsaid = (code: string): boolean => sentenceKey(code, (key) => key in fr.errors) === "unknown";
    // Names of what happened to a document, in the list of activity: `activity.<kind>`, not a refusal.
    const activity = new Set(["described", "moved", "purged", "renamed", "restored", "shared", "trashed", "unknown"]);
    expect(coreCodes().filter((code) => !activity.has(code) && unsaid(code))).toEqual([]);
  });
});
