import { expect, type Page } from "@playwright/test";
import { fillPerson, type Person, signIn, type Stage } from "../stage";

/** Camille invites Clémence and Hugo, and confirms them once their words are the same. */
export async function accounts({ camille, clemence, hugo, people }: Stage): Promise<void> {
  await enrol(camille, clemence, people.clemence);
  await enrol(camille, hugo, people.hugo);
}

async function enrol(camille: Page, newcomer: Page, person: Person): Promise<void> {
  await camille.goto("/administration");
  await camille.getByRole("button", { name: "Inviter une personne" }).click();
  const dialog = camille.getByRole("dialog");
  await dialog.getByLabel("Adresse électronique").fill(person.email);
  await dialog.getByRole("button", { name: "Créer le lien" }).click();
  const invitation = (await dialog.locator("code").textContent()) ?? "";
  await dialog.getByRole("button", { name: "Fermer" }).last().click();

  await newcomer.goto(invitation);
  await fillPerson(newcomer, person);
  await newcomer.getByRole("button", { name: "Créer mon compte" }).click();
  await expect(newcomer.getByRole("heading", { name: "Votre compte attend sa confirmation" })).toBeVisible();

  await camille.goto("/administration");
  const confirm = camille.getByRole("button", { name: "Les mots sont identiques : confirmer" });
  await confirm.click();
  await expect(confirm).toHaveCount(0, );
  await signIn(newcomer, person);
}
