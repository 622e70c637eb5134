import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import type { AxeResults } from "axe-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Tuesday morning of the story: twenty-two hours after awareness. */
export const storyTime = new Date("2025-11-25T06:45:00Z");

export interface Visit {
  name: string;
  path: string;
  as?: "signedIn" | "signedOut" | "empty";
  /** What to do once the page is there (open a dialog, fill a form). */
  act?: (page: Page) => Promise<void>;
}

/** Opens a page of the application at the story's time, and fails on anything the policy blocks. */
export async function visit(page: Page, { path, as = "signedIn", act }: Visit): Promise<string[]> {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.hostname !== "127.0.0.1" && url.protocol !== "blob:") problems.push(`request to ${url.origin}`);
  });
  await page.clock.setFixedTime(storyTime);
  await page.addInitScript((state) => sessionStorage.setItem("beffroi-fixture-core", state), as);
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expect(page.locator("[data-loading]")).toHaveCount(0);
  await act?.(page);
  return problems;
}

/** Axe with every rule of WCAG 2.2 AA, contrast included. */
export async function audit(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const results = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (context: unknown, options: unknown) => Promise<AxeResults> } };
    // React Aria announces pending buttons in a node of its own, named by a button that may be gone by then.
    return axe.run({ exclude: [["[data-live-announcer]"]] }, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
  });
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
  );
}
