/**
 * Who plays the story, each in a browser context of their own, and what one act leaves to the next. What people
 * type carries markers (support/markers.ts).
 */
import { type Browser, devices, expect, type Page } from "@playwright/test";
import { marked, marker } from "../support/markers";

export interface Person {
  givenName: string;
  familyName: string;
  email: string;
  password: string;
}

function person(who: string, givenName: string, familyName: string, password: string): Person {
  return {
    givenName: marked(`${who}: given name`, givenName),
    familyName: marked(`${who}: family name`, familyName),
    email: `${who}.${marker(`${who}: e-mail address`, "admitted")}@valmont.example`,
    password: marked(`${who}: password`, password),
  };
}

/** A browser that nobody has used: no account, nothing kept. */
async function fresh(browser: Browser, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
  const context = await browser.newContext({
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    acceptDownloads: true,
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  return context.newPage();
}

export interface Stage {
  /** The one-time link of the empty server. */
  link: string;
  /** The name of the organisation: the server shows it to everybody. */
  town: string;
  people: Record<"camille" | "clemence" | "hugo", Person>;
  /** Administrator; reads nothing. */
  camille: Page;
  /** Receives the reports and conducts the breach file. */
  clemence: Page;
  /** Director, called into the crisis cell. */
  hugo: Page;
  /** Reports from his phone, without an account. */
  armand: Page;
  /** Reports the same thing from another phone. */
  neighbour: Page;
  /** Receives a link, at the prefecture, without an account. */
  visitor: Page;
  /** Receives a link that was meant for somebody else. */
  stranger: Page;
  /** Armand's follow-up code. */
  code: string;
  /** The name that Armand left. */
  contact: string;
  /** The file that Armand joined, on disk. */
  picture: string;
  /** The title of the breach file. */
  title: string;
  /** The path of the breach file, without its section: `/violations/ID`. */
  dossier: string;
  /** What really happened on the portal. */
  truth: { viewers: number; persons: number };
}

export async function open(browser: Browser): Promise<Stage> {
  const link = process.env["BEFFROI_LINK"];
  if (!link) throw new Error("BEFFROI_LINK holds the one-time link of an empty server");
  return {
    link,
    town: marked("name of the organisation", "Commune de Valmont-sur-Lys", "admitted"),
    people: {
      camille: person("camille", "Camille", "Berthier", "tulipe orage carillon velours 42"),
      clemence: person("clemence", "Clémence", "Dubreuil", "brume cerisier escalier violon 17"),
      hugo: person("hugo", "Hugo", "Masson", "lanterne verger horloge myrtille 93"),
    },
    camille: await fresh(browser),
    clemence: await fresh(browser),
    hugo: await fresh(browser),
    armand: await fresh(browser, devices["Pixel 7"]),
    neighbour: await fresh(browser, devices["iPhone 13"]),
    visitor: await fresh(browser),
    stranger: await fresh(browser, devices["Pixel 7"]),
    code: "",
    contact: "",
    picture: "",
    title: "",
    dossier: "",
    truth: { viewers: 0, persons: 0 },
  };
}

/** The name as pages show it. */
export function fullName({ givenName, familyName }: Person): string {
  return `${givenName} ${familyName}`;
}

/** The form of whoever creates an account. */
export async function fillPerson(page: Page, { givenName, familyName, password }: Person): Promise<void> {
  await page.getByLabel("Prénom").fill(givenName);
  await page.getByLabel("Nom", { exact: true }).fill(familyName);
  await page.getByLabel("Mot de passe", { exact: true }).fill(password);
  await page.getByLabel("Le même, une seconde fois").fill(password);
}

export async function signIn(page: Page, { email, password }: Person): Promise<void> {
  await page.goto("/connexion");
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Mot de passe", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByRole("link", { name: "Signalements" })).toBeVisible();
}
