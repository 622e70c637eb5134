import { expect, type Locator } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, choose, section, send } from "../forms";
import { flat, json, keep, pick, read } from "../papers";
import type { Stage } from "../stage";
import { bothHours, card } from "./50-obligations";

/** The sections of the CNIL's form, in its order. */
const form = [
  "Type de notification",
  "Organisme",
  "Responsable légal",
  "Personne à contacter",
  "Autres organismes concernés",
  "Dates",
  "Violation",
  "Données et personnes concernées",
  "Mesures de sécurité préalables",
  "Conséquences",
  "Préjudices et gravité",
  "Mesures prises",
  "Information des personnes",
  "Transfrontalier et autres autorités",
];

const notify = "Notifier la violation à la CNIL";
const complete = "Compléter la notification à la CNIL";

interface Sheet {
  kind: string;
  previous_reference: string | null;
  sections: { number: number; title: string; fields: { key: string; label: string; values: string[] }[] }[];
  missing: string[];
  changes: { key: string; after: string[] }[];
}

/** In time rather than whole: an initial notification, then what was missing, as the difference. */
export async function notification(stage: Stage): Promise<void> {
  const { clemence, dossier, hugo, town, truth } = stage;
  await section(clemence, dossier, "notification");
  await expect(clemence.getByText("Notification initiale").first()).toBeVisible();
  const pdf = await keep(clemence, () => clemence.getByRole("button", { name: "Télécharger en PDF" }).click());
  const number = await registerNumber(stage);
  expect(pdf.name).toBe(`${number}-fiche-cnil.pdf`);
  const text = read(pdf);
  inOrder(text, form.map((title, rank) => `${rank + 1}. ${title}`));
  for (const expected of [town, `Dossier ${number}`, "Notification initiale", "À compléter", "Échéance des 72 heures"]) {
    expect(text).toContain(flat(expected));
  }
  const sheet = json<Sheet>(await keep(clemence, () => clemence.getByRole("button", { name: "Données (JSON)" }).click()));
  expect(sheet.sections.map((one) => one.title)).toEqual(form);
  expect(sheet.kind).toBe("initial");
  expect(sheet.missing).toContain("corrective_measures");
  await accessible(clemence);

  await file(stage, notify, "CNIL-2026-4471", sheet.missing.length);

  // The complement is due, on a clock of its own, from the sending of the first.
  await section(clemence, dossier, "obligations");
  const second = card(clemence, complete);
  await expect(second).toContainText("RGPD, article 33, paragraphe 4");
  const [sent, due] = await second
    .locator("time")
    .evaluateAll((all) => all.slice(0, 2).map((one) => Date.parse(one.getAttribute("datetime") ?? "")));
  expect(due).toBe((sent ?? 0) + 72 * 3_600_000);
  await expect(second).toContainText(bothHours(new Date(due ?? 0)));
  await expect(card(clemence, notify)).toContainText("reçue");

  await known(stage);
  await section(clemence, dossier, "notification");
  await expect(clemence.getByText("Rien ne manque.")).toBeVisible();
  const before = marked("sheet: rewritten field", "Comptes nominatifs, journaux gardés un an, sauvegarde chaque nuit.");
  await clemence.getByRole("button", { name: "Réécrire : Mesures en place avant la violation" }).click();
  await clemence.getByRole("dialog").getByLabel("Texte").fill(before);
  await accessible(clemence);
  await send(clemence, "Enregistrer");
  await expect(clemence.getByText(before).first()).toBeVisible();
  const changes = clemence.getByRole("listitem").filter({ has: clemence.getByRole("heading", { name: "Nombre approximatif d’enregistrements" }) });
  await expect(changes).toContainText(`Maintenant : ${2 * truth.persons}`);
  await accessible(clemence);

  const complement = await keep(clemence, () => clemence.getByRole("button", { name: "Télécharger en PDF" }).click());
  const said = read(complement);
  for (const expected of [
    "Notification complémentaire",
    "CNIL-2026-4471",
    "Ce qui change depuis la notification précédente",
    `Nombre approximatif de personnes ${truth.persons}`,
    `Nombre approximatif d’enregistrements ${2 * truth.persons}`,
    before,
  ]) {
    expect(said).toContain(flat(expected));
  }
  expect(said).not.toContain("À compléter –");
  const full = json<Sheet>(await keep(clemence, () => clemence.getByRole("button", { name: "Données (JSON)" }).click()));
  expect(full.kind).toBe("complementary");
  expect(full.missing).toEqual([]);
  expect(full.changes.find((change) => change.key === "record_count")?.after).toEqual([String(2 * truth.persons)]);
  await file(stage, complete, "CNIL-2026-4471-2", 0);
  await hugo.goto(`${dossier}/obligations`);
  await expect(card(hugo, complete)).toContainText("CNIL-2026-4471-2");
}

async function registerNumber({ clemence }: Stage): Promise<string> {
  const tag = (await clemence.getByText(/^Violation \d{4}-\d{3}$/).textContent()) ?? "";
  return tag.replace("Violation ", "");
}

