import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { marked, marker } from "../../support/markers";
import { accessible, onDisk, send } from "../forms";
import type { Stage } from "../stage";

/** A PDF of one line, as a program of the 1990s wrote it. */
function pdf(line: string): string {
  const drawn = `BT /F 20 Tf 60 760 Td (${line}) Tj ET`;
  return [
    "%PDF-1.4",
    "1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj",
    "2 0 obj << /Type /Pages /Count 1 /Kids [4 0 R] >> endobj",
    "3 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> endobj",
    "4 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> /Contents 5 0 R >> endobj",
    `5 0 obj << /Length ${drawn.length} >> stream\n${drawn}\nendstream endobj`,
    "trailer << /Size 6 /Root 1 0 R >>",
    "%%EOF\n",
  ].join("\n");
}

/** Hands files to a button that opens the window of the system. */
async function give(page: Page, button: string, path: string): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: button }).click();
  await (await chooser).setFiles(path);
}

/** Hugo, in the room where Clémence put a table: he reads it on its page, corrects it, comes back; a whole folder. */
export async function documents({ hugo }: Stage): Promise<void> {
  const room = new URL(hugo.url()).pathname;
  await hugo.getByRole("link", { name: /^inscriptions-.*\.csv$/ }).click();
  const title = hugo.getByRole("heading", { level: 1, name: /^inscriptions-.*\.csv$/ });
  await expect(title).toBeVisible();
  await expect(hugo.getByRole("region", { name: /^Aperçu de inscriptions/ }).getByText("Lefèvre").first()).toBeVisible();
  await accessible(hugo);

  // A correction: both contents stay, and the first comes back.
  const corrected = marked("content of a new version", "1;école Jules-Ferry;Lefèvre;aucune allergie");
  await give(hugo, "Déposer une nouvelle version", onDisk("correction.csv", `numéro;école;famille;santé\n${corrected}\n`));
  const versions = hugo.getByRole("table", { name: "Versions" });
  await expect(versions.getByRole("rowheader", { name: /^2/ })).toContainText("en vigueur");
  await expect(hugo.getByRole("cell", { name: /^aucune allergie/ })).toBeVisible();
  await versions.getByRole("button", { name: "Voir la version 1" }).click();
  await expect(hugo.getByRole("heading", { name: "Aperçu de la version 1" })).toBeVisible();
  await expect(hugo.getByRole("cell", { name: /^allergie aux arachides/ }).first()).toBeVisible();
  await versions.getByRole("button", { name: "Restaurer la version 1" }).click();
  await send(hugo, "Restaurer");
  await expect(versions.getByRole("rowheader", { name: /^3/ })).toContainText("reprend la version 1");
  await hugo.getByRole("button", { name: "Décrire" }).click();
  const described = marked("description of a document", "Liste arrêtée le 1er septembre");
  await hugo.getByRole("dialog").getByLabel(/Description/).fill(described);
  await send(hugo, "Enregistrer");
  await expect(hugo.getByText(described)).toBeVisible();
  await accessible(hugo);

  // A folder of the disk, as it is.
  await hugo.goto(room);
  const folder = marked("name of a folder", "Cantine");
  const inside = marked("content of a document in a folder", "menus");
  const printed = `avis ${marker("content of a PDF")}`;
  const disk = join(dirname(onDisk("x", "")), folder);
  mkdirSync(join(disk, "Menus"), { recursive: true });
  writeFileSync(join(disk, "Menus", "septembre.txt"), inside);
  writeFileSync(join(disk, "avis.pdf"), pdf(printed));
  await give(hugo, "Choisir un dossier", disk);
  await hugo.getByRole("link", { name: new RegExp(folder) }).click();
  await expect(hugo.getByRole("rowheader", { name: "Menus" })).toBeVisible();
  await hugo.getByRole("link", { name: "avis.pdf" }).click();
  await expect(hugo.getByText(printed)).toBeAttached();
  await accessible(hugo);

  // In and out of the bin with all that is in it, then in one zip with the table.
  await hugo.goto(room);
  await hugo.getByRole("button", { name: `Autres actions pour ${folder}` }).click();
  await hugo.getByRole("menuitem", { name: "Mettre à la corbeille" }).click();
  await hugo.getByRole("link", { name: /^Corbeille/ }).click();
  const binned = hugo.getByRole("row", { name: new RegExp(folder) });
  await expect(binned).toContainText("dossier de 2 documents");
  await accessible(hugo);
  await binned.getByRole("button", { name: `Restaurer ${folder}` }).click();
  await expect(binned).toHaveCount(0);
  await hugo.getByRole("link", { name: /^Documents/ }).click();
  await hugo.getByRole("checkbox", { name: "Tout sélectionner" }).locator("xpath=ancestor::label").click();
  await expect(hugo.getByText("2 éléments sélectionnés")).toBeVisible();
  const [zip] = await Promise.all([
    hugo.waitForEvent("download"),
    hugo.getByRole("button", { name: "Télécharger", exact: true }).click(),
  ]);
  const bytes = readFileSync(await zip.path());
  for (const wanted of [`${folder}/Menus/septembre.txt`, inside, `${folder}/avis.pdf`, "allergie aux arachides"]) {
    expect(bytes.includes(wanted), wanted).toBe(true);
  }
  await hugo.getByRole("link", { name: /Activité/ }).click();
  await expect(hugo.getByText(/a remis en vigueur la version 1/)).toBeVisible();
  await accessible(hugo);

  // The device that did all this is on his account's page, with its session.
  await hugo.goto("/compte");
  await expect(hugo.getByText("cet appareil", { exact: true })).toBeVisible();
  await expect(hugo.getByText(/depuis l’adresse/)).toBeVisible();
  await accessible(hugo);
}
