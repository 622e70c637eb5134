import { expect, type Page } from "@playwright/test";
import { marked, marker } from "../../support/markers";
import { accessible, onDisk } from "../forms";
import type { Stage } from "../stage";

/** Armand and a neighbour report from their phones, without an account; Armand leaves his name and a picture of his screen. */
export async function report(stage: Stage): Promise<void> {
  const { armand, neighbour } = stage;
  await fill(armand, "Le dossier d’une autre famille apparaît sur mon écran.", "samedi matin vers 10 h");
  stage.picture = onDisk(
    `ecran-${marker("report: name of the picture")}.txt`,
    marked("report: content of the picture", "Famille Lefèvre, 3 rue du Beffroi, IBAN FR76 3000 1000"),
  );
  const [chooser] = await Promise.all([
    armand.waitForEvent("filechooser"),
    armand.getByRole("button", { name: "Choisir des fichiers" }).click(),
  ]);
  await chooser.setFiles(stage.picture);
  await armand.getByText("J’accepte d’être recontacté").click();
  stage.contact = marked("report: name of the reporter", "Armand Carlier");
  await armand.getByLabel("Vos nom et prénom").fill(stage.contact);
  await armand.getByLabel("Adresse électronique").fill(`armand.${marker("report: e-mail address")}@example.org`);
  await armand.getByLabel("Téléphone").fill("06 00 00 00 17");
  await accessible(armand);
  stage.code = await sent(armand);
  await accessible(armand);

  await fill(neighbour, "J’ai vu la fiche sanitaire d’un enfant qui n’est pas le mien.", "dimanche soir");
  await sent(neighbour);
}

async function fill(page: Page, what: string, when: string): Promise<void> {
  await page.goto("/signaler");
  await page.getByLabel("Que s’est-il passé ?").fill(marked("report: what happened", what));
  await page.getByLabel("Quand l’avez-vous vu ?").fill(marked("report: when", when));
  await page.getByLabel("Sur quel site ou dans quel service ?").fill(marked("report: where", "le portail famille"));
}

/** Sends the form and gives the follow-up code, which is shown once. */
async function sent(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Envoyer le signalement" }).click();
  await expect(page.getByRole("heading", { name: "Votre signalement est transmis" })).toBeVisible();
  const code = (await page.getByTestId("follow-up-code").locator("span").first().textContent()) ?? "";
  expect(code.replaceAll(/[^A-Za-z0-9]/g, "")).toHaveLength(16);
  return code;
}
