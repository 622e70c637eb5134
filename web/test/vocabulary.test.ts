// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { asText } from "../scripts/vocabulary";

it("the French vocabulary is the one of the rule files (npm run vocabulary)", () => {
  expect(readFileSync("src/i18n/fr/vocabulary.json", "utf8")).toBe(asText());
});
