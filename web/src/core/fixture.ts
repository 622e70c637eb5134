/**
 * An in-memory core with invented data, for development of the pages and for the page tests. It decides
 * nothing: rules, keys and refusals are the real core's. Chosen by `--mode fixture`, absent from production.
 */
import type { Core, Id, Progress, Status } from "./api";
import { breachFile, scanReport } from "./fixture/breach";
import { documentOf } from "./fixture/documents";
import { deadlines, register, reports, thread } from "./fixture/intake";
import { accounts, fingerprint, id, marker, organisation, signedIn, signedOut } from "./fixture/people";
import { rooms } from "./fixture/rooms";
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
  const room = (workspace: Id) => {
    const found = rooms.find((one) => one.id === workspace);
    if (!found) throw new Refused({ code: "not-found", params: {} });
    return found;
  };
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
    workspaces: async () => rooms,
    createWorkspace: async ({ name, purpose }) => {
      const created = { ...room(id(102)), id: made(), name, purpose };
      rooms.push(created);
      return created.id;
    },
    workspace: async ({ workspace }) => structuredClone(room(workspace)),
    createFolder: async ({ workspace, parent, name }) => {
      const folder = { id: made(), parent, name };
      room(workspace).folders.push(folder);
      return folder.id;
    },
    upload: async ({ workspace, folder, file }, onProgress) => {
      await pretend(file.size, onProgress);
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
      await pretend(documentIn(workspace, document)?.size ?? 1, onProgress);
      return new Blob(["contenu"]);
    },
    rename: async ({ workspace, document, folder, name }) => {
      const target = documentIn(workspace, document) ?? room(workspace).folders.find((one) => one.id === folder);
      if (target) target.name = name;
    },
    trash: async ({ workspace, document }) => {
      const target = documentIn(workspace, document);
      if (target) target.trashed = true;
    },
    restore: async ({ workspace, document }) => {
      const target = documentIn(workspace, document);
      if (target) target.trashed = false;
    },
    addMember: async () => {},
    changeRole: async () => {},
    removeMember: async () => {},
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
