import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, choose, section, send } from "../forms";
import { flat, keep, read } from "../papers";
import type { Stage } from "../stage";

/** What was learnt, the officer who was missing, and what that officer thinks of the level. */
export async function lessons({ clemence, dossier, people }: Stage): Promise<void> {
  await section(clemence, dossier, "cloture");
  await clemence.getByRole("button", { name: "Consigner le retour d’expérience" }).click();
  const dialog = clemence.getByRole("dialog");
  await dialog.getByLabel("Causes profondes").fill(marked("lessons: causes", "Des fonctions livrées sans nouveaux tests, faute de temps."));
  await dialog.getByLabel("Ce qui a bien marché").fill(marked("lessons: what worked", "La coupure, décidée en moins d’une heure."));
  await dialog.getByLabel("Ce qui a manqué").fill(marked("lessons: what failed", "Personne ne lisait le formulaire le samedi."));
  await dialog.getByLabel("Ce qui sera fait").fill(marked("lessons: what will be done", "Lire les signalements chaque jour, week-end compris."));
  await accessible(clemence);
  await send(clemence, "Enregistrer");

  await clemence.getByRole("button", { name: "Désigner un délégué à la protection des données" }).click();
  const officer = marked("officer: name", "Paul Girard");
  await dialog.getByLabel("Nom", { exact: true }).fill(officer);
  await dialog.getByLabel("Contact public").fill(people.hugo.email);
  await dialog.getByLabel(/Numéro de désignation/).fill(marked("officer: reference", "DPO-99999"));
  await accessible(clemence);
  await send(clemence, "Enregistrer");

  // Closing is refused as long as something is missing, and says what.
  await expect(clemence.getByRole("button", { name: "Clore le dossier" })).toBeDisabled();
  const steps = clemence.getByRole("list").filter({ has: clemence.getByRole("link", { name: /^Y aller/ }) });
  await expect(steps).toContainText("Consigner l’avis du délégué à la protection des données");
  await expect(steps).toContainText("Terminer une tâche");
  await accessible(clemence);

  await clemence.getByRole("link", { name: /^Y aller : Consigner l’avis/ }).click();
  await clemence.getByRole("button", { name: "Retenir un niveau" }).click();
  await dialog.getByText("Consigner l’avis du délégué à la protection des données").click();
  await dialog.getByLabel("Nom du délégué").fill(officer);
  await choose(dialog, /Avis/, /^favorable$/);
  const opinion = marked("officer: opinion", "Le niveau retenu est justifié, les personnes ont été informées à temps.");
  await dialog.getByLabel("Dans ses mots").fill(opinion);
  await accessible(clemence);
  await send(clemence, "Retenir un niveau");
  await section(clemence, dossier, "cloture");
  await expect(steps).not.toContainText("Consigner l’avis du délégué");
  const sheet = await keep(clemence, () => clemence.getByRole("button", { name: "Fiche du registre en PDF" }).click());
  const text = read(sheet);
  for (const expected of [officer, opinion]) expect(text).toContain(flat(expected));
}
