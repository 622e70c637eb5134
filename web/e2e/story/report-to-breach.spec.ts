/**
 * The first acts of the commune's story on a real server, with the real core: set-up, invitations, the desk,
 * a citizen's report, the answer, and a qualified breach file. Each person has a browser of their own.
 */
import { type Browser, type BrowserContext, devices, expect, type Page, test } from "@playwright/test";
import { audit } from "../support/visit";

const town = "Commune de Valmont-sur-Lys";

interface Person {
  givenName: string;
  familyName: string;
  email: string;
  password: string;
}

const camille: Person = {
  givenName: "Camille",
  familyName: "Berthier",
  email: "camille.berthier@valmont.example",
  password: "tulipe orage carillon velours 42",
};
const clemence: Person = {
  givenName: "Clémence",
  familyName: "Dubreuil",
  email: "clemence.dubreuil@valmont.example",
  password: "brume cerisier escalier violon 17",
};

async function fresh(browser: Browser, options: Parameters<Browser["newContext"]>[0] = {}): Promise<[BrowserContext, Page]> {
  const context = await browser.newContext({ locale: "fr-FR", timezoneId: "Europe/Paris", ...options });
  return [context, await context.newPage()];
}

async function fillPerson(page: Page, person: Person, withEmail: boolean): Promise<void> {
  await page.getByLabel("Prénom").fill(person.givenName);
  await page.getByLabel("Nom", { exact: true }).fill(person.familyName);
  if (withEmail) await page.getByLabel("Adresse électronique").fill(person.email);
  await page.getByLabel("Mot de passe", { exact: true }).fill(person.password);
  await page.getByLabel("Le même, une seconde fois").fill(person.password);
}

async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto("/connexion");
  await page.getByLabel("Adresse électronique").fill(person.email);
  await page.getByLabel("Mot de passe", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByRole("link", { name: "Signalements" })).toBeVisible({ timeout: 30_000 });
}

