import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, type Page, type Request } from "@playwright/test";
import { marker, planted } from "../../support/markers";
import { accessible, choose, drop, section, zone } from "../forms";
import type { Stage } from "../stage";

interface Truth {
  viewers: number;
  persons: number;
  resources: number;
  exposures: { person: string; viewer: string; resource: string; category: string; addresses: string[] }[];
}

/** Hugo drops the portal's logs, as its publisher sent them: who saw whose data is found on his machine, and nothing leaves it. */
export async function traces(stage: Stage): Promise<void> {
  const { clemence, dossier, hugo } = stage;
  const { folder, logs, truth, secret } = makeLogs();
  await section(hugo, dossier, "traces");
  await accessible(hugo);
  await hugo.getByRole("button", { name: "Analyser des journaux" }).click();
  const requests = recordRequests(hugo);

  // The compressed ones first: the page finds by itself one that shows how lines are made.
  await drop(zone(hugo, "Déposez les journaux ici"), logs.toReversed());
  for (const log of logs) await expect(hugo.getByText(basename(log))).toBeVisible();
  await drop(zone(hugo, "Déposez le tableau des droits ici"), [join(folder, "entitlements.csv")]);
  await expect(hugo.getByText("entitlements.csv")).toBeVisible();
  for (const [field, guess] of [
    [/Date et heure/, "/ts"],
    [/Compte qui agit/, "/user"],
    [/Adresse de la page demandée/, "/path"],
    [/Méthode/, "/method"],
    [/Code de réponse/, "/status"],
    [/Adresse IP/, "/ip"],
  ] as const) {
    await expect(hugo.getByRole("button", { name: field })).toContainText(guess);
  }
  await choose(hugo, /Adresse IP/, "aucun");
  await choose(hugo, /Adresse IP/, "/ip");
  await hugo.getByLabel("Adresse d’un dossier").fill("/portail/*/{dossier}");
  await accessible(hugo);

  await Promise.all([
    hugo.getByRole("progressbar", { name: "Lecture des journaux" }).waitFor(),
    hugo.getByRole("button", { name: "Chercher qui a vu quoi" }).click(),
  ]);
  await expect(hugo.getByRole("heading", { name: "Résultat de l’analyse" })).toBeVisible();
  await figure(hugo, "Personnes exposées", truth.persons);
  await figure(hugo, "Comptes ayant vu", truth.viewers);
  await figure(hugo, "Dossiers vus", truth.resources);

  // Between the drop and the result: not one request that writes, not one word of the logs in any request.
  const sent = requests.stop();
  expect(sent.filter((one) => one.method !== "GET").map((one) => one.url)).toEqual([]);
  const words = [secret, ...truth.exposures.flatMap((one) => [one.viewer, one.person, ...one.addresses])];
  for (const one of sent) expect(words.filter((word) => one.text.includes(word))).toEqual([]);

  await expect(hugo.getByRole("figure", { name: "Accès sans droit, heure par heure" })).toBeVisible();
  await filterRows(hugo, truth);
  await hugo.locator("summary", { hasText: "Fichiers lus et leurs empreintes" }).click();
  for (const log of logs) await expect(hugo.getByText(sha256(log))).toBeVisible();
  await accessible(hugo);

  const importing = recordRequests(hugo);
  await hugo.getByRole("button", { name: "Inscrire ces résultats au dossier" }).click();
  await expect(hugo.getByRole("heading", { name: "Analyses inscrites" })).toBeVisible();
  const written = importing.stop();
  expect(written.some((one) => one.method === "POST")).toBe(true);
  for (const one of written) expect(words.filter((word) => one.text.includes(word))).toEqual([]);
  await accessible(hugo);

  // Clémence has the same figures, and the digests of what was read.
  await clemence.goto(`${dossier}/traces`);
  await figure(clemence, "Personnes exposées", truth.persons);
  await figure(clemence, "Comptes ayant vu", truth.viewers);
  await expect(clemence.getByText(basename(logs[0] ?? "")).first()).toBeVisible();
  await clemence.locator("summary", { hasText: "Fichiers lus et leurs empreintes" }).click();
  for (const file of [...logs, join(folder, "entitlements.csv")]) {
    await expect(clemence.getByText(sha256(file))).toBeVisible();
  }
  await filterRows(clemence, truth);
  await accessible(clemence);
  stage.truth = { viewers: truth.viewers, persons: truth.persons };
}

