import { expect, type Page, test } from "@playwright/test";
import { visit } from "../support/visit";

const council = `/espaces/${"64".padStart(32, "0")}`;
const suspended = `/espaces/${"67".padStart(32, "0")}`;
const closed = `/espaces/${"68".padStart(32, "0")}`;
const desk = `/espaces/${"190".padStart(32, "0")}`;
const dossier = `/espaces/${"12c".padStart(32, "0")}`;

async function tab(page: Page, name: RegExp): Promise<void> {
  await page.getByRole("main").getByRole("link", { name }).press("Enter");
}

async function destroy(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `Autres actions pour ${name}` }).press("Enter");
  await page.getByRole("menuitem", { name: "Détruire définitivement" }).press("Enter");
}

/** The life of a workspace without a mouse. */
test("an owner suspends a workspace, and resumes it from its notice", async ({ page }) => {
  const problems = await visit(page, { name: "reglages", path: `${council}?vue=reglages` });
  await page.getByRole("button", { name: "Suspendre", exact: true }).press("Enter");
  await expect(page.getByText("Cet espace est suspendu", { exact: true })).toBeVisible();
  await expect(page.getByText("suspendu", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Fermer", exact: true })).toHaveCount(0);
  await tab(page, /^Documents/);
  await expect(page.getByText("Déposez des fichiers ici")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Télécharger Ordre du jour.odt" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Autres actions pour Ordre du jour.odt" })).toHaveCount(0);
  await tab(page, /^Membres/);
  await expect(page.getByRole("button", { name: "Ajouter une personne" })).toHaveCount(0);
  await tab(page, /^Corbeille/);
  await expect(page.getByText("rien n’y est restauré ni détruit")).toBeVisible();
  await expect(page.getByRole("button", { name: "Vider la corbeille…" })).toHaveCount(0);
  await tab(page, /^Liens/);
  await expect(page.getByRole("button", { name: /^Copier/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Remettre en service" }).press("Enter");
  await expect(page.getByText("Cet espace est suspendu", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await tab(page, /^Documents/);
  await expect(page.getByText("Déposez des fichiers ici")).toBeVisible();
  await tab(page, /^Activité/);
  await expect(page.getByText("a suspendu l’espace")).toBeVisible();
  await expect(page.getByText("a remis l’espace en service")).toBeVisible();
  expect(problems).toEqual([]);
});

test("a member of a suspended workspace reads nothing, and is told why and by whom it is resumed", async ({ page }) => {
  await visit(page, { name: "suspendu", path: suspended });
  await expect(page.getByText("Un propriétaire l’a mis en pause")).toBeVisible();
  await expect(page.getByText("adressez-vous à Hugo Masson")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Télécharger/ })).toHaveCount(0);
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Remettre en service" })).toHaveCount(0);
  await tab(page, /^Réglages/);
  await expect(page.getByText("Les propriétaires de l’espace décident")).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Suspendre|Fermer|Enregistrer|Supprimer)/ })).toHaveCount(0);
  await tab(page, /^Documents/);
  await page.getByRole("link", { name: "Ordre du jour.odt" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Ordre du jour.odt" })).toBeVisible();
  await expect(page.getByText("Un propriétaire l’a mis en pause")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Télécharger/ })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Aperçu" })).toHaveCount(0);
});

test("a closed workspace is read, and reopened by its owner", async ({ page }) => {
  await visit(page, { name: "ferme", path: closed });
  await expect(page.getByRole("button", { name: "Télécharger Ordre du jour.odt" })).toBeVisible();
  await expect(page.getByText("Déposez des fichiers ici")).toHaveCount(0);
  await tab(page, /^Réglages/);
  await expect(page.getByLabel("Nom de l’espace")).toHaveCount(0);
  await page.getByRole("region", { name: "Fermer l’espace" }).getByRole("button", { name: "Rouvrir" }).press("Enter");
  await expect(page.getByText("Cet espace est fermé", { exact: true })).toHaveCount(0);
  await expect(page.getByLabel("Nom de l’espace")).toHaveValue("Élections 2024");
});

