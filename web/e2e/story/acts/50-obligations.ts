import { expect, type Locator, type Page } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, choose, section, send } from "../forms";
import { pick } from "../papers";
import type { Stage } from "../stage";

const notify = "Notifier la violation à la CNIL";
const inform = "Informer les personnes concernées";
const record = "Documenter la violation dans le registre";
const prosecutor = "Signaler le crime ou le délit au procureur de la République";

/** The card of an obligation. */
export function card(page: Page, title: string): Locator {
  return page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
}

/** The hour of an instant as people read it in Paris and as the law's clock keeps it. */
export function bothHours(at: Date): string {
  const hour = (timeZone: string) => at.toLocaleTimeString("fr-FR", { timeZone, hour: "2-digit", minute: "2-digit" });
  return `${hour("Europe/Paris")}, heure de Paris · ${hour("UTC")} UTC`;
}

async function instants(scope: Locator): Promise<Date[]> {
  const written = await scope.locator("time").evaluateAll((all) => all.map((one) => one.getAttribute("datetime") ?? ""));
  return written.map((text) => new Date(text));
}

/** What the law asks, computed from the file, each with its term; what does not apply is set aside with reasons. */
export async function obligations(stage: Stage): Promise<void> {
  const { clemence, dossier, hugo } = stage;
  await section(clemence, dossier, "obligations");
  for (const [title, source, hours] of [
    [notify, "RGPD, article 33, paragraphe 1", 72],
    [inform, "RGPD, article 34, paragraphe 1", 7 * 24],
  ] as const) {
    const one = card(clemence, title);
    await expect(one).toContainText(source);
    await expect(one).toContainText("à faire");
    const [aware, due] = await instants(one);
    expect(due?.getTime()).toBe((aware?.getTime() ?? 0) + hours * 3_600_000);
    await expect(one).toContainText(bothHours(due ?? new Date(0)));
  }
  await expect(card(clemence, record)).toContainText("RGPD, article 33, paragraphe 5");
  await expect(card(clemence, record)).toContainText("Dans les meilleurs délais");
  await expect(clemence.getByText(/textes s’appliquent peut-être/)).toBeVisible();
  await accessible(clemence);

  await sheet(stage);
  await section(clemence, dossier, "obligations");
  await expect(clemence.getByText(/textes? s’appliquent? peut-être/)).toHaveCount(0);
  await expect(clemence.getByText(/obligations sans objet/)).toBeVisible();
  const offence = card(clemence, prosecutor);
  await expect(offence).toContainText("à évaluer");
  await offence.getByRole("button", { name: /Autres actes pour/ }).click();
  await clemence.getByRole("menuitem", { name: "Dispense" }).click();
  const reason = marked("dispensation: reason", "Une erreur de livraison, sans intention : aucune infraction.");
  await clemence.getByRole("dialog").getByLabel("Pourquoi").fill(reason);
  await accessible(clemence);
  await send(clemence, "Dispense");
  await expect(offence).toContainText("dispensée");
  await expect(offence).toContainText(reason);
  await accessible(clemence);

  await section(clemence, dossier, "cellule");
  await clemence.getByRole("button", { name: "Consigner une décision" }).click();
  const decision = clemence.getByRole("dialog");
  await decision.getByLabel("Quelle était la question ?").fill(marked("decision: question", "Informer toutes les familles ?"));
  await decision.getByLabel("Ce qui a été choisi").fill(marked("decision: choice", "oui, par courrier"));
  const why = marked("decision: reason", "Le risque est élevé : santé, banque, mineurs.");
  await decision.getByLabel("Pourquoi").fill(why);
  await send(clemence, "Enregistrer");

  // What one prepares, another approves.
  await section(clemence, dossier, "obligations");
  await card(clemence, record).getByRole("button", { name: "Marquer préparée" }).click();
  await expect(card(clemence, record)).toContainText("préparée");
  await card(clemence, record).getByRole("button", { name: "Valider" }).click();
  await expect(card(clemence, record).getByRole("alert")).toContainText("seconde personne");
  await hugo.goto(`${dossier}/cellule`);
  await expect(hugo.getByText(why)).toBeVisible();
  await section(hugo, dossier, "obligations");
  await card(hugo, record).getByRole("button", { name: "Valider" }).click();
  await card(hugo, record).getByRole("button", { name: "Marquer terminée" }).click();
  await expect(card(hugo, record)).toContainText("terminée");
  await expect(card(hugo, record)).toContainText("Préparée");
  await expect(card(hugo, record)).toContainText("Validée");
  await accessible(hugo);

  await clemence.goto("/echeances");
  await expect(clemence.getByRole("link", { name: notify })).toBeVisible();
  await expect(clemence.getByRole("link", { name: inform })).toBeVisible();
  await accessible(clemence);
}

/** Who the organisation is: it settles which other texts apply, and fills the notification. */
async function sheet({ clemence, dossier, people, town }: Stage): Promise<void> {
  await section(clemence, dossier, "qualification");
  await clemence.getByRole("button", { name: "Compléter la fiche de l’organisme" }).click();
  const dialog = clemence.getByRole("dialog");
  const fill = (label: string, text: string, rank = 0) =>
    dialog
      .getByLabel(label)
      .nth(rank)
      .fill(marked(`organisation: ${label}`, text));
  await dialog.getByLabel("Dénomination").fill(town);
  await fill("SIREN", "213801234");
  await choose(dialog, /Secteur d’activité/, "Administration publique");
  await fill("Effectif", "85");
  await fill("Adresse", "1 place de la Mairie");
  await fill("Code postal", "38000");
  await fill("Ville", "Valmont-sur-Lys");
  await fill("Pays", "France");
  const person = async (rank: number, civility: string, given: string, family: string, job: string, telephone: string) => {
    await fill("Civilité", civility, rank);
    await fill("Prénom", given, rank);
    await dialog.getByLabel(/^Nom/).nth(rank).fill(marked("organisation: family name", family));
    await fill("Fonction", job, rank);
    await dialog.getByLabel("Adresse électronique").nth(rank).fill(people.clemence.email);
    await fill("Téléphone", telephone, rank);
  };
  await person(0, "Mme", "Jeanne", "Lefèvre", "Maire", "04 76 00 00 00");
  await person(1, "Mme", "Clémence", "Dubreuil", "Responsable informatique", "04 76 00 00 01");
  await fill("Où peuvent-elles écrire ou appeler ?", "04 76 00 00 00, du lundi au vendredi");
  for (const group of await dialog.getByRole("radiogroup").all()) await pick(group, "non");
  await pick(dialog.getByRole("radiogroup", { name: "Organisme public" }), "oui");
  await accessible(clemence);
  await send(clemence, "Enregistrer");
}