/** The logs of an invented portal, plain, gzip and Zstandard, and apart from them what really happened. */
function makeLogs() {
  const program = process.env["BEFFROI_PROGRAM"];
  if (!program) throw new Error("BEFFROI_PROGRAM is the executable that writes the logs");
  const folder = mkdtempSync(join(tmpdir(), "story-logs-"));
  const apart = join(mkdtempSync(join(tmpdir(), "story-truth-")), "truth.json");
  execFileSync(program, ["demo-logs", "--seed", "7", "--lines", "90000", "--families", "1500", "--out", folder, "--truth", apart]);
  const logs = readdirSync(folder)
    .filter((name) => name.startsWith("access"))
    .toSorted()
    .map((name) => join(folder, name));
  expect(logs.map((name) => name.split(".").at(-1))).toEqual(["jsonl", "gz", "zst"]);
  const truth = JSON.parse(readFileSync(apart, "utf8")) as Truth;
  // One more visit, of somebody who sees nothing of anybody: its account stands nowhere but in the log.
  const secret = marker("account in a log");
  const visit = { ts: "2026-03-22T10:00:00.000Z", ip: "192.0.2.77", user: secret, method: "GET", path: "/", status: 200 };
  appendFileSync(logs[0] ?? "", `${JSON.stringify(visit)}\n`);
  for (const viewer of new Set(truth.exposures.map((one) => one.viewer))) {
    if (/^[a-z0-9.-]{12,}$/i.test(viewer)) planted("account of a viewer", viewer);
  }
  return { folder, logs, truth, secret };
}

function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

async function figure(page: Page, name: string, value: number): Promise<void> {
  const shown = page.locator("dl > div").filter({ has: page.getByText(name, { exact: true }) }).locator("dd").first();
  await expect(shown).toHaveText(String(value));
}

/** The table keeps the lines of one viewer, as many as there really are. */
async function filterRows(page: Page, { exposures }: Truth): Promise<void> {
  const viewer = exposures[0]?.viewer ?? "";
  const lines = exposures.filter((one) => [one.viewer, one.person].some((text) => text.includes(viewer)));
  await page.getByLabel(/^Filtrer\s:/).fill(viewer);
  await expect(page.getByRole("status").filter({ hasText: new RegExp(`^${lines.length} lignes?\\.`) })).toBeVisible();
  const table = page.getByRole("table", { name: "Qui a vu les données de qui" });
  await expect(table.getByRole("row")).toHaveCount(Math.min(25, lines.length) + 1);
  for (const { resource } of lines.slice(0, 5)) await expect(table.getByText(resource).first()).toBeVisible();
  await page.getByLabel(/^Filtrer\s:/).fill("");
}

interface Sent {
  method: string;
  url: string;
  /** Address, headers and body. */
  text: string;
}

/** Every request of a page and its workers, with its body. */
function recordRequests(page: Page): { stop: () => Sent[] } {
  const sent: Sent[] = [];
  const listen = (request: Request) =>
    sent.push({
      method: request.method(),
      url: request.url(),
      text: `${request.url()}\n${JSON.stringify(request.headers())}\n${request.postDataBuffer()?.toString("latin1") ?? ""}`,
    });
  page.on("request", listen);
  return {
    stop: () => {
      page.off("request", listen);
      return sent.filter((one) => !one.url.startsWith("blob:"));
    },
  };
}
