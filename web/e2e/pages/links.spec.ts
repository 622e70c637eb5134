import { expect, test } from "@playwright/test";
import { visit } from "../support/visit";

const council = `/espaces/${"64".padStart(32, "0")}`;

/** Share links without a mouse, on both sides. */
test("documents are shared by a link, which is then suspended", async ({ page }) => {
  const problems = await visit(page, { name: "espace", path: council });
  for (const name of ["Ordre du jour.odt", "Budget supplémentaire – projet.ods"]) {
    await page.getByRole("checkbox", { name: `Sélectionner ${name}` }).press("Space");
  }
  await page.getByRole("button", { name: "Partager par un lien" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Partager par un lien" });
  await expect(dialog.getByLabel("Titre")).toBeFocused();
  await dialog.getByLabel("Titre").fill("Pièces du 4 décembre");
  await dialog.getByRole("button", { name: "Proposer un mot de passe" }).press("Enter");
  const password = await dialog.getByLabel("Mot de passe").inputValue();
  expect(password).toMatch(/^[a-z]{4}(-[a-z]{4}){4}$/);
  await dialog.getByLabel("Nombre de téléchargements").fill("zéro");
  await expect(dialog.getByText("Indiquez un nombre entier")).toBeVisible();
  await dialog.getByLabel("Nombre de téléchargements").fill("5");
  await dialog.getByRole("button", { name: "Créer le lien" }).press("Enter");
  const ready = page.getByRole("dialog", { name: "Le lien est prêt" });
  await expect(ready.getByText(password)).toBeVisible();
  await expect(ready.getByRole("img", { name: /^Code QR du lien/ })).toBeVisible();
  await expect(ready).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(ready).toBeHidden();
  await page.getByRole("link", { name: /^Liens/ }).press("Enter");
  const row = page.getByRole("row", { name: /Pièces du 4 décembre/ });
  await expect(row.getByText("en service")).toBeVisible();
  await row.getByRole("button", { name: "Autres actions pour Pièces du 4 décembre" }).press("Enter");
  await page.getByRole("menuitem", { name: "Suspendre" }).press("Enter");
  await expect(row.getByText("suspendu")).toBeVisible();
  expect(problems).toEqual([]);
});

test("a folder is not shared, and the page says so", async ({ page }) => {
  await visit(page, { name: "espace", path: council });
  await page.getByRole("checkbox", { name: "Sélectionner Séance du 4 décembre 2025" }).press("Space");
  await expect(page.getByText("Un lien partage des documents, pas un dossier")).toBeVisible();
  await expect(page.getByRole("button", { name: "Partager par un lien" })).toHaveCount(0);
});

test("a visitor who mistypes the password stays in its field, and opens the link with the right one", async ({ page }) => {
  await visit(page, { name: "lien", path: "/l/abc#secret", as: "signedOut" });
  // The secret is not left in the address bar.
  expect(new URL(page.url()).hash).toBe("");
  const field = page.getByRole("textbox", { name: "Mot de passe" });
  await field.fill("faux");
  await page.getByRole("button", { name: "Ouvrir" }).click();
  await expect(page.getByText("Ce n’est pas le bon mot de passe").first()).toBeVisible();
  await expect(field).toBeFocused();
  await page.keyboard.type("luta-dozu-suge-gule-pije");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Il reste 6 téléchargements.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Télécharger : Programme.md" }).press("Enter");
  expect((await saved).suggestedFilename()).toBe("Programme.md");
  // What came once is counted once.
  await page.getByRole("button", { name: "Aperçu : Programme.md" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Programme de la séance" })).toBeVisible();
  await expect(page.getByText("Il reste 5 téléchargements.")).toBeVisible();
});

test("whoever is not the recipient says so without opening anything", async ({ page }) => {
  await visit(page, { name: "lien", path: "/l/abc#secret", as: "signedOut" });
  await page.getByRole("button", { name: "Je n’en suis pas le destinataire" }).press("Enter");
  await page.getByRole("button", { name: "Confirmer et arrêter le lien" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "C’est signalé, merci" })).toBeFocused();
  await expect(page.getByText("Supprimez le message")).toBeVisible();
  await expect(page.getByText("Supprimez ce que vous avez téléchargé")).toHaveCount(0);
});

test("a page that was reloaded takes the link again when it is pasted", async ({ page }) => {
  await visit(page, { name: "lien", path: "/l/abc#libre", as: "signedOut" });
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Ce lien est incomplet" })).toBeVisible();
  await page.goto("/l/abc#libre");
  await expect(page.getByRole("heading", { level: 1, name: "Pièces de la séance du 4 décembre" })).toBeVisible();
});

test("whoever received it by mistake says so of a link that has ended too", async ({ page }) => {
  await visit(page, { name: "lien", path: "/l/abc#suspendu", as: "signedOut" });
  await expect(page.getByRole("heading", { level: 1, name: "Ce lien est suspendu" })).toBeVisible();
  await page.getByRole("button", { name: "Je n’en suis pas le destinataire" }).press("Enter");
  await page.getByRole("button", { name: "Confirmer et arrêter le lien" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "C’est signalé, merci" })).toBeFocused();
  // What nobody could open has nothing to delete, and a link that does not exist nothing to report.
  await expect(page.getByText("Supprimez ce que vous avez téléchargé")).toHaveCount(0);
  await page.goto("/l/abc");
  await expect(page.getByRole("heading", { level: 1, name: "Ce lien est incomplet" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Je n’en suis pas le destinataire" })).toHaveCount(0);
});
