import { expect } from "@playwright/test";
import type { Stage } from "../stage";

/** The administrator sees neither the report nor the file. */
export async function administratorSeesNothing({ camille, dossier, title }: Stage): Promise<void> {
  await camille.goto("/espaces");
  await expect(camille.getByText("Aucun espace pour l’instant")).toBeVisible();
  await camille.goto("/signalements");
  await expect(camille.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(camille.getByText("dossier d’une autre famille")).toHaveCount(0);
  await camille.goto(dossier);
  await expect(camille.getByRole("alert").first()).toBeVisible();
  await expect(camille.getByText(title)).toHaveCount(0);
}
