import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import { audit } from "../../support/visit";
import type { Stage } from "../stage";

/** Armand reports from his phone, without an account. */
export async function report(stage: Stage): Promise<void> {
  const { armand } = stage;
  await armand.goto("/signaler");
  await armand
    .getByLabel("Que s’est-il passé ?")
    .fill(marked("report: what happened", "Le dossier d’une autre famille apparaît sur mon écran."));
  await armand.getByLabel("Quand l’avez-vous vu ?").fill(marked("report: when", "samedi matin vers 10 h"));
  await armand.getByLabel("Sur quel site ou dans quel service ?").fill(marked("report: where", "le portail famille"));
  expect(await audit(armand)).toEqual([]);
  await armand.getByRole("button", { name: "Envoyer le signalement" }).click();
  await expect(armand.getByRole("heading", { name: "Votre signalement est transmis" })).toBeVisible();
  stage.code = (await armand.getByTestId("follow-up-code").locator("span").first().textContent()) ?? "";
  expect(stage.code.replaceAll(/[^A-Za-z0-9]/g, "")).toHaveLength(16);
}
