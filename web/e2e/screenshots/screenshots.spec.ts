import { test } from "@playwright/test";
import { everyPage } from "../support/pages";
import { visit } from "../support/visit";

/** Pictures for people to look at: `screenshots/<width>/<page>.png`. */
for (const [width, scheme] of [
  [1280, "light"],
  [390, "light"],
  [1281, "dark"],
] as const) {
  test.describe(`${width}`, () => {
    test.use({ viewport: { width, height: width === 390 ? 844 : 860 }, colorScheme: scheme });
    for (const one of everyPage) {
      test(one.name, async ({ page }) => {
        await visit(page, one);
        await page.screenshot({ path: `screenshots/${width}/${one.name}.png`, fullPage: true });
      });
    }
  });
}
