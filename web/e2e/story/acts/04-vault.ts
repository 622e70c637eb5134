import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { marked, marker } from "../../support/markers";
import { accessible, choose, drop, onDisk, send, zone } from "../forms";
import { fullName, type Stage } from "../stage";

/** A room of Clémence's: what she drops in it, Hugo downloads byte for byte, and Camille does not see at all. */
export async function vault({ camille, clemence, hugo, people }: Stage): Promise<void> {
  const name = marked("name of the room", "Rentrée scolaire");
  await clemence.goto("/espaces");
  await clemence.getByRole("button", { name: "Créer un espace" }).first().click();
  const dialog = clemence.getByRole("dialog");
  await dialog.getByLabel("Nom de l’espace").fill(name);
  await dialog.getByLabel("À quoi sert-il ?").fill(marked("purpose of the room", "Inscriptions et cantine"));
  await dialog.getByRole("button", { name: "Créer l’espace" }).click();
  await clemence.waitForURL(/\/espaces\/[0-9a-f]{32}/);
  await expect(clemence.getByRole("heading", { name, level: 1 })).toBeVisible();
  const room = new URL(clemence.url()).pathname;

  // More than one part, so that the whole way is walked: cut, sealed, sent, fetched, opened, joined.
  const fileName = `inscriptions-${marker("name of a document")}.csv`;
  const line = marked("content of a document", "école Jules-Ferry;Lefèvre;allergie aux arachides");
  const content = Array.from({ length: 40_000 }, (_, number) => `${number};${line}`).join("\n");
  const path = onDisk(fileName, content);
  await drop(zone(clemence, "Déposez des fichiers ici"), [path]);
  await expect(clemence.getByRole("row", { name: new RegExp(fileName) })).toBeVisible();
  await accessible(clemence);

  await clemence.getByRole("link", { name: /Membres/ }).click();
  await clemence.getByRole("button", { name: "Ajouter une personne" }).click();
  await choose(clemence.getByRole("dialog"), /Personne/, new RegExp(fullName(people.hugo)));
  await clemence.getByRole("dialog").getByText(/^membre/).click();
  await send(clemence, "Ajouter");
  await expect(clemence.getByRole("row", { name: new RegExp(fullName(people.hugo)) })).toContainText("membre");
  await accessible(clemence);

  await hugo.goto("/espaces");
  await hugo.getByRole("link", { name }).click();
  await expect(hugo.getByRole("row", { name: new RegExp(fileName) })).toContainText(fullName(people.clemence));
  const [download] = await Promise.all([
    hugo.waitForEvent("download"),
    hugo.getByRole("button", { name: `Télécharger ${fileName}` }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(fileName);
  const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  expect(digest(readFileSync(await download.path()))).toBe(digest(readFileSync(path)));
  await accessible(hugo);

  await camille.goto("/espaces");
  await expect(camille.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(camille.getByText("Aucun espace pour l’instant")).toBeVisible();
  await camille.goto(room);
  await expect(camille.getByRole("alert").first()).toBeVisible();
  await expect(camille.getByText(name)).toHaveCount(0);
  await expect(camille.getByText(fileName)).toHaveCount(0);
}
