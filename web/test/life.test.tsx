/** The life of a workspace: who is offered what, and what is asked before something goes for good. */
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { BinView, Refusal, WorkspaceView } from "@/core/api";
import { fixtureCore } from "@/core/fixture";
import { id } from "@/core/fixture/people";
import { isRefusal } from "@/core/refused";
import { either } from "@/format/list";
import { canGovern, canOwn, canRead, canWrite, hasEnded, inBinForLong, type Rights } from "@/pages/workspace/items";
import { sameName } from "@/pages/workspace/settings/name";
import { open } from "./app";

const council = `/espaces/${id(100)}`;
const full: Rights = { role: "owner", closed: false, suspended: false, alarm: null };

describe("the rights in a workspace", () => {
  const rights = (part: Partial<Rights>) => {
    const space = { ...full, ...part };
    return [canRead(space), canWrite(space), canOwn(space), canGovern(space)];
  };

  it("follow its state and the role", () => {
    expect(rights({})).toEqual([true, true, true, true]);
    expect(rights({ role: "member" })).toEqual([true, true, false, false]);
    expect(rights({ role: "reader" })).toEqual([true, false, false, false]);
    expect(rights({ suspended: true })).toEqual([true, false, false, true]);
    expect(rights({ role: "member", suspended: true })).toEqual([false, false, false, false]);
    expect(rights({ closed: true })).toEqual([true, false, false, true]);
    expect(rights({ role: "reader", closed: true })).toEqual([true, false, false, false]);
    expect(rights({ alarm: { code: "log-fork", params: {} } })).toEqual([true, false, false, false]);
  });

  it("are over once it is deleted or left, not when an alarm is raised", () => {
    const ended = (code: string) => hasEnded({ alarm: { code, params: {} } });
    expect([ended("workspace-deleted"), ended("workspace-left"), ended("log-fork")]).toEqual([true, true, false]);
    expect(hasEnded({ alarm: null })).toBe(false);
  });
});

describe("the name that is typed before a deletion", () => {
  it("is the whole name, capitals included", () => {
    expect(sameName("Conseil municipal", "Conseil municipal – séances")).toBe(false);
    expect(sameName("conseil", "Conseil")).toBe(false);
    expect(sameName("Seances", "Séances")).toBe(false);
    expect(sameName("", "Conseil")).toBe(false);
  });

  it("may do without the signs that keyboards lack", () => {
    expect(sameName(" Conseil municipal - séances ", "Conseil municipal – séances")).toBe(true);
    expect(sameName("Plan d'eau n° 3", "Plan d’eau n°\u00a03")).toBe(true);
    expect(sameName("E\u0301cole", "École")).toBe(true);
    expect(sameName('Dossier "Lys"', "Dossier « Lys »".replaceAll(/(?<=«) | (?=»)/g, ""))).toBe(true);
  });
});

describe("the bin", () => {
  const thing = (trashedAt: string): BinView => ({
    item: { document: id(1) },
    name: "note",
    size: 1,
    documents: 1,
    trashedAt,
    trashedBy: "Hugo Masson",
  });

  it("names what has been there for more than thirty days, not what reaches them", () => {
    const now = "2025-11-25T06:45:00Z";
    const old = inBinForLong(["2025-10-26T06:45:00Z", "2025-10-26T06:44:59Z", "2024-01-01T00:00:00Z"].map(thing), now);
    expect(old.map((one) => one.trashedAt)).toEqual(["2025-10-26T06:44:59Z", "2024-01-01T00:00:00Z"]);
  });

  it("is emptied by owners; the others read that they are the ones who can", async () => {
    const space = { ...(await fixtureCore().workspace({ workspace: id(100) })), role: "member" as const };
    await open(`${council}?vue=corbeille`, { workspace: async () => space });
    await screen.findByText(/^Seul un propriétaire de l’espace peut détruire/);
    expect(screen.getByRole("button", { name: "Restaurer Ancienne note.docx" })).toBeTruthy();
    for (const name of [/Vider la corbeille/, /détruire…/, /^Autres actions/]) {
      expect(screen.queryByRole("button", { name })).toBeNull();
    }
  });

  it("counts, instead of naming, what is too much to read, with its whole size", async () => {
    const space = await fixtureCore().workspace({ workspace: id(100) });
    const bin = Array.from({ length: 6 }, (_, rank) => ({
      ...thing("2025-11-20T08:00:00Z"),
      item: { folder: id(800 + rank) },
      name: `Lot ${rank}`,
      size: 1_000_000,
      documents: 3,
    }));
    const purged: unknown[] = [];
    await open(`${council}?vue=corbeille`, {
      workspace: async () => ({ ...space, bin }),
      purge: async ({ items }) => void purged.push(...items),
    });
    (await screen.findByRole("button", { name: "Vider la corbeille…" })).click();
    const dialog = await screen.findByRole("dialog", { name: /^Détruire 6 éléments définitivement/ });
    expect(dialog.textContent).toContain("18 documents");
    expect(dialog.textContent).toMatch(/6\sMo/);
    expect(dialog.textContent).not.toContain("Lot 0");
    screen.getByRole("button", { name: "Détruire définitivement" }).click();
    await screen.findByText("6 éléments sont détruits.");
    expect(purged).toEqual(bin.map(({ item }) => item));
  });
});

