/** Who may share by a link: the list is for every member, the acts are not. */
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { WorkspaceView } from "@/core/api";
import { fixtureCore } from "@/core/fixture";
import { id, signedIn } from "@/core/fixture/people";
import { open } from "./app";

const council = `/espaces/${id(100)}`;

async function as(part: Partial<WorkspaceView>): Promise<WorkspaceView> {
  return { ...(await fixtureCore().workspace({ workspace: id(100) })), ...part };
}

describe("a member", () => {
  it("may hand over, suspend and close a link", async () => {
    await open(`${council}?vue=liens`);
    await screen.findByRole("link", { name: "Projet de budget supplémentaire" });
    expect(screen.getByRole("button", { name: /^Copier : adresse du lien .+Projet de budget supplémentaire/ })).toBeTruthy();
    screen.getByRole("button", { name: /Autres actions pour Projet de budget/ }).click();
    expect((await screen.findAllByRole("menuitem")).map((one) => one.textContent)).toEqual([
      "Voir l’utilisation",
      "Code QR",
      "Suspendre",
      "Fermer définitivement",
    ]);
  });
});

for (const [who, view, status] of [
  ["a reader", { role: "reader" }, signedIn],
  [
    "a guest",
    { role: "member" },
    signedIn.state === "signedIn" ? { ...signedIn, me: { ...signedIn.me, profile: "guest" as const, administrator: false } } : signedIn,
  ],
] as const) {
  describe(who, () => {
    it("sees the links and does nothing with them", async () => {
      const space = await as(view);
      await open(`${council}?vue=liens`, { workspace: async () => space, status: async () => status });
      await screen.findByRole("link", { name: "Projet de budget supplémentaire" });
      expect(screen.queryByRole("button", { name: /^Copier/ })).toBeNull();
      screen.getByRole("button", { name: /Autres actions pour Projet de budget/ }).click();
      expect((await screen.findAllByRole("menuitem")).map((one) => one.textContent)).toEqual(["Voir l’utilisation"]);
    });

    it("is not offered to share a document", async () => {
      const space = await as(view);
      await open(`${council}/documents/${id(130)}`, { workspace: async () => space, status: async () => status });
      await screen.findByRole("heading", { level: 1, name: "Ordre du jour.odt" });
      expect(screen.queryByRole("button", { name: "Partager par un lien" })).toBeNull();
    });
  });
}
