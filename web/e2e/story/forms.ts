/** What hands do on a page: choose in a list, write an hour, drop files from the desktop. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import { audit } from "../support/visit";

/** Chooses in a list: its button carries the label, the list opens above the page. */
export async function choose(scope: Page | Locator, label: string | RegExp, option: string | RegExp): Promise<void> {
  const page = "page" in scope ? scope.page() : scope;
  await scope.getByRole("button", { name: label }).click();
  await page.getByRole("option", { name: option }).click();
}

/** A file on this machine's disk, for the browser to read. */
export function onDisk(name: string, content: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), "story-")), name);
  writeFileSync(path, content);
  return path;
}

/** Drops files of the disk on a place of the page, as from the desktop: not a script's event, the browser's own. */
export async function drop(place: Locator, files: readonly string[]): Promise<void> {
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (!box) throw new Error("nothing to drop on");
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(12, box.height / 2)];
  const browser = await place.page().context().newCDPSession(place.page());
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  await browser.send("Input.dispatchDragEvent", { type: "dragEnter", x, y, data });
  await browser.send("Input.dispatchDragEvent", { type: "dragOver", x, y, data });
  await browser.send("Input.dispatchDragEvent", { type: "drop", x, y, data });
  await browser.detach();
}

/** The place for files under a label. */
export function zone(scope: Page | Locator, label: string | RegExp): Locator {
  return scope.locator("[class*=_zone_]", { hasText: label });
}

/** An instant as `datetime-local` wants it, in Paris. */
export function parisInput(at: Date): string {
  return at.toLocaleString("sv-SE", { timeZone: "Europe/Paris" }).slice(0, 16).replace(" ", "T");
}

export function hoursAgo(hours: number): Date {
  return new Date(Date.now() - hours * 3_600_000);
}

/** Goes to a section of the breach file by its link, and waits until it is there. */
export async function section(page: Page, dossier: string, name: string): Promise<void> {
  const path = `${dossier}/${name}`;
  if (!page.url().includes(dossier)) await page.goto(path);
  else await page.locator(`a[href="${path}"]`).first().click();
  await page.waitForURL((url) => url.pathname === path);
  await settled(page);
}

/** Nothing is loading any more. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("[data-loading]")).toHaveCount(0);
}

/** Axe on the page as it is now, once nothing moves on it. */
export async function accessible(page: Page): Promise<void> {
  await settled(page);
  expect(await audit(page), page.url()).toEqual([]);
}

/** Sends the dialog that is open and waits until it is gone: the act is signed and the page shows it. */
export async function send(page: Page, button: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: button, exact: true }).click();
  await expect(dialog).toHaveCount(0);
}
