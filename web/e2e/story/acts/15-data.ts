import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, choose, section, send } from "../forms";
import type { Stage } from "../stage";

/** Clémence describes what leaked and of whom, in the words of the CNIL's form. */
export async function data({ clemence, dossier, hugo, truth }: Stage): Promise<void> {
  await section(clemence, dossier, "donnees");
  await clemence.getByRole("button", { name: "Décrire un jeu de données" }).first().click();
  const dialog = clemence.getByRole("dialog");
  const label = marked("data set", "Dossiers des familles");
  await dialog.getByLabel("Votre nom pour ces données").fill(label);
  for (const category of [/^État civil/, /^Coordonnées/, /^Données financières/, /^Données de santé/]) {
    await dialog.getByText(category).click();
  }
  await dialog.getByLabel("Autres données, dans vos mots").fill(marked("other data", "régime de cantine"));
  await dialog.getByText("Utilisateurs ou usagers").click();
  await dialog.getByText("Mineurs", { exact: true }).click();
  await dialog.getByRole("radiogroup", { name: /Des mineurs/ }).getByText("oui", { exact: true }).click();
  await choose(dialog, /Nombre de personnes/, "nombre exact");
  await dialog.getByLabel("Nombre", { exact: true }).first().fill(String(truth.persons));
  await dialog.getByLabel("Source").fill(marked("source of the data set", "analyse des journaux"));
  await accessible(clemence);
  await send(clemence, "Enregistrer");
  const entry = clemence.getByRole("listitem").filter({ hasText: label });
  await expect(entry).toContainText("Données de santé");
  await expect(entry).toContainText(String(truth.persons));
  await accessible(clemence);

  await hugo.goto(`${dossier}/donnees`);
  await expect(hugo.getByText(label)).toBeVisible();
}
