import { expect, test } from "@playwright/test";
import { readFileSync } from "node:fs";
import { visit } from "../support/visit";

const file = `/violations/${"12c".padStart(32, "0")}`;

/** Laid out by Typst in the browser, from the core's own examples, under the policy of the server. */
for (const [name, section, button] of [
  ["cnil_sheet.pdf", "notification", "Télécharger en PDF"],
  ["register_sheet.pdf", "cloture", "Fiche du registre en PDF"],
] as const) {
  test(`${name} is made on this device`, async ({ page }) => {
    test.setTimeout(180_000);
    const problems = await visit(page, { name, path: `${file}/${section}` });
    const download = page.waitForEvent("download", { timeout: 150_000 });
    await page.getByRole("button", { name: button }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe(name);
    expect(readFileSync(await saved.path()).subarray(0, 5).toString()).toBe("%PDF-");
    expect(problems).toEqual([]);
  });
}
