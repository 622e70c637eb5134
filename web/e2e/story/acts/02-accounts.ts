import { expect, type Page } from "@playwright/test";
import { accessible } from "../forms";
import { fillPerson, type Person, signIn, type Stage } from "../stage";

/** Camille invites Clémence and Hugo, and confirms them once the words are the same. */
export async function accounts({ camille, clemence, hugo, people }: Stage): Promise<void> {
  await enrol(camille, clemence, people.clemence);
  await enrol(camille, hugo, people.hugo);
  await clemence.goto("/compte");
  await accessible(clemence);
}

async function enrol(camille: Page, newcomer: Page, person: Person): Promise<void> {
  await camille.goto("/compte");
  const words = await organisationWords(camille);
  await camille.goto("/administration");
  await camille.getByRole("button", { name: "Inviter une personne" }).click();
  const dialog = camille.getByRole("dialog");
  await dialog.getByLabel("Adresse électronique").fill(person.email);
  await dialog.getByRole("button", { name: "Créer le lien" }).click();
  const invitation = (await dialog.locator("code").textContent()) ?? "";
  await accessible(camille);
  await dialog.getByRole("button", { name: "Fermer" }).last().click();

  await newcomer.goto(invitation);
  expect(await organisationWords(newcomer)).toEqual(words);
  await fillPerson(newcomer, person);
  await accessible(newcomer);
  await newcomer.getByRole("button", { name: "Créer mon compte" }).click();
  await expect(newcomer.getByRole("heading", { name: "Votre compte attend sa confirmation" })).toBeVisible();
  await accessible(newcomer);

  await camille.goto("/administration");
  const confirm = camille.getByRole("button", { name: "Les mots sont identiques : confirmer" });
  await expect(confirm).toBeVisible();
  await accessible(camille);
  await confirm.click();
  await expect(confirm).toHaveCount(0);
  await signIn(newcomer, person);
}

/** The organisation's fingerprint, as people read it to each other. */
async function organisationWords(page: Page): Promise<string[]> {
  const list = page.getByRole("list", { name: "Empreinte de l’organisation" });
  await expect(list).toBeVisible();
  const words = await list.getByRole("listitem").allTextContents();
  expect(words.length).toBeGreaterThan(3);
  return words;
}
