import { expect } from "@playwright/test";
import { accessible, section } from "../forms";
import { fullName, type Stage } from "../stage";

/** Afterwards: who did what stays readable for the cell, nothing can be changed, and the administrator saw none of it. */
export async function after({ camille, clemence, dossier, hugo, people, title }: Stage): Promise<void> {
  await section(hugo, dossier, "journal");
  const more = hugo.getByRole("button", { name: /^Afficher la suite/ });
  await expect(hugo.getByRole("row").filter({ hasText: "a clos le dossier" })).toBeVisible();
  while (await more.isVisible()) await more.click();
  const acts = hugo.getByRole("row");
  // Asked of many at once: one line.
  await expect(acts.filter({ hasText: /a demandé une attestation \(\d+ fois\)/ })).toHaveCount(1);
  for (const [author, act] of [
    [people.clemence, "a clos le dossier"],
    [people.clemence, "a préparé un envoi"],
    [people.hugo, "a validé un envoi"],
    [people.hugo, "a rétabli le service"],
    [people.clemence, "a déclaré un envoi"],
  ] as const) {
    await expect(acts.filter({ hasText: act }).filter({ hasText: fullName(author) }).first()).toBeVisible();
  }
  await accessible(hugo);

  await section(clemence, dossier, "mesures");
  await expect(clemence.getByRole("button", { name: "Ajouter une mesure" })).toHaveCount(0);
  await section(clemence, dossier, "personnes");
  await expect(clemence.getByRole("button", { name: "Importer noms et adresses" })).toHaveCount(0);
  await accessible(clemence);

  await camille.goto("/espaces");
  await expect(camille.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(camille.getByText(title)).toHaveCount(0);
  for (const path of [dossier, `${dossier}/journal`, `${dossier}/personnes`]) {
    await camille.goto(path);
    await expect(camille.getByRole("alert").first()).toBeVisible();
    await expect(camille.getByText(title)).toHaveCount(0);
  }
  for (const path of ["/registre", "/echeances", "/signalements"]) {
    await camille.goto(path);
    await expect(camille.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(camille.getByText(title)).toHaveCount(0);
  }
}
