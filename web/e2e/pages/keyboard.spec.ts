import { expect, test } from "@playwright/test";
import { visit } from "../support/visit";

/** The application without a mouse. */
test("the first tab goes straight to the content", async ({ page }) => {
  await visit(page, { name: "espaces", path: "/espaces" });
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Aller au contenu" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#contenu")).toBeFocused();
});

test("going to another page puts its title under the reader", async ({ page }) => {
  await visit(page, { name: "espaces", path: "/espaces" });
  await page.getByRole("link", { name: "Échéances" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Échéances" })).toBeFocused();
  await expect(page).toHaveTitle("Échéances – Beffroi");
});

test("a dialog holds the focus and gives it back", async ({ page }) => {
  await visit(page, { name: "espaces", path: "/espaces" });
  const open = page.getByRole("button", { name: "Créer un espace" });
  await open.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Créer un espace de travail" });
  await expect(dialog.getByLabel("Nom de l’espace")).toBeFocused();
  for (let step = 0; step < 8; step += 1) await page.keyboard.press("Tab");
  await expect(dialog.locator(":focus")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(open).toBeFocused();
});

test("the menu of a phone opens and closes from the keyboard", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await visit(page, { name: "espaces", path: "/espaces" });
  const menu = page.getByRole("button", { name: "Menu" });
  await menu.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Menu" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(menu).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("link", { name: "Registre des violations" }).press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Registre des violations");
});

test("a document is renamed, binned and restored from the keyboard", async ({ page }) => {
  await visit(page, { name: "espace", path: `/espaces/${"64".padStart(32, "0")}` });
  await page.getByRole("button", { name: "Autres actions pour Ordre du jour.odt" }).press("Enter");
  await page.keyboard.press("Enter");
  const name = page.getByRole("dialog").getByLabel("Nouveau nom");
  await name.fill("Ordre du jour définitif.odt");
  await name.press("Enter");
  await expect(page.getByRole("rowheader", { name: "Ordre du jour définitif.odt" })).toBeVisible();
  await page.getByRole("button", { name: "Autres actions pour Ordre du jour définitif.odt" }).press("Enter");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("rowheader", { name: "Ordre du jour définitif.odt" })).toHaveCount(0);
  await page.getByRole("link", { name: /^Corbeille/ }).press("Enter");
  await page.getByRole("button", { name: "Restaurer Ordre du jour définitif.odt" }).press("Enter");
  await page.getByRole("link", { name: /^Documents/ }).press("Enter");
  await expect(page.getByRole("rowheader", { name: "Ordre du jour définitif.odt" })).toBeVisible();
});

