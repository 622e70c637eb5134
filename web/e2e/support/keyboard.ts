/**
 * A page without a mouse: whatever can be used is reached with the tabulation key alone, and shows that it has the
 * focus (WCAG 2.2, 2.1.1, 2.1.2, 2.4.7).
 */
import { expect, type Page } from "@playwright/test";

export async function expectKeyboardAlone(page: Page): Promise<void> {
  const { expected, outOfReach } = await controls(page);
  expect(outOfReach, "left out of the tab order").toEqual([]);
  expect(expected.length, "a page that can be used has something to use").toBeGreaterThan(0);
  const { reached, withoutMark } = await walk(page, expected.length);
  expect(expected.filter((name) => !reached.has(name)), "never reached with the tabulation key").toEqual([]);
  expect(withoutMark, "focused without showing it").toEqual([]);
}

/** Numbers what can be used; in a dialog, only what the dialog holds. */
async function controls(page: Page): Promise<{ expected: string[]; outOfReach: string[] }> {
  return page.evaluate(() => {
    const dialogs = document.querySelectorAll("[role=dialog], [role=alertdialog]");
    const scope = dialogs.item(dialogs.length - 1) ?? document.body;
    const usable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link], [tabindex]";
    // In these one stop serves for all: arrows do the rest.
    const composite = "[role=tablist], [role=menu], [role=listbox], [role=radiogroup], [role=grid], [role=toolbar], [role=spinbutton]";
    const expected: string[] = [];
    const outOfReach: string[] = [];
    const groups = new Set<Element>();
    for (const [index, element] of [...scope.querySelectorAll<HTMLElement>(usable)].entries()) {
      const shown = element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
      if (!shown || element.matches(":disabled, [inert] *, [aria-hidden=true], [aria-hidden=true] *")) continue;
      const group = element.closest(composite);
      if (group) {
        if (groups.has(group) || element.tabIndex < 0) continue;
        groups.add(group);
      }
      const text = element.getAttribute("aria-label") ?? element.textContent ?? "";
      const name = `${index} ${element.tagName.toLowerCase()} ${text.trim().slice(0, 60)}`;
      if (element.tabIndex >= 0) {
        element.setAttribute("data-tab-stop", name);
        expected.push(name);
      } else if (element.matches("a[href], button, input, select, textarea, summary, [role=button], [role=link]")) {
        outOfReach.push(name);
      }
    }
    return { expected, outOfReach };
  });
}

/** Presses the key until every stop had its turn, and looks at each focused element. */
async function walk(page: Page, count: number): Promise<{ reached: Set<string>; withoutMark: string[] }> {
  const reached = new Set<string>();
  const withoutMark = new Set<string>();
  await page.evaluate(() => {
    if (!document.querySelector("[role=dialog], [role=alertdialog]")) (document.activeElement as HTMLElement | null)?.blur();
  });
  for (let step = 0; step < count + 12; step += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      const name = element?.getAttribute("data-tab-stop") ?? element?.closest("[data-tab-stop]")?.getAttribute("data-tab-stop");
      if (!element || !name) return undefined;
      const marked = (one: Element | null): boolean => {
        if (!one) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) || boxShadow !== "none";
      };
      // A hidden box is drawn by its label, a field by its frame, the link of a card by its card.
      const shows = [element, element.closest("label"), element.closest("[data-focus-visible]"), element.parentElement, element.closest("li > div")];
      return { name, marked: shows.some(marked) };
    });
    if (!seen) continue;
    reached.add(seen.name);
    if (!seen.marked) withoutMark.add(seen.name);
    if (reached.size === count) break;
  }
  return { reached, withoutMark: [...withoutMark] };
}
