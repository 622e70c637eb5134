import { expect } from "@playwright/test";
import { audit } from "../../support/visit";
import { fillPerson, type Stage } from "../stage";

/** Camille creates the organisation with the one-time link. */
export async function setUp({ camille, link, people, town }: Stage): Promise<void> {
  await camille.goto(link);
  await camille.getByLabel("Nom de l’organisation").fill(town);
  await fillPerson(camille, people.camille);
  await camille.getByLabel("Adresse électronique").fill(people.camille.email);
  await camille.getByRole("button", { name: "Créer l’organisation" }).click();
  await expect(camille.getByRole("heading", { name: "L’organisation est créée" })).toBeVisible();
  expect(await audit(camille)).toEqual([]);
  await camille.getByRole("button", { name: "Ouvrir Beffroi" }).click();
}
