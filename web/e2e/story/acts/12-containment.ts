import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect } from "@playwright/test";
import { marked, marker } from "../../support/markers";
import { accessible, drop, hoursAgo, onDisk, parisInput, section, send, zone } from "../forms";
import type { Stage } from "../stage";

/** Hugo has the portal cut: a measure with its time and its proof; then the breach is over. */
export async function containment({ clemence, dossier, hugo }: Stage): Promise<void> {
  const proof = onDisk(
    `coupure-${marker("name of a proof")}.txt`,
    marked("content of a proof", "HTTP/2 503 portail.valmont.example"),
  );
  const what = marked("measure", "Portail famille fermé au public");
  await section(hugo, dossier, "mesures");
  await hugo.getByRole("button", { name: "Ajouter une mesure" }).click();
  const dialog = hugo.getByRole("dialog");
  await dialog.getByLabel("Quelle mesure ?").fill(what);
  await dialog.getByLabel("Effective depuis").fill(parisInput(hoursAgo(1)));
  await drop(zone(dialog, "Preuve"), [proof]);
  await expect(dialog.getByText(basename(proof))).toBeVisible();
  await accessible(hugo);
  await send(hugo, "Enregistrer");
  await expect(hugo.getByRole("listitem").filter({ hasText: what })).toContainText("prouvée");
  const digest = createHash("sha256").update(readFileSync(proof)).digest("hex");
  await expect(hugo.getByText(digest.slice(0, 16))).toBeVisible();

  await hugo.getByRole("button", { name: "Déclarer la violation terminée" }).click();
  await send(hugo, "Déclarer la violation terminée");
  await expect(hugo.getByText("contenue", { exact: true }).first()).toBeVisible();
  await accessible(hugo);

  await clemence.goto(`${dossier}/mesures`);
  await expect(clemence.getByRole("listitem").filter({ hasText: what })).toContainText("prouvée");
  await expect(clemence.getByText("contenue", { exact: true }).first()).toBeVisible();
}
