/**
 * The commune's story on a real server, with the real core: from the set-up link to the closed breach file. Each
 * person has a browser of their own; each act asserts what each of them sees.
 */
import { test } from "@playwright/test";
import { setUp } from "./acts/01-set-up";
import { accounts } from "./acts/02-accounts";
import { desk } from "./acts/03-desk";
import { report } from "./acts/05-report";
import { answer } from "./acts/06-answer";
import { qualify } from "./acts/07-qualify";
import { administratorSeesNothing } from "./acts/08-administrator";
import { open } from "./stage";

test("the story of a breach, from the report to the archive", async ({ browser }) => {
  test.setTimeout(20 * 60_000);
  const stage = await open(browser);
  await test.step("Camille creates the organisation", () => setUp(stage));
  await test.step("Clémence and Hugo join", () => accounts(stage));
  await test.step("A desk receives reports", () => desk(stage));
  await test.step("Armand reports without an account", () => report(stage));
  await test.step("Clémence answers him", () => answer(stage));
  await test.step("Clémence opens and qualifies the breach file", () => qualify(stage));
  await test.step("The administrator sees neither report nor file", () => administratorSeesNothing(stage));
});
