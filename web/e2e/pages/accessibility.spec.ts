import { expect, test } from "@playwright/test";
import { expectKeyboardAlone } from "../support/keyboard";
import { everyPage } from "../support/pages";
import { audit, visit } from "../support/visit";

/** Every page, on a desk and on a phone, in both schemes: nothing axe can see, nothing the policy blocks, all by keyboard. */
for (const shape of [
  { name: "desk", width: 1280, height: 900, scheme: "light" },
  { name: "phone", width: 390, height: 844, scheme: "dark" },
] as const) {
  test.describe(shape.name, () => {
    test.use({ viewport: { width: shape.width, height: shape.height }, colorScheme: shape.scheme });
    for (const one of everyPage) {
      test(one.name, async ({ page }) => {
        const problems = await visit(page, one);
        expect(await audit(page)).toEqual([]);
        expect(problems).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, "the page does not scroll sideways").toBeLessThanOrEqual(0);
        await expectKeyboardAlone(page);
      });
    }
  });
}
