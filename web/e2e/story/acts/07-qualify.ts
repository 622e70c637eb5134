import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, choose, hoursAgo, parisInput, section, send } from "../forms";
import { fullName, type Stage } from "../stage";

/**
 * Clémence opens the breach file. Somebody had telephoned two days ago: qualifying now, she must say why so late. The
 * clock of 72 hours runs from the moment she was certain.
 */
export async function qualify(stage: Stage): Promise<void> {
  const { clemence, people } = stage;
  await clemence.getByRole("button", { name: "Ouvrir un dossier de violation" }).click();
  const opening = clemence.getByRole("dialog");
  stage.title = marked("title of the file", "Portail famille : dossiers d’autres foyers affichés");
  await opening.getByLabel("Titre du dossier").fill(stage.title);
  await opening.getByRole("button", { name: "Ouvrir un dossier de violation" }).click();
  await clemence.waitForURL(/\/violations\/[0-9a-f]{32}/);
  stage.dossier = new URL(clemence.url()).pathname.split("/").slice(0, 3).join("/");

  await section(clemence, stage.dossier, "signalements");
  await clemence.getByRole("button", { name: "Noter un signalement reçu autrement" }).click();
  const call = clemence.getByRole("dialog");
  await choose(call, /Reçu par/, "téléphone");
  await call.getByLabel("Reçu le").fill(parisInput(hoursAgo(50)));
  const summary = marked("report by telephone", "Une mère dit voir l’école d’un autre enfant.");
  await call.getByLabel("Ce qu’il dit").fill(summary);
  await send(clemence, "Enregistrer");
  await expect(clemence.getByText(summary)).toBeVisible();
  await accessible(clemence);

  await section(clemence, stage.dossier, "qualification");
  await clemence.getByRole("button", { name: "Je prends la qualification" }).click();
  await expect(clemence.getByText(`Pris en charge par ${fullName(people.clemence)}`)).toBeVisible();
  const reasons = clemence.getByLabel("Pourquoi", { exact: true });
  await reasons.first().fill(marked("qualification: first criterion", "Le portail a montré le dossier d’une autre famille."));
  await reasons
    .nth(1)
    .fill(marked("qualification: second criterion", "Coordonnées, données bancaires et fiche sanitaire d’enfants."));
  await clemence
    .getByLabel("Sur quoi repose cette certitude ?")
    .fill(marked("qualification: basis", "Anomalie reproduite sur deux comptes de test."));
  const late = clemence.getByLabel("Pourquoi ce délai ?");
  await expect(late).toBeVisible();
  await accessible(clemence);
  const submit = clemence.getByRole("button", { name: "C’est une violation : faire courir le délai" });
  // Without the reason it does not go.
  await submit.click();
  await expect(late).toBeVisible();
  const reason = marked("qualification: why so late", "L’accueil téléphonique n’a transmis l’appel que lundi.");
  await late.fill(reason);
  await submit.click();
  await expect(clemence.locator("dd", { hasText: reason })).toBeVisible();
  await accessible(clemence);

  await section(clemence, stage.dossier, "tableau");
  await expect(clemence.getByText(/Il reste\s7[12]\sh/).first()).toBeVisible();
  await expect(clemence.getByText(/\d{4}-001/).first()).toBeVisible();
  await accessible(clemence);
}