test("several things are chosen and moved from the keyboard", async ({ page }) => {
  await visit(page, { name: "espace", path: `/espaces/${"64".padStart(32, "0")}` });
  for (const name of ["Ordre du jour.odt", "Budget supplémentaire – projet.ods"]) {
    await page.getByRole("checkbox", { name: `Sélectionner ${name}` }).press("Space");
  }
  await page.getByRole("button", { name: "Déplacer" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Déplacer 2 éléments" });
  await dialog.getByRole("button", { name: /Dans quel dossier/ }).press("Enter");
  await page.getByRole("option", { name: "Séance du 4 décembre 2025 / Annexes" }).press("Enter");
  await dialog.getByRole("button", { name: "Déplacer" }).press("Enter");
  await expect(page.getByRole("rowheader", { name: "Ordre du jour.odt" })).toHaveCount(0);
  await page.getByRole("link", { name: "Séance du 4 décembre 2025" }).press("Enter");
  await page.getByRole("link", { name: "Annexes" }).press("Enter");
  await expect(page.getByRole("rowheader", { name: "Ordre du jour.odt" })).toBeVisible();
  await expect(page.getByRole("rowheader", { name: "Budget supplémentaire – projet.ods" })).toBeVisible();
});

test("a folder that was searched for is opened and shows what is in it", async ({ page }) => {
  await visit(page, { name: "espace", path: `/espaces/${"64".padStart(32, "0")}` });
  const search = page.getByLabel("Chercher un nom dans tout l’espace");
  await search.fill("annexe");
  await expect(page.getByText("1 élément trouvé")).toBeVisible();
  await page.getByRole("link", { name: /^Annexes/ }).press("Enter");
  await expect(page.getByRole("rowheader", { name: "Programme.md" })).toBeVisible();
  await expect(search).toHaveValue("");
});

test("a PDF is read page by page, and its words are there for those who hear them", async ({ page }) => {
  await visit(page, { name: "document", path: `/espaces/${"64".padStart(32, "0")}/documents/${"84".padStart(32, "0")}` });
  await expect(page.getByText("Procès-verbal de la séance du 6 novembre")).toBeAttached();
  await page.getByRole("button", { name: "Page suivante" }).press("Enter");
  await expect(page.getByText("page 2 sur 2", { exact: true })).toBeVisible();
  await expect(page.getByText("Annexe : votes")).toBeAttached();
  await expect(page.getByRole("button", { name: "Page suivante" })).toBeDisabled();
  const dark = () =>
    page.getByRole("region", { name: "page 2 sur 2" }).locator("canvas").evaluate((canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return pixels.filter((value, at) => at % 4 === 0 && value < 100).length;
    });
  await expect.poll(dark, { message: "the page is drawn" }).toBeGreaterThan(100);
});

test("an earlier version of a document is restored from the keyboard", async ({ page }) => {
  await visit(page, { name: "document", path: `/espaces/${"64".padStart(32, "0")}/documents/${"82".padStart(32, "0")}` });
  await page.getByRole("button", { name: "Restaurer la version 2" }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Restaurer" }).press("Enter");
  await expect(page.getByRole("rowheader", { name: /^4/ })).toBeVisible();
});

test("files are chosen with a button as well as dropped", async ({ page }) => {
  await visit(page, { name: "espace", path: `/espaces/${"66".padStart(32, "0")}` });
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choisir des fichiers" }).press("Enter");
  await (await chooser).setFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: Buffer.from("plan") });
  await expect(page.getByRole("rowheader", { name: "plan.pdf" })).toBeVisible();
});

test("what is missing is said in the form, and the first such field is focused", async ({ page }) => {
  await visit(page, { name: "signaler", path: "/signaler", as: "signedOut" });
  await page.getByRole("button", { name: "Envoyer le signalement" }).press("Enter");
  await expect(page.getByLabel("Que s’est-il passé ?")).toBeFocused();
  await expect(page.getByText("Ce champ est nécessaire.").first()).toBeVisible();
});

test("a list is chosen from", async ({ page }) => {
  await visit(page, { name: "mise-en-place", path: "/mise-en-place#jeton", as: "empty" });
  const zone = page.getByRole("button", { name: /Fuseau horaire/ });
  await zone.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(zone).toContainText("America/Guadeloupe");
});

test("a moment is typed digit after digit, and read back with UTC beside", async ({ page }) => {
  await visit(page, { name: "qualification", path: `/violations/${"12d".padStart(32, "0")}/qualification` });
  const field = page.getByLabel("Quand l’avez-vous su ?");
  await field.focus();
  // The third part is the year, whatever the language of the browser.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type("2024");
  await expect(field).toHaveValue("2024-11-25T07:45");
  await expect(page.getByText("lundi 25 novembre 2024 à 07:45, heure de Paris · 06:45\u00a0UTC")).toBeVisible();
});

test("going to another part of a breach file puts it under the reader", async ({ page }) => {
  await visit(page, { name: "violation", path: `/violations/${"12c".padStart(32, "0")}/tableau` });
  await page.getByRole("link", { name: "Mesures" }).press("Enter");
  await expect(page.getByRole("group", { name: "Mesures" })).toBeFocused();
  await expect(page).toHaveTitle(/^Mesures – Portail famille/);
});
