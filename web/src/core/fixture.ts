/**
 * An in-memory core with invented data, for development of the pages and for the page tests. It decides
 * nothing: rules, keys and refusals are the real core's. Chosen by `--mode fixture`, absent from production.
 */
import type { Core, Id, Progress, Status } from "./api";
import { breachFile, scanReport } from "./fixture/breach";
import { contentOf, historyOf } from "./fixture/contents";
import { documentOf } from "./fixture/documents";
import { deadlines, register, reports, thread } from "./fixture/intake";
import { doorsOf, lifeMethods } from "./fixture/life";
import { linkMethods, startingLinks } from "./fixture/links";
import { accounts, devices, fingerprint, id, marker, organisation, signedIn, signedOut } from "./fixture/people";
import { rooms as startingRooms } from "./fixture/rooms";
import { Refused } from "./refused";

function startingStatus(): Status {
  const wanted = typeof sessionStorage === "undefined" ? null : sessionStorage.getItem(marker);
  if (wanted === "empty") return { state: "empty" };
  return wanted === "signedOut" ? signedOut : signedIn;
}

async function pretend(total: number, onProgress?: (progress: Progress) => void): Promise<void> {
  for (let step = 1; step <= 4; step += 1) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    onProgress?.({ done: (total * step) / 4, total });
  }
}

