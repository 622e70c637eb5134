/** The press as tests use it: the same compiler, fonts and templates as in the browser, read from disk. */

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as typst from "@myriaddreamin/typst-ts-web-compiler";
import type { Bytes, Press, Template } from "../press";
import { openPress } from "../press";
import type { Stamped } from "../stamp";
import { stamped } from "../stamp";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = join(here, "..");
const rendered = join(here, "rendered");
const require = createRequire(import.meta.url);

/** Exactly the fonts that the worker loads: the list is read from its source. */
export function fontsOfWorker(): string[] {
  const worker = readFileSync(join(folder, "worker.ts"), "utf8");
  return [...worker.matchAll(/from "(.+\.ttf)\?url"/g)].map((found) => found[1] as string);
}

export function sources(): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith(".typ"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

export function open(): Promise<Press> {
  return openPress({
    typst,
    wasm: bytes(require.resolve("@myriaddreamin/typst-ts-web-compiler/wasm")),
    fonts: fontsOfWorker().map((name) => bytes(require.resolve(name))),
    sources: sources(),
  });
}

export function fixture(name: string): Stamped {
  return read(join(here, "fixtures", `${name}.json`)) as unknown as Stamped;
}

/** A document as the core makes it, without a stamp. */
export function made(name: string): Promise<Stamped> {
  return stamped(read(join(folder, "../crates/dossier/tests/fixtures", `${name}.json`)), new Date(0));
}

export function fixtures(): string[] {
  return readdirSync(join(here, "fixtures")).map((file) => file.replace(".json", ""));
}

/** The acts that a journal may hold, as the breach file names them. */
export function acts(): string[] {
  const source = readFileSync(join(folder, "../crates/dossier/src/entry/mod.rs"), "utf8");
  return [...source.matchAll(/^ {4}\w+ => "(\w+)",$/gm)].map((found) => found[1] as string);
}

function read(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
}

/** A fixture is named after its template, with a word more where there are several. */
export function templateOf(name: string): Template {
  const found = Object.keys(sources())
    .map((file) => file.replace(".typ", ""))
    .filter((template) => !["beffroi", "acts"].includes(template) && name.startsWith(template))
    .sort((a, b) => b.length - a.length)[0];
  if (found === undefined) {
    throw new Error(`no template for the fixture ${name}`);
  }
  return found as Template;
}

/** A rendered document, kept for the eye in `test/rendered`, and read back by other programs. */
export class Document {
  readonly path: string;

  constructor(name: string, pdf: Bytes) {
    mkdirSync(rendered, { recursive: true });
    this.path = join(rendered, `${name}.pdf`);
    writeFileSync(this.path, pdf);
  }

  /** The text as a screen reader would meet it, one space between words, no break inside a line. */
  text(): string {
    return this.read("pdftotext", "-raw", this.path, "-").replace(/\s+/g, " ");
  }

  info(): Record<string, string> {
    const lines = this.read("pdfinfo", this.path).split("\n");
    const pairs = lines.map((line) => [line.split(":")[0] as string, line.slice(line.indexOf(":") + 1).trim()]);
    return Object.fromEntries(pairs) as Record<string, string>;
  }

  /** The tree that assistive technology walks. */
  structure(): string {
    return this.read("pdfinfo", "-struct-text", this.path);
  }

  fonts(): string[] {
    const lines = this.read("pdffonts", this.path).trim().split("\n").slice(2);
    return lines.map((line) => (line.split(/\s+/)[0] as string).replace(/^[A-Z]{6}\+/, ""));
  }

  raw(): string {
    return readFileSync(this.path, "latin1");
  }

  /** Poppler warns about a flag that is as the standard wants it: its warnings are not shown. */
  private read(program: string, ...options: string[]): string {
    return execFileSync(program, options, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  }
}

function bytes(path: string): Bytes {
  return new Uint8Array(readFileSync(path));
}