test("a citizen's report becomes a qualified breach file that the administrator cannot read", async ({ browser }) => {
  test.setTimeout(300_000);
  const link = process.env["BEFFROI_LINK"];
  if (!link) throw new Error("BEFFROI_LINK holds the one-time link of an empty server");

  const [, administration] = await fresh(browser);
  await test.step("Camille creates the organisation with the one-time link", async () => {
    await administration.goto(link);
    await administration.getByLabel("Nom de l’organisation").fill(town);
    await fillPerson(administration, camille, true);
    await administration.getByRole("button", { name: "Créer l’organisation" }).click();
    await expect(administration.getByRole("heading", { name: "L’organisation est créée" })).toBeVisible({ timeout: 30_000 });
    expect(await audit(administration)).toEqual([]);
    await administration.getByRole("button", { name: "Ouvrir Beffroi" }).click();
  });

  const invitation = await test.step("Camille invites Clémence", async () => {
    await administration.getByRole("button", { name: "Inviter une personne" }).click();
    const dialog = administration.getByRole("dialog");
    await dialog.getByLabel("Adresse électronique").fill(clemence.email);
    await dialog.getByRole("button", { name: "Créer le lien" }).click();
    const text = (await dialog.locator("code").textContent()) ?? "";
    await dialog.getByRole("button", { name: "Fermer" }).last().click();
    return text;
  });

  const [, desk] = await fresh(browser);
  await test.step("Clémence accepts, Camille confirms, Clémence signs in", async () => {
    await desk.goto(invitation);
    await fillPerson(desk, clemence, false);
    await desk.getByRole("button", { name: "Créer mon compte" }).click();
    await expect(desk.getByRole("heading", { name: "Votre compte attend sa confirmation" })).toBeVisible({ timeout: 30_000 });
    await administration.goto("/administration");
    await administration.getByRole("button", { name: "Les mots sont identiques : confirmer" }).click();
    await expect(administration.getByRole("button", { name: "Les mots sont identiques : confirmer" })).toHaveCount(0, { timeout: 30_000 });
    await signIn(desk, clemence);
  });

  await test.step("Clémence creates the desk, Camille publishes it", async () => {
    await desk.goto("/signalements");
    await desk.getByRole("button", { name: "Créer le point d’accueil" }).click();
    const dialog = desk.getByRole("dialog");
    await dialog.getByLabel("Nom du point d’accueil").fill("Cellule données personnelles");
    await dialog.getByRole("button", { name: "Créer le point d’accueil" }).click();
    await expect(dialog).toHaveCount(0, { timeout: 30_000 });
    await administration.goto("/administration");
    await administration.getByRole("button", { name: "Désigner ce point d’accueil" }).click();
    await expect(administration.getByRole("button", { name: "Désigner ce point d’accueil" })).toHaveCount(0, { timeout: 30_000 });
  });

  const [, citizen] = await fresh(browser, devices["Pixel 7"]);
  const code = await test.step("Armand reports from his phone, without an account", async () => {
    await citizen.goto("/signaler");
    await citizen.getByLabel("Que s’est-il passé ?").fill("Le dossier d’une autre famille apparaît sur mon écran.");
    await citizen.getByLabel("Quand l’avez-vous vu ?").fill("samedi matin vers 10 h");
    await citizen.getByLabel("Sur quel site ou dans quel service ?").fill("le portail famille");
    expect(await audit(citizen)).toEqual([]);
    await citizen.getByRole("button", { name: "Envoyer le signalement" }).click();
    await expect(citizen.getByRole("heading", { name: "Votre signalement est transmis" })).toBeVisible({ timeout: 60_000 });
    return (await citizen.getByTestId("follow-up-code").locator("span").first().textContent()) ?? "";
  });
  expect(code.replaceAll(/[^A-Za-z0-9]/g, "")).toHaveLength(16);

  await test.step("Clémence reads it and answers", async () => {
    await desk.goto("/signalements");
    await desk.getByRole("link", { name: /dossier d’une autre famille/ }).first().click();
    await expect(desk.getByText("le portail famille").first()).toBeVisible({ timeout: 30_000 });
    await desk.getByLabel("Répondre au signalant").fill("Merci. Nous coupons le portail. N’ouvrez rien de plus.");
    await desk.getByRole("button", { name: "Envoyer la réponse" }).click();
    await expect(desk.getByText("Nous coupons le portail").first()).toBeVisible({ timeout: 30_000 });
  });

  await test.step("Armand reads the answer with his code", async () => {
    await citizen.goto("/suivi");
    await citizen.getByLabel("Code de suivi").fill(code);
    await citizen.getByRole("button", { name: "Voir mon signalement" }).click();
    await expect(citizen.getByText("Nous coupons le portail")).toBeVisible({ timeout: 60_000 });
  });

  const dossier = await test.step("Clémence opens the breach file and qualifies it", async () => {
    await desk.getByRole("button", { name: "Ouvrir un dossier de violation" }).click();
    const dialog = desk.getByRole("dialog");
    await dialog.getByLabel("Titre du dossier").fill("Portail famille : dossiers d’autres foyers affichés");
    await dialog.getByRole("button", { name: "Ouvrir un dossier de violation" }).click();
    await desk.waitForURL(/\/violations\//, { timeout: 30_000 });
    await desk.getByRole("link", { name: "Qualification" }).click();
    await desk.getByRole("button", { name: "Je prends la qualification" }).click();
    const reasons = desk.getByLabel("Pourquoi", { exact: true });
    await reasons.first().fill("Le portail a montré le dossier d’une autre famille.");
    await reasons.nth(1).fill("Coordonnées, données bancaires et fiche sanitaire d’enfants.");
    await desk.getByLabel("Sur quoi repose cette certitude ?").fill("Anomalie reproduite sur deux comptes de test.");
    await desk.getByRole("button", { name: "C’est une violation : faire courir le délai" }).click();
    await desk.getByRole("link", { name: "Tableau de bord" }).click();
    await expect(desk.getByText(/Il reste\s7[12]\sh/).first()).toBeVisible({ timeout: 30_000 });
    expect(await audit(desk)).toEqual([]);
    return new URL(desk.url()).pathname;
  });

  await test.step("The administrator sees neither the report nor the file", async () => {
    await administration.goto("/espaces");
    await expect(administration.getByText("Portail famille")).toHaveCount(0);
    await administration.goto(dossier);
    await expect(administration.getByText("Portail famille")).toHaveCount(0);
    await expect(administration.getByRole("alert").first()).toBeVisible({ timeout: 30_000 });
  });
});