export function fixtureCore(): Core {
  let status = startingStatus();
  let next = 9000;
  const made = (): Id => {
    next += 1;
    return id(next);
  };
  const rooms = structuredClone([...startingRooms]);
  const links = startingLinks();
  const doors = doorsOf(rooms);
  const { seen: room, readable, writable } = doors;
  const reportOf = (report: Id) => {
    const found = reports.find((one) => one.id === report);
    if (!found) throw new Refused({ code: "not-found", params: {} });
    return found;
  };
  const documentIn = (workspace: Id, document: Id | undefined) =>
    room(workspace).documentList.find((one) => one.id === document);

  return {
    status: async () => status,
    setUp: async ({ organisation: { name, zone } }) => {
      status = { ...signedIn, organisation: { ...organisation, name, zone } } as Status;
      return status;
    },
    passwordStrength: async ({ password }) => {
      const score = Math.min(4, Math.floor(password.length / 4)) as 0 | 1 | 2 | 3 | 4;
      return { score, enough: score >= 3, reasons: score < 3 ? ["too-short"] : [] };
    },
    signIn: async ({ password }) => {
      if (password === "faux") throw new Refused({ code: "login-refused", params: {} });
      status = signedIn;
      return status;
    },
    signOut: async () => {
      status = signedOut;
      return status;
    },
    accounts: async () => accounts,
    invite: async () => ({
      invitation: made(),
      link: "https://beffroi.valmont-sur-lys.fr/invitation#k7Qm2vX9-4dTzR1bN-pW8yLcE6",
      expiresAt: "2025-12-02T09:00:00Z",
    }),
    invitation: async () => ({
      organisation: { name: organisation.name, fingerprint: organisation.fingerprint },
      email: "ines.karoui@valmont-sur-lys.fr",
      expiresAt: "2025-12-02T09:00:00Z",
    }),
    acceptInvitation: async () => ({ state: "waiting" }),
    enrolments: async () => [
      {
        invitation: id(60),
        email: "karim.benali@valmont-sur-lys.fr",
        person: {
          givenName: "Karim",
          familyName: "Benali",
          email: "karim.benali@valmont-sur-lys.fr",
          entity: "Action sociale",
        },
        fingerprint: fingerprint("sable mouette corde phare marée brume", "33d0c9a1"),
        receivedAt: "2025-11-25T07:58:00Z",
        proven: true,
      },
      {
        invitation: id(61),
        email: "paul.vasseur@valmont-sur-lys.fr",
        person: { givenName: "Paul", familyName: "Vasseur", email: "paul.vasseur@valmont-sur-lys.fr", entity: "" },
        fingerprint: fingerprint("neige pont rivière encre plume loup", "5b21ff00"),
        receivedAt: "2025-11-25T08:10:00Z",
        proven: false,
      },
    ],
    confirmEnrolment: async () => {},
    ownDevices: async () => structuredClone(devices),
    acknowledgeDevices: async () => {
      for (const device of devices) device.recent = false;
    },
    revokeDevice: async ({ device }) => {
      const found = devices.find((one) => one.id === device);
      if (found) Object.assign(found, { revoked: true, sessions: [] });
    },
    closeSession: async ({ session }) => {
      for (const device of devices) device.sessions = device.sessions.filter((one) => one.id !== session);
    },
    changePassword: async ({ current }) => {
      if (current === "faux") throw new Refused({ code: "login-refused", params: {} });
      return status;
    },
    workspaces: async () => structuredClone(rooms.filter((one) => one.alarm?.code !== "workspace-deleted")),
    createWorkspace: async ({ name, purpose }) => {
      const created = { ...structuredClone(room(id(102))), id: made(), name, purpose };
      rooms.push(created);
      return created.id;
    },
    workspace: async ({ workspace }) => structuredClone(room(workspace)),
    ...lifeMethods(doors, links),
    createFolder: async ({ workspace, parent, name }) => {
      const folder = { id: made(), parent, name };
      writable(workspace).folders.push(folder);
      return folder.id;
    },
    upload: async ({ workspace, folder, document: renewed, file }, onProgress) => {
      writable(workspace);
      await pretend(file.size, onProgress);
      const earlier = documentIn(workspace, renewed);
      if (earlier) {
        Object.assign(earlier, { version: earlier.version + 1, size: file.size, addedAt: new Date().toISOString() });
        return earlier.id;
      }
      const document = made();
      room(workspace).documentList.push({
        id: document,
        folder,
        name: file.name,
        size: file.size,
        mediaType: file.type,
        version: 1,
        addedAt: new Date().toISOString(),
        addedBy: "Clémence Dubreuil",
        sha256: "0".repeat(64),
        trashed: false,
      });
      return document;
    },
    download: async ({ workspace, document }, onProgress) => {
      readable(workspace);
      const found = documentIn(workspace, document);
      await pretend(found?.size ?? 1, onProgress);
      return contentOf(found?.name ?? "");
    },
    downloadZip: async ({ workspace }, onProgress) => {
      readable(workspace);
      await pretend(1, onProgress);
      return new Blob(["zip"]);
    },
    documentHistory: async ({ workspace, document }) => {
      const found = documentIn(workspace, document);
      if (!found) throw new Refused({ code: "document-unknown", params: {} });
      return historyOf(room(workspace), found);
    },
    restoreVersion: async ({ workspace, document }) => {
      writable(workspace);
      const found = documentIn(workspace, document);
      if (found) found.version += 1;
    },
    rename: async ({ workspace, item, name }) => {
      writable(workspace);
      const target =
        "document" in item
          ? documentIn(workspace, item.document)
          : room(workspace).folders.find((one) => one.id === item.folder);
      if (target) target.name = name;
    },
    describe: async () => {},
    moveTo: async ({ workspace, items, folder }) => {
      writable(workspace);
      for (const item of items) {
        if ("document" in item) {
          const target = documentIn(workspace, item.document);
          if (target) target.folder = folder;
        } else {
          const target = room(workspace).folders.find((one) => one.id === item.folder);
          if (target) target.parent = folder;
        }
      }
    },
    trash: async ({ workspace, items }) => {
      writable(workspace);
      for (const item of items) {
        const target = "document" in item ? documentIn(workspace, item.document) : undefined;
        if (target) target.trashed = true;
        room(workspace).bin.unshift({
          item,
          name: target?.name ?? "Dossier",
          size: target?.size ?? 0,
          documents: 1,
          trashedAt: new Date().toISOString(),
          trashedBy: "Clémence Dubreuil",
        });
      }
    },
    restore: async ({ workspace, items }) => {
      const one = writable(workspace);
      const wanted = new Set(items.map((item) => JSON.stringify(item)));
      one.bin = one.bin.filter(({ item }) => !wanted.has(JSON.stringify(item)));
      for (const item of items) {
        const target = "document" in item ? documentIn(workspace, item.document) : undefined;
        if (target) target.trashed = false;
      }
    },
    addMember: async () => {},
    changeRole: async () => {},
    removeMember: async () => {},
    ...linkMethods(rooms, links, made, pretend),
    reportPage: async () => ({
      organisation: { name: organisation.name, fingerprint: organisation.fingerprint },
      open: true,
    }),
    submitReport: async (_, onProgress) => {
      await pretend(1, onProgress);
      return {
        code: "7KQM-2VX9-4DTZ-R1BN",
        receivedAt: "2025-11-22T09:12:00Z",
        number: "S-2025-0031",
        digest: "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c",
      };
    },
    followReport: async ({ code }) => {
      if (code.replaceAll(/[\s-]/g, "").length !== 16) throw new Refused({ code: "follow-up-code-unknown", params: {} });
      return thread;
    },
    addToReport: async ({ text }) => ({
      ...thread,
      messages: [...thread.messages, { at: new Date().toISOString(), from: "reporter", text, files: [] }],
    }),
    desk: async () => ({
      workspace: id(400),
      name: "Cellule données personnelles",
      designated: true,
      publicAddress: "https://beffroi.valmont-sur-lys.fr/signaler",
      reports,
    }),
    createDesk: async () => made(),
    deskProposals: async () => [
      {
        workspace: id(400),
        authority: signedIn.state === "signedIn" ? signedIn.me : (accounts[0] as (typeof accounts)[0]),
        fingerprint: fingerprint("beffroi grenier horloge ruelle pavé blé", "e0417d95"),
      },
    ],
    designateDesk: async () => {},
    report: async ({ report }) => reportOf(report),
    reportFile: async () => new Blob(["image"]),
    answerReport: async ({ report, text }) => {
      const view = reportOf(report);
      view.messages.push({ at: new Date().toISOString(), from: "organisation", text, files: [] });
      return structuredClone(view);
    },
    openDossier: async () => id(300),
    linkReport: async () => {},
    dossier: async ({ dossier }) => structuredClone(breachFile(dossier)),
    act: async ({ act }) => ({ ...structuredClone(breachFile()), last_act: [act].flat().at(-1)?.type }),
    addToCell: async () => structuredClone(breachFile()),
    document: async ({ kind, subject }) => documentOf(kind, subject),
    archive: async (_, onProgress) => {
      await pretend(1, onProgress);
      return new Blob(["archive"]);
    },
    selfTest: async () => [
      { topic: "sign", vectors: 4, failure: null },
      { topic: "platform", vectors: 7, failure: null },
    ],
    verifyArchive: async ({ file }) => {
      await pretend(1);
      const ok = !file.name.includes("abim");
      return {
        ok,
        firstBad: ok ? null : "commit 41",
        commits: 63,
        documents: 9,
        signedBy: [
          {
            name: "Clémence Dubreuil",
            fingerprint: fingerprint("pluie sentier orage lanterne clairière merle", "91ab07e4"),
          },
        ],
      };
    },
    register: async () => register,
    deadlines: async () => deadlines,
    scan: async (_, onProgress) => {
      for (let step = 1; step <= 4; step += 1) {
        await new Promise((resolve) => setTimeout(resolve, 60));
        onProgress({ done: step, total: 4, lines: step * 210_000 });
      }
      return { handle: "h1", report: scanReport() };
    },
    importScan: async (_, onProgress) => {
      await pretend(1, onProgress);
      return structuredClone(breachFile());
    },
  };
}