test("the list says which workspaces are suspended or closed", async ({ page }) => {
  await visit(page, { name: "espaces", path: "/espaces" });
  const card = (name: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
  await expect(card("Recrutement – candidatures").getByText("suspendu", { exact: true })).toBeVisible();
  await expect(card("Élections 2024").getByText("fermé", { exact: true })).toBeVisible();
});

test("what is said of a workspace is changed by its owner", async ({ page }) => {
  const problems = await visit(page, { name: "reglages", path: `${council}?vue=reglages` });
  await page.getByLabel("Nom de l’espace").fill("Conseil municipal 2026");
  await page.getByLabel("Traitement de rattachement").fill("Fiche n° 4 ");
  await page.getByRole("button", { name: "Enregistrer" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Conseil municipal 2026" })).toBeVisible();
  await expect(page.getByText("La description est enregistrée.").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Enregistrer" })).toBeFocused();
  await tab(page, /^Activité/);
  await expect(page.getByText("a changé la description de l’espace")).toBeVisible();
  expect(problems).toEqual([]);
});

test("a workspace is deleted once its name is written, not before", async ({ page }) => {
  const problems = await visit(page, { name: "reglages", path: `${council}?vue=reglages` });
  await page.getByRole("button", { name: "Supprimer l’espace…" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: /^Supprimer « Conseil municipal/ });
  const name = dialog.getByLabel("Pour confirmer, écrivez le nom de l’espace");
  await name.fill("Conseil municipal");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("Ce n’est pas le nom de cet espace")).toBeVisible();
  await expect(name).toBeFocused();
  // No keyboard has the dash that stands in the name.
  await name.fill("Conseil municipal - séances");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Espaces" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Conseil municipal – séances" })).toHaveCount(0);
  await expect(page.locator("[aria-live=polite]").filter({ hasText: "L’espace « Conseil municipal – séances » est supprimé." })).toHaveCount(1);
  expect(problems).toEqual([]);
});

test("a deleted workspace says who deleted it and when, and nothing else", async ({ page }) => {
  await visit(page, { name: "supprime", path: `/espaces/${"69".padStart(32, "0")}` });
  await expect(page.getByText(/a été supprimé par Hugo Masson le 21\snov\.\s2025 à\s17:05/)).toBeVisible();
  await expect(page.getByRole("link", { name: /^Documents/ })).toHaveCount(0);
  await expect(page.getByText("Beffroi refuse")).toHaveCount(0);
});

test("breach files and desks are not deleted, and the page says why", async ({ page }) => {
  await visit(page, { name: "dossier", path: `${dossier}?vue=reglages` });
  await expect(page.getByText("Un dossier de violation ne se supprime pas")).toBeVisible();
  await expect(page.getByRole("button", { name: "Supprimer l’espace…" })).toHaveCount(0);
  await page.goto(`${desk}?vue=reglages`);
  await expect(page.getByText("Un point d’accueil ne se supprime pas")).toBeVisible();
  await expect(page.getByText("la page publique ne reçoit plus rien")).toBeVisible();
  await page.getByRole("button", { name: "Suspendre", exact: true }).press("Enter");
  await page.getByRole("navigation", { name: "Navigation principale" }).getByRole("link", { name: /^Signalements/ }).press("Enter");
  await expect(page.getByText("Cet espace est suspendu", { exact: true })).toBeVisible();
});

test("what is in the bin is destroyed for good: one thing, what is old, all of it", async ({ page }) => {
  const problems = await visit(page, { name: "corbeille", path: `${council}?vue=corbeille` });
  await expect(page.getByText("2 éléments sont à la corbeille depuis plus de 30 jours")).toBeVisible();
  await destroy(page, "Ancienne note.docx");
  const one = page.getByRole("dialog", { name: "Détruire « Ancienne note.docx » définitivement ?" });
  await expect(one.getByText("22 Ko")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Autres actions pour Ancienne note.docx" })).toBeFocused();
  await destroy(page, "Ancienne note.docx");
  await one.getByRole("button", { name: "Détruire définitivement" }).press("Enter");
  await expect(page.getByRole("row", { name: /Ancienne note/ })).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(page.getByText("1 élément est à la corbeille depuis plus de 30 jours")).toBeVisible();
  await page.getByRole("button", { name: "Le détruire…" }).press("Enter");
  const old = page.getByRole("dialog", { name: "Détruire « Feuille de présence 2024.ods » définitivement ?" });
  await old.getByRole("button", { name: "Détruire définitivement" }).press("Enter");
  await expect(page.getByText("depuis plus de 30 jours")).toHaveCount(0);
  await page.getByRole("button", { name: "Vider la corbeille…" }).press("Enter");
  await expect(page.getByRole("dialog").getByText("7 documents")).toBeVisible();
  await page.getByRole("button", { name: "Détruire définitivement" }).press("Enter");
  await expect(page.getByText("La corbeille est vide")).toBeVisible();
  await tab(page, /^Activité/);
  await expect(page.getByText("a détruit « Ancienne note.docx » définitivement")).toBeVisible();
  await expect(page.getByText("a détruit le dossier « Séance du 2 octobre 2025 »")).toBeVisible();
  expect(problems).toEqual([]);
});