/** Each stands after the one before: where the section itself is, not where it is listed as incomplete. */
function inOrder(text: string, titles: readonly string[]): void {
  const places = titles.map((title) => text.lastIndexOf(title));
  expect(places.every((place) => place >= 0), titles.filter((_, rank) => (places[rank] ?? -1) < 0).join(", ")).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
}

/** Clémence prepares, Hugo approves, Clémence files it on the authority's site and records the receipt. */
async function file({ clemence, dossier, hugo }: Stage, title: string, reference: string, missing: number): Promise<void> {
  const sheet = clemence.getByRole("heading", { name: title }).locator("xpath=ancestor::div[3]");
  await sheet.getByRole("button", { name: "Marquer préparée" }).click();
  await expect(sheet).toContainText("préparée");
  await hugo.goto(`${dossier}/notification`);
  await hugo.getByRole("button", { name: "Valider" }).click();
  await expect(hugo.getByRole("button", { name: "Déclarer l’envoi" })).toBeVisible();
  await section(clemence, dossier, "tableau");
  await clemence.goto(`${dossier}/notification`);
  await clemence.getByRole("button", { name: "Déclarer l’envoi" }).click();
  const dialog = clemence.getByRole("dialog");
  await dialog.getByText("Envoi complet : tout ce que le texte demande y figure").click();
  await accessible(clemence);
  if (missing > 0) {
    await dialog.getByRole("button", { name: "Déclarer l’envoi" }).click();
    await expect(dialog.getByRole("alert")).toBeVisible();
    await dialog.getByText("Envoi complet : tout ce que le texte demande y figure").click();
  }
  await send(clemence, "Déclarer l’envoi");
  await section(clemence, dossier, "obligations");
  await card(clemence, title).getByRole("button", { name: "Enregistrer le reçu" }).click();
  await dialog.getByLabel("Numéro du dossier ou du reçu").fill(reference);
  await accessible(clemence);
  await send(clemence, "Enregistrer");
  await expect(card(clemence, title)).toContainText(reference);
}

/** What was missing is known by now. */
async function known({ clemence, dossier, truth }: Stage): Promise<void> {
  await section(clemence, dossier, "faits");
  const fact = async (kind: string, fill: (dialog: Locator) => Promise<void>) => {
    await clemence.getByRole("button", { name: "Ajouter un fait" }).click();
    const dialog = clemence.getByRole("dialog");
    await choose(dialog, /Quel genre de fait/, kind);
    await fill(dialog);
    await dialog.getByLabel("Source").fill(marked("source of a fact", "compte rendu de l’éditeur"));
    await send(clemence, "Enregistrer");
  };
  const answer = (group: string, value: string) => (dialog: Locator) => pick(dialog.getByRole("radiogroup", { name: group }), value);
  await fact("Nature : vue, altération, perte", async (dialog) => {
    await answer("Vues par qui n’en avait pas le droit", "oui")(dialog);
    await answer("Modifiées", "non")(dialog);
    await answer("Perdues ou inaccessibles", "non")(dialog);
  });
  await fact("Cause", async (dialog) => {
    await choose(dialog, /Choisir… Cause/, "Acte interne accidentel");
    await dialog.getByLabel("Précisions").fill(marked("fact: detail of the cause", "livraison sans nouveaux tests"));
  });
  await fact("Circonstances de la découverte", async (dialog) => {
    await choose(dialog, /Choisir… Qui l’a découverte/, "Par une personne concernée ou un usager");
    await dialog.getByLabel("Dans quelles circonstances ?").fill(marked("fact: discovery", "Un usager a écrit par le formulaire."));
  });
  await fact("Conséquences probables", (dialog) => dialog.getByText(/exploitées à d’autres fins/).click());
  await fact("Préjudices possibles", async (dialog) => {
    for (const harm of ["Perte de contrôle sur leurs données personnelles", "Vol d’identité", "Fraude"]) {
      await dialog.getByText(harm, { exact: true }).click();
    }
  });
  await fact("Personnes dans d’autres États ?", answer("Des personnes d’autres États de l’Union sont-elles concernées ?", "non"));
  await fact("Autres autorités prévenues ?", answer("D’autres autorités ont-elles été prévenues ?", "non"));

  await section(clemence, dossier, "donnees");
  await clemence.getByRole("button", { name: /^Modifier :/ }).first().click();
  const dialog = clemence.getByRole("dialog");
  await choose(dialog, /Nombre d’enregistrements/, "nombre exact");
  await dialog.getByLabel("Nombre", { exact: true }).last().fill(String(2 * truth.persons));
  await send(clemence, "Enregistrer");

  await section(clemence, dossier, "mesures");
  await clemence.getByRole("button", { name: "Ajouter une mesure" }).click();
  await pick(clemence.getByRole("dialog").getByRole("radiogroup", { name: "Moment de la mesure" }), "Pour qu’elle ne se reproduise pas");
  await clemence.getByRole("dialog").getByLabel("Quelle mesure ?").fill(marked("measure", "Correction de l’attribution des sessions"));
  await send(clemence, "Enregistrer");
}
