import { expect } from "@playwright/test";
import type { Stage } from "../stage";

/** The administrator sees neither the report nor the file. */
export async function administratorSeesNothing({ camille, dossier }: Stage): Promise<void> {
  await camille.goto("/espaces");
  await expect(camille.getByText("Portail famille")).toHaveCount(0);
  await camille.goto(dossier);
  await expect(camille.getByText("Portail famille")).toHaveCount(0);
  await expect(camille.getByRole("alert").first()).toBeVisible();
}
