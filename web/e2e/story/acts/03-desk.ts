import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import type { Stage } from "../stage";

/** Clémence creates the desk, Camille publishes it. */
export async function desk({ camille, clemence }: Stage): Promise<void> {
  await clemence.goto("/signalements");
  await clemence.getByRole("button", { name: "Créer le point d’accueil" }).click();
  const dialog = clemence.getByRole("dialog");
  await dialog.getByLabel("Nom du point d’accueil").fill(marked("name of the desk", "Cellule données personnelles"));
  await dialog.getByRole("button", { name: "Créer le point d’accueil" }).click();
  await expect(dialog).toHaveCount(0, );
  await camille.goto("/administration");
  const designate = camille.getByRole("button", { name: "Désigner ce point d’accueil" });
  await designate.click();
  await expect(designate).toHaveCount(0, );
}
