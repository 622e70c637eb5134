/**
 * The commune's story on a real server, with the real core: from the set-up link to the closed breach file. Each
 * person has a browser of their own; each act asserts what each of them sees.
 */
import { test } from "@playwright/test";
import { setUp } from "./acts/01-set-up";
import { accounts } from "./acts/02-accounts";
import { desk } from "./acts/03-desk";
import { vault } from "./acts/04-vault";
import { report } from "./acts/05-report";
import { answer } from "./acts/06-answer";
import { openFile } from "./acts/07-open";
import { secondReport } from "./acts/08-second-report";
import { qualify } from "./acts/09-qualify";
import { administratorSeesNothing } from "./acts/10-administrator";
import { cell } from "./acts/11-cell";
import { containment } from "./acts/12-containment";
import { facts } from "./acts/13-facts";
import { traces } from "./acts/14-traces";
import { data } from "./acts/15-data";
import { severity } from "./acts/16-severity";
import { open } from "./stage";

test("the story of a breach, from the report to the archive", async ({ browser }) => {
  test.setTimeout(30 * 60_000);
  const stage = await open(browser);
  await test.step("Camille creates the organisation", () => setUp(stage));
  await test.step("Clémence and Hugo join", () => accounts(stage));
  await test.step("A desk receives reports", () => desk(stage));
  await test.step("A room that the administrator does not see", () => vault(stage));
  await test.step("Armand and a neighbour report without an account", () => report(stage));
  await test.step("Clémence answers Armand, who says more", () => answer(stage));
  await test.step("Clémence opens a breach file", () => openFile(stage));
  await test.step("The neighbour's report joins the file", () => secondReport(stage));
  await test.step("She qualifies it: the clock runs", () => qualify(stage));
  await test.step("The administrator sees neither report nor file", () => administratorSeesNothing(stage));
  await test.step("The crisis cell is convened", () => cell(stage));
  await test.step("The portal is cut, with its time and its proof", () => containment(stage));
  await test.step("What happened, and when it was known", () => facts(stage));
  await test.step("The logs say who saw whose data", () => traces(stage));
  await test.step("What leaked", () => data(stage));
  await test.step("How grave it is", () => severity(stage));
});
