import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import { audit } from "../../support/visit";
import type { Stage } from "../stage";

/** Clémence opens the breach file and qualifies it: the clock runs. */
export async function qualify(stage: Stage): Promise<void> {
  const { clemence } = stage;
  await clemence.getByRole("button", { name: "Ouvrir un dossier de violation" }).click();
  const dialog = clemence.getByRole("dialog");
  await dialog.getByLabel("Titre du dossier").fill(marked("title of the file", "Portail famille : dossiers d’autres foyers affichés"));
  await dialog.getByRole("button", { name: "Ouvrir un dossier de violation" }).click();
  await clemence.waitForURL(/\/violations\//, { timeout: 120_000 });
  stage.dossier = new URL(clemence.url()).pathname.split("/").slice(0, 3).join("/");
  await clemence.getByRole("link", { name: "Qualification" }).click();
  await clemence.getByRole("button", { name: "Je prends la qualification" }).click();
  const reasons = clemence.getByLabel("Pourquoi", { exact: true });
  await reasons.first().fill(marked("qualification: first criterion", "Le portail a montré le dossier d’une autre famille."));
  await reasons
    .nth(1)
    .fill(marked("qualification: second criterion", "Coordonnées, données bancaires et fiche sanitaire d’enfants."));
  await clemence
    .getByLabel("Sur quoi repose cette certitude ?")
    .fill(marked("qualification: basis", "Anomalie reproduite sur deux comptes de test."));
  await clemence.getByRole("button", { name: "C’est une violation : faire courir le délai" }).click();
  await clemence.getByRole("link", { name: "Tableau de bord" }).click();
  await expect(clemence.getByText(/Il reste\s7[12]\sh/).first()).toBeVisible();
  expect(await audit(clemence)).toEqual([]);
}
