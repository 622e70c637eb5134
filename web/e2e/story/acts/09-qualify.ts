import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, section } from "../forms";
import { fullName, type Stage } from "../stage";

/**
 * Clémence qualifies. The telephone call is two days old: she must say why so late. The clock of 72 hours runs from the
 * moment she was certain.
 */
export async function qualify({ clemence, dossier, people }: Stage): Promise<void> {
  await section(clemence, dossier, "qualification");
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

  await section(clemence, dossier, "tableau");
  await expect(clemence.getByText(/Il reste\s7[12]\sh/).first()).toBeVisible();
  await expect(clemence.getByText(/\d{4}-001/).first()).toBeVisible();
  await accessible(clemence);
}
