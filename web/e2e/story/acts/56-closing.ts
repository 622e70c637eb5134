import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, section, send } from "../forms";
import { keep } from "../papers";
import type { Stage } from "../stage";

/** The last task is done, the file is closed, and the register keeps its line. */
export async function closing({ clemence, dossier, hugo, people, title, truth }: Stage): Promise<void> {
  await section(hugo, dossier, "cellule");
  const asked = hugo.getByRole("listitem").filter({ hasText: "Demander les journaux du portail" });
  await asked.getByRole("button", { name: "Terminer la tâche" }).click();
  await hugo.getByRole("dialog").getByLabel("Résultat").fill(marked("task: outcome", "journaux reçus et analysés"));
  await send(hugo, "Enregistrer");

  await clemence.goto(`${dossier}/cloture`);
  await expect(clemence.getByText("Tout est en ordre.")).toBeVisible();
  await clemence.getByRole("button", { name: "Clore le dossier" }).click();
  const dialog = clemence.getByRole("dialog");
  const decision = marked("closing: decision", "Toutes les obligations sont remplies.");
  await dialog.getByLabel("Décision").fill(decision);
  await dialog.getByLabel("Décidé par").fill(marked("closing: decided by", "Jeanne Lefèvre, maire"));
  await accessible(clemence);
  await send(clemence, "Clore le dossier");
  await expect(clemence.getByText("Le dossier est clos")).toBeVisible();
  await expect(clemence.getByText(decision)).toBeVisible();
  await accessible(clemence);

  await clemence.goto("/registre");
  const line = clemence.getByRole("row").filter({ hasText: title });
  await expect(line).toContainText("clos");
  await expect(line).toContainText("CNIL : reçue");
  await expect(line).toContainText("Personnes informées : terminée");
  await expect(line).toContainText(String(truth.persons));
  await accessible(clemence);
  const table = await keep(clemence, () => clemence.getByRole("button", { name: "Exporter le registre (CSV)" }).click());
  const [header = "", first = ""] = readFileSync(table.path, "utf8").replace("\uFEFF", "").split("\r\n");
  expect(header.startsWith("Numéro;Dossier;État;")).toBe(true);
  expect(first).toContain(title);
  expect(first).toMatch(/^\d{4}-001;/);
  await clemence.goto("/echeances");
  await expect(clemence.getByRole("heading", { level: 1, name: "Échéances" })).toBeVisible();
  await expect(clemence.getByRole("link", { name: "Notifier la violation à la CNIL" })).toHaveCount(0);
  await accessible(clemence);
  expect(people.clemence.email).not.toBe("");
}
