import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, drop, onDisk, section, send, zone } from "../forms";
import { flat, keep, pages, pick, read } from "../papers";
import type { Stage } from "../stage";

const questions = [
  "Que s’est-il passé ?",
  "Comment avons-nous réagi ?",
  "Quelles données sont concernées ?",
  "Quelles sont les conséquences possibles ?",
  "Quelles sont nos recommandations ?",
  "Qui contacter si vous avez des questions ?",
];

/** A letter to each person whom the traces show exposed: six questions, in plain words, kept as it left. */
export async function letters({ clemence, dossier, hugo, town, truth }: Stage): Promise<void> {
  await section(clemence, dossier, "personnes");
  const figure = (name: string) => clemence.locator("dl > div").filter({ hasText: name }).locator("dd");
  await expect(figure("Personnes exposées")).toHaveText(String(truth.persons));
  await expect(figure("Restent à informer")).toHaveText(String(truth.persons));
  await expect(clemence.getByText(/heure de Paris/).last()).toBeVisible();
  await accessible(clemence);

  // The town's own software knows who is behind each reference: one table gives all names and addresses.
  await clemence.getByRole("button", { name: "Importer noms et adresses" }).click();
  const model = await keep(clemence, () => clemence.getByRole("button", { name: "Télécharger le tableau à remplir" }).click());
  const [header = "", ...lines] = readFileSync(model.path, "utf8").replace("\uFEFF", "").trim().split(/\r?\n/);
  expect(header.split(";").slice(0, 3)).toEqual(["Référence", "Nom", "Adresse"]);
  expect(lines).toHaveLength(truth.persons);
  const references = lines.map((line) => line.split(";")[0] ?? "");
  const names = references.map((_, rank) => marked("name of an exposed person", `Famille Exemple ${rank + 1}`));
  const street = marked("address of an exposed person", "3 rue des Lys");
  const table = [header, ...references.map((reference, rank) => `${reference};${names[rank]};${street}|38000 Valmont;;oui`)];
  await drop(zone(clemence.getByRole("dialog"), "Déposez le tableau rempli"), [onDisk("annuaire.csv", [...table, "INCONNU;Personne;;;"].join("\n"))]);
  await expect(clemence.getByText("Une référence n’est pas dans ce dossier : INCONNU.")).toBeVisible();
  await accessible(clemence);
  await send(clemence, truth.persons === 1 ? "Inscrire une personne" : `Inscrire ${truth.persons} personnes`);
  const [first = ""] = names;
  await expect(clemence.getByRole("row").filter({ hasText: first })).toContainText(street);

  // One answer in our own words, for everybody.
  await clemence.getByRole("button", { name: `Autres actions pour ${first}` }).click();
  await clemence.getByRole("menuitem", { name: `Lire la lettre de ${first}` }).click();
  const dialog = clemence.getByRole("dialog");
  for (const question of questions) await expect(dialog.getByRole("heading", { name: question })).toBeVisible();
  const advice = marked("letter: rewritten answer", "Une permanence se tient en mairie chaque samedi matin.");
  await dialog.getByRole("button", { name: "Réécrire : Quelles sont nos recommandations ?" }).click();
  const proposed = await dialog.locator("textarea").inputValue();
  await dialog.locator("textarea").fill(`${proposed}\n\n${advice}`);
  await expect(dialog.getByText("Toutes les lettres")).toBeVisible();
  await accessible(clemence);
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await expect(dialog.getByText(advice)).toBeVisible();
  await accessible(clemence);
  const one = await keep(clemence, () => dialog.getByRole("button", { name: "Télécharger en PDF" }).click());
  const letter = read(one);
  for (const expected of [...questions, town, first, street, "38000 Valmont", advice, "Objet : Information sur une violation"]) {
    expect(letter).toContain(flat(expected));
  }
  expect(letter).not.toContain("Projet, à ne pas envoyer");
  const places = questions.map((question) => letter.indexOf(question));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  for (const other of names.slice(1)) expect(letter).not.toContain(other);
  await dialog.getByRole("button", { name: "Fermer" }).last().click();

  // All of them in one file, each its own.
  await clemence.getByText("Tout choisir").click();
  const all = await keep(clemence, () => clemence.getByRole("button", { name: "Télécharger les lettres choisies" }).click());
  const mailing = read(all);
  for (const name of names) expect(mailing).toContain(flat(name));
  expect(mailing.split(advice)).toHaveLength(truth.persons + 1);
  expect(pages(all)).toBeGreaterThanOrEqual(truth.persons);

  await clemence.getByRole("button", { name: "Déclarer les lettres envoyées" }).click();
  await drop(zone(dialog, "Preuve d’envoi"), [onDisk("bordereau.txt", marked("proof of sending", "dépôt au bureau de poste"))]);
  await accessible(clemence);
  await dialog.getByRole("button", { name: "Déclarer les lettres envoyées" }).click();
  await expect(dialog).toHaveCount(0, { timeout: 180_000 });
  await expect(figure("Informées")).toHaveText(String(truth.persons));
  await expect(figure("Restent à informer")).toHaveText("0");
  await accessible(clemence);

  // A letter comes back: that person is to be told again, and is.
  const returned = clemence.getByRole("row").filter({ hasText: first });
  await clemence.getByRole("button", { name: `Autres actions pour ${first}` }).click();
  await clemence.getByRole("menuitem", { name: /Lettre revenue/ }).click();
  await dialog.getByLabel("Pourquoi").fill(marked("letter returned: why", "n’habite plus à l’adresse"));
  await send(clemence, "Enregistrer");
  await expect(returned).toContainText("lettre revenue");
  await expect(figure("Restent à informer")).toHaveText("1");
  await clemence.getByRole("checkbox", { name: new RegExp(first) }).locator("xpath=ancestor::label").click();
  await clemence.getByRole("button", { name: "Dispenser" }).click();
  await pick(dialog.getByRole("radiogroup"), "Déjà informée de vive voix, c’est consigné");
  await dialog.getByLabel("Pourquoi").fill(marked("exemption: reason", "reçue en mairie, lettre remise en main propre"));
  await send(clemence, "Dispenser");
  await expect(figure("Restent à informer")).toHaveText("0");

  await hugo.goto(`${dossier}/mesures`);
  await expect(hugo.getByRole("row").filter({ hasText: "telles qu’envoyées" })).toBeVisible();
  await section(hugo, dossier, "obligations");
  await expect(hugo.getByRole("listitem").filter({ has: hugo.getByRole("heading", { name: "Informer les personnes concernées" }) })).toContainText("terminée");
}
