import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import type { Stage } from "../stage";

/** Clémence reads the report and answers; Armand reads the answer with his code. */
export async function answer({ armand, clemence, code }: Stage): Promise<void> {
  await clemence.goto("/signalements");
  await clemence.getByRole("link", { name: /dossier d’une autre famille/ }).first().click();
  await expect(clemence.getByText("le portail famille").first()).toBeVisible();
  await clemence
    .getByLabel("Répondre au signalant")
    .fill(marked("answer to the reporter", "Merci. Nous coupons le portail. N’ouvrez rien de plus."));
  await clemence.getByRole("button", { name: "Envoyer la réponse" }).click();
  await expect(clemence.getByText("Nous coupons le portail").first()).toBeVisible();

  await armand.goto("/suivi");
  await armand.getByLabel("Code de suivi").fill(code);
  await armand.getByRole("button", { name: "Voir mon signalement" }).click();
  await expect(armand.getByText("Nous coupons le portail")).toBeVisible();
}
