import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible } from "../forms";
import { fullName, type Stage } from "../stage";

/** Shares the table by a link, from the list of the room, and returns its address. */
async function share(hugo: Page, title: string, message: string, password: string): Promise<string> {
  await hugo.getByRole("link", { name: /^Documents/ }).click();
  const box = hugo.getByRole("checkbox", { name: /^Sélectionner inscriptions-/ });
  await expect(box).toBeVisible();
  if (!(await box.isChecked())) await box.locator("xpath=ancestor::label").click();
  await hugo.getByRole("button", { name: "Partager par un lien" }).click();
  const dialog = hugo.getByRole("dialog", { name: "Partager par un lien" });
  await dialog.getByLabel("Titre").fill(title);
  await dialog.getByLabel("Message").fill(message);
  if (password) await dialog.getByLabel("Mot de passe").fill(password);
  await dialog.getByRole("button", { name: "Créer le lien" }).click();
  const ready = hugo.getByRole("dialog", { name: "Le lien est prêt" });
  await expect(ready).toBeVisible();
  await accessible(hugo);
  await ready.getByRole("button", { name: "Copier l’adresse" }).click();
  const address = await hugo.evaluate(() => navigator.clipboard.readText());
  await hugo.keyboard.press("Escape");
  await expect(ready).toHaveCount(0);
  return address;
}

/** Hugo hands the table to somebody without an account; a second link goes to the wrong person, who says so. */
export async function links({ hugo, clemence, visitor, stranger, people }: Stage): Promise<void> {
  await hugo.goto("/espaces");
  await hugo.getByRole("link", { name: /^Rentrée scolaire/ }).click();
  const room = new URL(hugo.url()).pathname;
  const title = marked("title of a link", "Inscriptions pour la préfecture");
  const message = marked("message of a link", "Voici la liste que vous attendez");
  const password = marked("password of a link", "sureau");
  const address = await share(hugo, title, message, password);

  // Before the password: from whom and what for, nothing of what is in it.
  await visitor.goto(address);
  await expect(visitor.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(visitor.getByText(message)).toBeVisible();
  await expect(visitor.getByText(fullName(people.hugo)).first()).toBeVisible();
  await expect(visitor.getByText(/inscriptions-/)).toHaveCount(0);
  expect(new URL(visitor.url()).hash).toBe("");
  await accessible(visitor);
  const field = visitor.getByRole("textbox", { name: "Mot de passe" });
  await field.fill("saule");
  await visitor.getByRole("button", { name: "Ouvrir" }).click();
  await expect(visitor.getByText("Ce n’est pas le bon mot de passe").first()).toBeVisible();
  await field.fill(password);
  await visitor.getByRole("button", { name: "Ouvrir" }).click();
  await visitor.getByRole("button", { name: /^Aperçu : inscriptions-/ }).click();
  await expect(visitor.getByRole("cell", { name: /^allergie aux arachides/ }).first()).toBeVisible();
  await accessible(visitor);
  const [download] = await Promise.all([
    visitor.waitForEvent("download"),
    visitor.getByRole("button", { name: /^Télécharger : inscriptions-/ }).click(),
  ]);
  expect(readFileSync(await download.path(), "utf8").split("\n")).toHaveLength(40_000);
  await visitor.getByLabel("Vos nom et prénom").fill(marked("name of a visitor", "Sonia Lemaire, préfecture"));
  await visitor.getByRole("button", { name: "J’accuse réception" }).click();
  await expect(visitor.getByText("Votre accusé de réception est enregistré")).toBeVisible();
  await accessible(visitor);

  // A second link, sent to the wrong address.
  const second = await share(hugo, marked("title of a second link", "Liste de la cantine"), "", "");
  await stranger.goto(second);
  await stranger.getByRole("button", { name: "Je n’en suis pas le destinataire" }).click();
  const words = marked("words of a stranger", "Je suis un homonyme");
  await stranger.getByLabel("Ce que vous souhaitez ajouter").fill(words);
  await stranger.getByRole("button", { name: "Confirmer et arrêter le lien" }).click();
  await expect(stranger.getByRole("heading", { level: 1, name: "C’est signalé, merci" })).toBeVisible();
  await accessible(stranger);
  await stranger.goto("about:blank");
  await stranger.goto(second);
  await expect(stranger.getByRole("heading", { level: 1, name: "Ce lien est arrêté" })).toBeVisible();

  // What Clémence, who owns the room, reads of it.
  await clemence.goto(`${room}?vue=liens`);
  const good = clemence.getByRole("row", { name: new RegExp(title) });
  await expect(good).toContainText("en service");
  await expect(good).toContainText("1 accusé de réception");
  await expect(clemence.getByRole("row", { name: /Liste de la cantine/ })).toContainText("mauvais destinataire");
  await accessible(clemence);
  await clemence.getByRole("link", { name: /^Liste de la cantine/ }).click();
  await expect(clemence.getByText(words).first()).toBeVisible();
  await expect(clemence.getByText("Cette personne n’avait pas ouvert le lien")).toBeVisible();
  await accessible(clemence);
  await clemence.goto(`${room}?vue=liens`);
  await clemence.getByRole("link", { name: new RegExp(title) }).click();
  await expect(clemence.getByText(/^Réception confirmée par Sonia Lemaire/)).toBeVisible();
  await clemence.getByRole("button", { name: "Suspendre" }).click();
  await expect(clemence.getByText("suspendu", { exact: true })).toBeVisible();
  await visitor.goto("about:blank");
  await visitor.goto(address);
  await expect(visitor.getByRole("heading", { level: 1, name: "Ce lien est suspendu" })).toBeVisible();
}
