import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, choose, hoursAgo, parisInput, section, send } from "../forms";
import type { Stage } from "../stage";

/** Clémence opens the breach file from Armand's report, and notes that somebody had telephoned two days ago. */
export async function openFile(stage: Stage): Promise<void> {
  const { clemence } = stage;
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
}
