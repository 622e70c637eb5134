/** What hands do with papers: choose an answer, keep a file that the page gives, read a PDF. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";

/** Answers a question that has a few answers. */
export async function pick(group: Locator, answer: string): Promise<void> {
  await group.getByText(answer, { exact: true }).click();
}

export interface Kept {
  name: string;
  path: string;
}

/** What the page hands over when this is done, kept on disk under its name. */
export async function keep(page: Page, act: () => Promise<void>): Promise<Kept> {
  // The document compiler is loaded with the first document.
  const arriving = page.waitForEvent("download", { timeout: 180_000 });
  await act();
  const download = await arriving;
  const name = download.suggestedFilename();
  const path = join(mkdtempSync(join(tmpdir(), "story-")), name);
  await download.saveAs(path);
  return { name, path };
}

/** The text of a PDF, spaces and ends of line made one. */
export function read({ path }: Kept): string {
  const text = execFileSync("pdftotext", [path, "-"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return flat(text);
}

/** Any run of spaces is one: type setting chooses which. */
export function flat(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** How many pages a PDF has. */
export function pages({ path }: Kept): number {
  const facts = execFileSync("pdfinfo", [path], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return Number(/^Pages:\s+(\d+)$/m.exec(facts)?.[1]);
}

export function json<Shape>({ path }: Kept): Shape {
  return JSON.parse(readFileSync(path, "utf8")) as Shape;
}
