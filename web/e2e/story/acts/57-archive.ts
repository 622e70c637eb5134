import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { accessible, drop, onDisk, section, zone } from "../forms";
import { keep } from "../papers";
import { fullName, type Stage } from "../stage";

/** One file holds all of it. Anybody checks it, on a page or with the command; one byte changed is found and named. */
export async function archive({ armand, clemence, dossier, people }: Stage): Promise<void> {
  await section(clemence, dossier, "cloture");
  const file = await keep(clemence, () => clemence.getByRole("button", { name: "Faire l’archive" }).click());
  expect(file.name).toMatch(/^violation-\d{4}-001\.zip$/);
  await expect(clemence.getByText("Archive vérifiée : elle est intacte.")).toBeVisible();
  await accessible(clemence);
  await clemence.getByRole("button", { name: "Inscrire l’archive au dossier" }).click();
  await expect(clemence.getByText("Archive inscrite le")).toBeVisible();
  await expect(clemence.getByText("archivé", { exact: true }).first()).toBeVisible();
  await accessible(clemence);

  const bytes = readFileSync(file.path);
  expect(bytes.includes("LISEZMOI.txt")).toBe(true);
  const sound = check(file.path);
  expect(sound.status, sound.output).toBe(0);

  // Armand has no account: the page checks in his browser, without asking anybody.
  await armand.goto("/verifier");
  await drop(zone(armand, "Déposez l’archive ici"), [file.path]);
  await expect(armand.getByText("L’archive est intacte")).toBeVisible();
  for (const one of [people.clemence, people.hugo]) {
    await expect(armand.getByRole("heading", { name: fullName(one) })).toBeVisible();
  }
  await accessible(armand);

  // One bit of one piece, then of the log: both refuse, and say where.
  for (const [name, place] of [
    ["pieces/", "Une pièce"],
    ["journal/espace.cbor", "Le journal"],
  ] as const) {
    const { path, entry } = damaged(bytes, name);
    const refused = check(path);
    expect(refused.status, refused.output).not.toBe(0);
    expect(refused.output).toContain(entry);
    await armand.getByRole("button", { name: "Vérifier une autre archive" }).click();
    await drop(zone(armand, "Déposez l’archive ici"), [path]);
    await expect(armand.getByText("L’archive n’est pas intacte")).toBeVisible();
    await expect(armand.getByText(place)).toBeVisible();
    await expect(armand.getByText(entry)).toBeVisible();
    await accessible(armand);
  }

  // His browser gives the published results of every computation, the platform's own AES included.
  await armand.getByRole("button", { name: "Lancer le contrôle" }).click();
  await expect(armand.getByText("Ce navigateur calcule juste")).toBeVisible();
  await expect(armand.getByText(/^\d+ calculs refaits, tous conformes/)).toBeVisible();
  await accessible(armand);
}

/** `beffroi verify`, offline. */
function check(path: string): { status: number | null; output: string } {
  const program = process.env["BEFFROI_PROGRAM"];
  if (!program) throw new Error("BEFFROI_PROGRAM is the executable that checks archives");
  const { status, stdout, stderr } = spawnSync(program, ["verify", path], { encoding: "utf8", env: { ...process.env, LANG: "fr_FR.UTF-8" } });
  return { status, output: `${stdout}${stderr}` };
}

/** A copy whose first entry of this name has one bit changed, in the middle of its content. Entries are stored plainly. */
function damaged(whole: Buffer, name: string): { path: string; entry: string } {
  for (let at = whole.indexOf("PK\u0003\u0004"); at >= 0; at = whole.indexOf("PK\u0003\u0004", at + 4)) {
    const length = whole.readUInt16LE(at + 26);
    const start = at + 30 + length + whole.readUInt16LE(at + 28);
    const entry = whole.toString("utf8", at + 30, at + 30 + length);
    if (!entry.startsWith(name)) continue;
    const copy = Buffer.from(whole);
    const middle = start + Math.floor(whole.readUInt32LE(at + 22) / 2);
    copy.writeUInt8(copy.readUInt8(middle) ^ 1, middle);
    return { path: onDisk("violation-abimee.zip", copy), entry };
  }
  throw new Error(`no entry ${name}`);
}
