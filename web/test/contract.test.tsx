/**
 * What crates/dossier really produces (its committed examples), shown by every part of the breach file: nothing
 * breaks, and no value is without words.
 */
import { readFileSync } from "node:fs";
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { unnamed } from "@/i18n/refusal";
import { sectionGroups } from "@/pages/breach/sections";
import { open } from "./app";

function example(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(`../crates/dossier/tests/fixtures/${name}.json`, "utf8")) as Record<string, unknown>;
}

const view = example("breach_file_view");

describe("a breach file of the core", () => {
  for (const section of sectionGroups.flatMap((group) => [...group.sections])) {
    it(`is shown under ${section}`, async () => {
      unnamed.clear();
      await open(`/violations/${"1".repeat(32)}/${section}`, {
        dossier: async () => view,
        document: async ({ kind }) => ({
          template: kind,
          data: example(kind),
          fileName: "essai.pdf",
        }),
      });
      await screen.findByRole("heading", { level: 1, name: String(view["title"]) });
      await waitFor(() => expect(document.querySelector(".content h2")).not.toBeNull());
      expect([...unnamed]).toEqual([]);
      expect(screen.queryByRole("alert")).toBeNull();
      expect(document.body.textContent).not.toMatch(/undefined|\[object|NaN|\{\{/);
    });
  }
});
