import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible, drop, hoursAgo, onDisk, parisInput, section, send, zone } from "../forms";
import type { Stage } from "../stage";

/** The cause is fixed, tests show it, and only then the portal is back. */
export async function correction({ clemence, dossier, hugo }: Stage): Promise<void> {
  await section(hugo, dossier, "mesures");
  const proof = onDisk("correctif.txt", marked("content of a proof", "livraison 4.2.2, relecture à deux"));
  const planned = hugo.getByRole("listitem").filter({ hasText: "prévue" });
  await planned.getByRole("button", { name: /Ajouter la preuve/ }).click();
  const dialog = hugo.getByRole("dialog");
  await dialog.getByLabel("Effective depuis").fill(parisInput(hoursAgo(0)));
  await drop(zone(dialog, "Preuve"), [proof]);
  await accessible(hugo);
  await send(hugo, "Enregistrer");
  await expect(hugo.getByText("prévue", { exact: true })).toHaveCount(0);

  const record = onDisk("tests.txt", marked("content of a test record", "24 essais, 24 réussis"));
  const tests = [
    marked("test", "Un usager ne voit que son dossier"),
    marked("test", "Deux sessions croisées ne se mélangent plus"),
  ];
  const service = marked("service", "Portail famille");
  await hugo.getByRole("button", { name: "Rétablir le service" }).click();
  await dialog.getByLabel("Service rétabli").fill(service);
  await dialog.getByLabel("Tests réussis avant la remise en service").fill(tests.join("\n"));
  await drop(zone(dialog, "Relevé des tests"), [record]);
  await accessible(hugo);
  await send(hugo, "Rétablir le service");
  const back = hugo.getByRole("listitem").filter({ has: hugo.getByRole("heading", { name: service }) });
  for (const test of tests) await expect(back).toContainText(test);
  await expect(back).toContainText("prouvée");
  for (const file of [proof, record]) {
    const digest = createHash("sha256").update(readFileSync(file)).digest("hex");
    await expect(hugo.getByText(digest.slice(0, 16))).toBeVisible();
  }
  await expect(hugo.getByText("résolue", { exact: true }).first()).toBeVisible();
  await accessible(hugo);
  await clemence.goto(`${dossier}/mesures`);
  await expect(clemence.getByText(service)).toBeVisible();
}
