import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, choose, section, send } from "../forms";
import { fullName, type Stage } from "../stage";

/** Clémence convenes the crisis cell: Hugo, director, sees the file from then on. */
export async function cell({ clemence, dossier, hugo, people, title }: Stage): Promise<void> {
  await hugo.goto("/espaces");
  await expect(hugo.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(hugo.getByText(title)).toHaveCount(0);
  await hugo.goto(dossier);
  await expect(hugo.getByRole("alert").first()).toBeVisible();

  await section(clemence, dossier, "cellule");
  await clemence.getByRole("button", { name: "Ajouter à la cellule" }).click();
  const dialog = clemence.getByRole("dialog");
  await choose(dialog, /Personne/, new RegExp(fullName(people.hugo)));
  await choose(dialog, /Fonction/, "direction générale");
  await accessible(clemence);
  await send(clemence, "Ajouter");
  await expect(clemence.getByRole("row", { name: new RegExp(fullName(people.hugo)) })).toContainText("direction générale");

  // She has a function too, and stays the owner of the file: from now on, what one prepares another approves.
  await clemence.getByRole("button", { name: "Ajouter à la cellule" }).click();
  await choose(dialog, /Personne/, new RegExp(fullName(people.clemence)));
  await choose(dialog, /Fonction/, "informatique (DSI)");
  await expect(dialog.getByRole("radio", { name: /^propriétaire/ })).toBeChecked();
  await send(clemence, "Ajouter");
  await expect(clemence.getByRole("row", { name: new RegExp(fullName(people.clemence)) })).toContainText("informatique (DSI)");

  await clemence.getByRole("button", { name: "Ajouter une tâche" }).click();
  const task = clemence.getByRole("dialog");
  const toDo = marked("task", "Demander les journaux du portail à l’éditeur");
  await task.getByLabel("Que faut-il faire ?").fill(toDo);
  await choose(task, /Qui s’en charge/, fullName(people.hugo));
  await send(clemence, "Ajouter");

  await clemence.getByRole("button", { name: "Consigner une décision" }).click();
  const decision = clemence.getByRole("dialog");
  await decision.getByLabel("Quelle était la question ?").fill(marked("decision: question", "Couper le portail ?"));
  await decision.getByLabel("Possibilités envisagées").fill(marked("decision: options", "couper\nlaisser ouvert"));
  const choice = marked("decision: choice", "couper");
  await decision.getByLabel("Ce qui a été choisi").fill(choice);
  await decision.getByLabel("Pourquoi").fill(marked("decision: reason", "Chaque heure expose d’autres familles."));
  await send(clemence, "Enregistrer");
  await expect(clemence.getByText(choice)).toBeVisible();
  await accessible(clemence);

  await hugo.goto(`${dossier}/tableau`);
  await expect(hugo.getByRole("heading", { name: title, level: 1 })).toBeVisible();
  await expect(hugo.getByText(/Il reste\s7[12]\sh/).first()).toBeVisible();
  await section(hugo, dossier, "cellule");
  await expect(hugo.getByText(toDo)).toBeVisible();
  await expect(hugo.getByText(choice)).toBeVisible();
  await accessible(hugo);
}
