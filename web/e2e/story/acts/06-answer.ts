import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, settled } from "../forms";
import type { Stage } from "../stage";

/** Clémence reads the report, its picture and answers; Armand reads the answer with his code and says more. */
export async function answer({ armand, clemence, code, contact, hugo, picture }: Stage): Promise<void> {
  await clemence.goto("/signalements");
  await expect(clemence.getByRole("link", { name: /fiche sanitaire/ })).toBeVisible();
  await accessible(clemence);
  await clemence.getByRole("link", { name: /dossier d’une autre famille/ }).first().click();
  await expect(clemence.getByText("le portail famille").first()).toBeVisible();
  await expect(clemence.getByText(contact).first()).toBeVisible();
  const [download] = await Promise.all([
    clemence.waitForEvent("download"),
    clemence.getByRole("button", { name: new RegExp(basename(picture)) }).click(),
  ]);
  expect(readFileSync(await download.path(), "utf8")).toBe(readFileSync(picture, "utf8"));
  await clemence
    .getByLabel("Répondre au signalant")
    .fill(marked("answer to the reporter", "Merci. Nous coupons le portail. N’ouvrez rien de plus."));
  await clemence.getByRole("button", { name: "Envoyer la réponse" }).click();
  await expect(clemence.getByText("Nous coupons le portail").first()).toBeVisible();

  await armand.goto("/suivi");
  await armand.getByLabel("Code de suivi").fill(code);
  await armand.getByRole("button", { name: "Voir mon signalement" }).click();
  await expect(armand.getByText("Nous coupons le portail")).toBeVisible();
  const more = marked("further message of the reporter", "J’ai aussi vu un relevé d’identité bancaire.");
  await armand.getByLabel("Votre message").fill(more);
  await armand.getByRole("button", { name: "Ajouter", exact: true }).click();
  // What the person wrote is before their eyes, after what they were answered.
  await expect(armand.getByRole("list", { name: "Échanges" }).getByRole("listitem").last()).toContainText(more);
  await accessible(armand);

  await clemence.reload();
  await settled(clemence);
  await expect(clemence.getByText(more)).toBeVisible();
  await accessible(clemence);

  // Hugo is not of the desk.
  await hugo.goto("/signalements");
  await settled(hugo);
  await expect(hugo.getByText("dossier d’une autre famille")).toHaveCount(0);
}
