import { expect, type Page } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, choose, section, send } from "../forms";
import type { Stage } from "../stage";

/**
 * The severity, from what is known. As long as answers are missing there is an interval; with all of them there is one
 * level, raised by the rule of a hundred recipients, and what it obliges to do.
 */
export async function severity({ clemence, dossier, hugo }: Stage): Promise<void> {
  await section(clemence, dossier, "gravite");
  await expect(clemence.getByText(/Selon ce qui reste inconnu/)).toBeVisible();
  const scale = clemence.getByRole("list", { name: "Niveaux de gravité" });
  expect(await scale.getByText("possible", { exact: true }).count()).toBeGreaterThan(1);
  await expect(scale.getByText("calculé", { exact: true })).toHaveCount(0);
  await accessible(clemence);

  await score(clemence, "données simples", /aucune circonstance aggravante/);
  await score(clemence, "données de comportement", /apprennent peu/);
  await score(clemence, "données financières", /cas ordinaire/);
  await score(clemence, "données sensibles", /suppositions générales/);
  await score(clemence, /: nom$/, /nom avec date de naissance/);
  await score(clemence, "confidentialité", /destinataires inconnus/);
  await score(clemence, "intégrité", /pas d’atteinte/);
  await score(clemence, "disponibilité", /pas d’atteinte/);
  // Malice is still unknown: the interval has narrowed and is said.
  await expect(clemence.getByText(/on ne sait pas encore|sans réponse/).first()).toBeVisible();
  await score(clemence, "malveillance", /accident/);

  // At least a hundred recipients: the law's own floor.
  await answer(clemence, "Nombre de destinataires non maîtrisés");
  await choose(clemence.getByRole("dialog"), /Nombre de destinataires/, "nombre exact");
  await clemence.getByRole("dialog").getByLabel("Nombre", { exact: true }).fill("120");
  await submit(clemence);
  const rules = clemence.getByRole("list", { name: "Règles qui relèvent ou abaissent le niveau" });
  await expect(rules.getByRole("listitem").filter({ hasText: "P5" })).toContainText("s’applique");

  for (const fact of [
    "Données lisibles qui désignent directement les personnes",
    "Numéro de sécurité sociale",
    "Données chez une personne hostile",
    "Faire partie du groupe",
    "Des soins ou un service vital",
  ]) {
    await tri(clemence, fact, "non");
  }
  await expect(clemence.getByText(/Selon ce qui reste inconnu/)).toHaveCount(0);
  await expect(scale.getByText("possible", { exact: true })).toHaveCount(0);
  await expect(scale.getByText("calculé", { exact: true })).toHaveCount(1);
  await expect(clemence.getByText("Ce que cela oblige à faire : Notifier la CNIL et informer les personnes.")).toBeVisible();
  await accessible(clemence);

  await clemence.getByRole("button", { name: "Retenir un niveau" }).click();
  await accessible(clemence);
  await send(clemence, "Retenir un niveau");
  await expect(clemence.getByText(/Retenu par/)).toBeVisible();
  await accessible(clemence);

  await hugo.goto(`${dossier}/gravite`);
  await expect(hugo.getByText(/Retenu par/)).toBeVisible();
  await section(hugo, dossier, "tableau");
  await accessible(hugo);
}

async function answer(page: Page, what: string | RegExp): Promise<void> {
  const name = typeof what === "string" ? new RegExp(`^Répondre : ${what}`) : what;
  await page.getByRole("button", { name }).click();
}

async function submit(page: Page): Promise<void> {
  await page.getByRole("dialog").getByLabel("Source").fill(marked("source of an answer", "cellule de crise"));
  await send(page, "Enregistrer");
}

async function score(page: Page, what: string | RegExp, step: RegExp): Promise<void> {
  await answer(page, what);
  await page.getByRole("dialog").getByText(step).first().click();
  await submit(page);
}

async function tri(page: Page, what: string, value: string): Promise<void> {
  await answer(page, what);
  await page.getByRole("dialog").getByText(value, { exact: true }).click();
  await submit(page);
}
