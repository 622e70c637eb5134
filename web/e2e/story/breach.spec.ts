/**
 * The commune's story on a real server, with the real core: from the set-up link to the closed breach file. Each
 * person has a browser of their own; each act asserts what each of them sees.
 */
import { test } from "@playwright/test";
import { setUp } from "./acts/01-set-up";
import { accounts } from "./acts/02-accounts";
import { desk } from "./acts/03-desk";
import { documents } from "./acts/04-documents";
import { life } from "./acts/04-life";
import { links } from "./acts/04-links";
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
import { obligations } from "./acts/50-obligations";
import { notification } from "./acts/51-notification";
import { letters } from "./acts/52-letters";
import { attestations } from "./acts/53-attestations";
import { correction } from "./acts/54-correction";
import { lessons } from "./acts/55-lessons";
import { closing } from "./acts/56-closing";
import { archive } from "./acts/57-archive";
import { after } from "./acts/58-after";
import { open } from "./stage";

test("the story of a breach, from the report to the archive", async ({ browser }) => {
  test.setTimeout(30 * 60_000);
  const stage = await open(browser);
  await test.step("Camille creates the organisation", () => setUp(stage));
  await test.step("Clémence and Hugo join", () => accounts(stage));
  await test.step("A desk receives reports", () => desk(stage));
  await test.step("A room that the administrator does not see", () => vault(stage));
  await test.step("Hugo reads, corrects and arranges what is in it", () => documents(stage));
  await test.step("He hands a document to people without an account", () => links(stage));
  await test.step("The room is paused, its bin emptied, another room ended", () => life(stage));
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
  await test.step("What the law asks, and by when", () => obligations(stage));
  await test.step("The authority is notified, then told the rest", () => notification(stage));
  await test.step("The exposed persons are told", () => letters(stage));
  await test.step("Those who saw destroy what they kept", () => attestations(stage));
  await test.step("The cause is fixed, tested, and the portal is back", () => correction(stage));
  await test.step("What was learnt, and the officer's opinion", () => lessons(stage));
  await test.step("The file is closed once nothing is missing", () => closing(stage));
  await test.step("One archive, that anybody can check", () => archive(stage));
  await test.step("Afterwards", () => after(stage));
});