describe("the settings", () => {
  const facts = async (part: Partial<WorkspaceView>) => {
    const space = { ...(await fixtureCore().workspace({ workspace: id(100) })), ...part };
    await open(`${council}?vue=reglages`, { workspace: async () => space });
    await screen.findByRole("heading", { level: 2, name: "Description" });
    return screen.queryAllByRole("button").map((one) => one.textContent);
  };

  it("are read by members, and changed by owners alone", async () => {
    const decisions = ["Enregistrer", "Suspendre", "Fermer", "Supprimer l’espace…"];
    expect(await facts({})).toEqual(expect.arrayContaining(decisions));
    document.body.innerHTML = "";
    const member = await facts({ role: "member" });
    expect(member.filter((name) => decisions.includes(name ?? ""))).toEqual([]);
    expect(screen.getByText("Secrétariat des assemblées, fiche n° 4 du registre")).toBeTruthy();
    expect(screen.getByText("Clémence Dubreuil", { selector: "dd" })).toBeTruthy();
  });

  it("offer neither closing nor a description while it is suspended, but deletion", async () => {
    const offered = await facts({ suspended: true });
    expect(offered).toEqual(expect.arrayContaining(["Remettre en service", "Supprimer l’espace…"]));
    expect(offered.filter((name) => name === "Fermer" || name === "Enregistrer")).toEqual([]);
  });
});

describe("a refusal that names an instant", () => {
  it("shows it where the organisation is", async () => {
    await open("/espaces", {
      status: async () => {
        const status = await fixtureCore().status();
        const notice: Refusal = {
          code: "workspace-deleted",
          params: { name: "Médiathèque", who: "Hugo Masson", at: "2025-11-21T23:05:09Z" },
        };
        return status.state === "signedIn"
          ? { ...status, organisation: { ...status.organisation, zone: "Indian/Reunion" }, notices: [notice] }
          : status;
      },
    });
    await screen.findByText(/« Médiathèque » a été supprimé par Hugo Masson le 22\snov\.\s2025 à\s03:05\./);
  });
});

describe("names of people", () => {
  it("are one or the other", () => {
    expect(either(["Inès Karoui"], "fr")).toBe("Inès Karoui");
    expect(either(["Hugo Masson", "Inès Karoui"], "fr")).toBe("Hugo Masson ou Inès Karoui");
  });
});

describe("the fixture refuses as the core does", () => {
  const code = async (run: Promise<unknown>) =>
    run.then(
      () => "done",
      (thrown: unknown) => (isRefusal(thrown) ? thrown.code : "thrown"),
    );

  it("by role, by state, by kind", async () => {
    const core = fixtureCore();
    const [owned, paused, closed, desk] = [id(100), id(103), id(104), id(400)];
    const note = [{ document: id(134) }];
    expect(await code(core.resumeWorkspace({ workspace: paused }))).toBe("not-owner");
    expect(await code(core.download({ workspace: paused, document: id(130) }, () => {}))).toBe("workspace-suspended");
    expect(await code(core.trash({ workspace: closed, items: [{ document: id(130) }] }))).toBe("workspace-closed");
    expect(await code(core.deleteWorkspace({ workspace: desk }))).toBe("workspace-kept");
    expect(await code(core.purge({ workspace: owned, items: [{ document: id(130) }] }))).toBe("not-trashed");
    expect(await code(core.purge({ workspace: owned, items: note }))).toBe("done");
    expect(await code(core.purge({ workspace: owned, items: note }))).toBe("not-trashed");
    expect(await code(core.deleteWorkspace({ workspace: owned }))).toBe("done");
    expect((await core.workspaces()).map((one) => one.id)).not.toContain(owned);
    expect((await core.workspace({ workspace: owned })).alarm?.code).toBe("workspace-deleted");
  });
});
