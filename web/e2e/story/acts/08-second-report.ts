import { expect } from "@playwright/test";
import { accessible, choose, section } from "../forms";
import type { Stage } from "../stage";

/** The neighbour's report tells of the same thing: it joins the file. */
export async function secondReport({ clemence, dossier, title }: Stage): Promise<void> {
  await clemence.goto("/signalements");
  await clemence.getByRole("link", { name: /fiche sanitaire/ }).click();
  await expect(clemence.getByText("Le signalant a choisi de rester anonyme")).toBeVisible();
  await clemence.getByRole("button", { name: "Rattacher à un dossier existant" }).click();
  const dialog = clemence.getByRole("dialog");
  await choose(dialog, /Dossier/, new RegExp(title));
  await accessible(clemence);
  await dialog.getByRole("button", { name: "Rattacher à un dossier existant" }).click();
  await clemence.waitForURL((url) => url.pathname.startsWith(dossier));
  await section(clemence, dossier, "signalements");
  await expect(clemence.getByText("page de signalement")).toHaveCount(2);
  await expect(clemence.getByText("téléphone", { exact: true })).toHaveCount(1);
  await accessible(clemence);
}
