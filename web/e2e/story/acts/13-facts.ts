import { expect, type Locator } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, choose, hoursAgo, parisInput, section, send } from "../forms";
import type { Stage } from "../stage";

/** What happened, with both dates of each fact; one is corrected and the former stays. */
export async function facts({ clemence, dossier }: Stage): Promise<void> {
  await section(clemence, dossier, "faits");
  const record = async (kind: string, fill: (dialog: Locator) => Promise<void>, trueHours: number, knownHours: number) => {
    await clemence.getByRole("button", { name: "Ajouter un fait" }).click();
    const dialog = clemence.getByRole("dialog");
    await choose(dialog, /Quel genre de fait/, kind);
    await fill(dialog);
    await dialog.getByLabel("Vrai le").fill(parisInput(hoursAgo(trueHours)));
    await dialog.getByLabel("Su le").fill(parisInput(hoursAgo(knownHours)));
    await dialog.getByLabel("Source").fill(marked("source of a fact", "éditeur du portail"));
    await send(clemence, "Enregistrer");
  };
  const description = marked("fact: description", "Après une mise à jour, des usagers ont vu le dossier d’un autre foyer.");
  await record("Description de la violation", (dialog) => dialog.locator("textarea").first().fill(description), 60, 2);
  await expect(clemence.getByText(description)).toBeVisible();
  const label = marked("fact: label of a note", "Mise à jour du portail");
  const first = marked("fact: text of a note", "Version 4.2 livrée par l’éditeur.");
  await record(
    "Autre fait",
    async (dialog) => {
      await dialog.locator("input[type=text]").first().fill(label);
      await dialog.locator("textarea").first().fill(first);
    },
    61,
    3,
  );
  await record(
    "Début de la violation",
    (dialog) => dialog.locator("input[type=datetime-local]").first().fill(parisInput(hoursAgo(61))),
    61,
    2,
  );
  await record(
    "Origine",
    (dialog) => choose(dialog, /Origine$/, "Données de la mauvaise personne affichées sur le portail"),
    61,
    2,
  );

  await clemence.getByRole("button", { name: "Corriger : Autre fait" }).click();
  const correction = clemence.getByRole("dialog");
  const second = marked("fact: corrected text", "Version 4.2.1 livrée par l’éditeur, la nuit.");
  await correction.locator("textarea").first().fill(second);
  await correction.getByLabel("Source").fill(marked("source of a fact", "note de version"));
  await send(clemence, "Enregistrer");
  await expect(clemence.getByText(second)).toBeVisible();
  await expect(clemence.getByText(first)).toHaveCount(0);
  await clemence.getByText("Montrer aussi les faits corrigés").click();
  await expect(clemence.getByRole("row").filter({ hasText: first })).toContainText("corrigé depuis");
  await accessible(clemence);
}
