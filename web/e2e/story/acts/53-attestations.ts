import { expect } from "@playwright/test";
import { marked, marker } from "../../support/markers";
import { accessible, choose, drop, onDisk, section, send, zone } from "../forms";
import { flat, keep, pages, pick, read } from "../papers";
import type { Stage } from "../stage";

/** Those who saw are asked to destroy what they kept and to say so; who saw whose data, no letter tells them. */
export async function attestations({ clemence, dossier, hugo, town, truth }: Stage): Promise<void> {
  await section(clemence, dossier, "attestations");
  const rows = clemence.getByRole("row").filter({ has: clemence.getByRole("checkbox") });
  await accessible(clemence);

  // The table shows some at a time; all are taken.
  await clemence.getByText("Tout choisir").click();
  const chosen = clemence.getByRole("status").filter({ hasText: /personnes? choisies?/ });
  const asked = Number.parseInt(await chosen.innerText(), 10);
  expect(asked).toBeGreaterThanOrEqual(truth.viewers);
  await clemence.getByRole("button", { name: `Demander l’attestation (${asked})` }).click();
  const dialog = clemence.getByRole("dialog");
  await choose(dialog, /Moyen/, "courrier recommandé");
  await accessible(clemence);
  await send(clemence, "Enregistrer");
  await expect(rows.first()).toContainText("demandée");

  await clemence.getByText("Tout choisir").click();
  const requests = await keep(clemence, () => clemence.getByRole("button", { name: "Télécharger les demandes choisies" }).click());
  const text = read(requests);
  expect(pages(requests)).toBeGreaterThanOrEqual(2 * asked);
  for (const expected of [town, "Attestation de destruction de données", "Je n’en ferai aucun usage.", "Réponse attendue avant le"]) {
    expect(text).toContain(flat(expected));
  }
  // Categories and dates; never the names of those whose data were seen.
  expect(text).not.toContain("Famille Exemple");
  await clemence.getByText("Tout choisir").click();

  // One answers on paper: what they declared is in the file, with the signed paper.
  const viewer = ((await rows.first().getByRole("checkbox").getAttribute("aria-label")) ?? (await rows.first().locator("label").innerText())).split("\n")[0] ?? "";
  await rows.first().getByRole("button", { name: /Noter la réponse/ }).click();
  const declarant = marked("attestation: declarant", "Claude Exemple");
  await dialog.getByLabel("Déclarant").fill(declarant);
  await dialog.getByText("A ouvert ou lu les données").click();
  await dialog.getByText("En a gardé une copie à un moment").click();
  const method = marked("attestation: how destroyed", "photo effacée, corbeille vidée");
  await dialog.getByLabel("Comment la copie a été détruite").fill(method);
  await dialog.getByLabel("Détruite le").fill(new Date(Date.now() - 120_000).toLocaleString("sv-SE", { timeZone: "Europe/Paris" }).slice(0, 16).replace(" ", "T"));
  await drop(zone(dialog, "Attestation signée"), [onDisk(`attestation-${marker("name of an attestation")}.txt`, marked("content of an attestation", "signé"))]);
  await accessible(clemence);
  await send(clemence, "Enregistrer");
  await expect(rows.first()).toContainText("attestée");
  await expect(rows.first()).toContainText("rien de gardé");
  await clemence.getByRole("button", { name: `Autres actions pour ${viewer}` }).click();
  const signed = await keep(clemence, () => clemence.getByRole("menuitem", { name: /^Attestation de .* en PDF/ }).click());
  expect(read(signed)).toContain(flat(method));

  // Another refuses; the rest answered the same.
  await rows.nth(1).getByRole("button", { name: /Noter la réponse/ }).click();
  await pick(dialog.getByRole("radiogroup", { name: "Qu’a répondu cette personne ?" }), "Elle refuse de répondre");
  await dialog.getByLabel("Dans ses mots").fill(marked("attestation: refusal", "Je n’ai rien à signer."));
  await accessible(clemence);
  await send(clemence, "Enregistrer");
  await expect(rows.nth(1)).toContainText("refusée");
  await clemence.getByText("Tout choisir").click();
  const rest = asked - 2;
  if (rest > 1) await clemence.getByRole("button", { name: `Noter la même réponse (${rest})` }).click();
  else await rows.nth(2).getByRole("button", { name: /Noter la réponse/ }).click();
  await accessible(clemence);
  await send(clemence, "Enregistrer");
  await expect(clemence.getByText("demandée", { exact: true })).toHaveCount(0);
  await accessible(clemence);

  await hugo.goto(`${dossier}/attestations`);
  await expect(hugo.getByText("refusée", { exact: true })).toHaveCount(1);
}
