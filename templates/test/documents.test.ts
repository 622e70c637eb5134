/** Every template with every fixture: rendered, read back, accessible, and indifferent to what data contain. */

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Press, Template } from "../press";
import { openPress, RenderError } from "../press";
import type { Stamped } from "../stamp";
import { acts, Document, fixture, fixtures, fontsOfWorker, made, open, sources, templateOf } from "./press";

const TEMPLATES: readonly Template[] = [
  "cnil_sheet",
  "person_letter",
  "attestation_request",
  "attestation",
  "register_sheet",
  "archive_index",
];

let press: Press;
before(async () => {
  press = await open();
});

describe("every document", () => {
  for (const name of [...fixtures(), ...TEMPLATES.map((template) => `${template} as made`)]) {
    it(`${name} is whole and accessible`, async () => {
      const data = name.endsWith(" as made") ? await made(templateOf(name)) : fixture(name);
      const document = new Document(name, press.render(templateOf(name), data));
      const info = document.info();
      assert.equal(info["Tagged"], "yes");
      assert.equal(info["Page size"], "595.276 x 841.89 pts (A4)");
      assert.match(info["Title"] ?? "", / – \d{4}-\d{3}$/);
      assert.match(document.raw(), /\/Lang ?\(fr-FR\)/);
      assert.match(document.raw(), /\/StructTreeRoot/);
      assert.match(document.raw(), /\/DisplayDocTitle true/);
      const text = document.text();
      for (const expected of printed(templateOf(name), data)) {
        assert.ok(plain(text).includes(plain(expected)), `missing: ${expected}`);
      }
      assert.match(text, /Page 1 \/ \d/);
      assert.ok(!text.includes("�"), "a character has no glyph");
    });
  }

  it("uses only the fonts we ship", () => {
    const document = new Document("cnil_sheet", press.render("cnil_sheet", fixture("cnil_sheet")));
    for (const font of document.fonts()) {
      assert.match(font, /^Source(Sans3|Serif4|CodePro)-/);
    }
    assert.equal(fontsOfWorker().length, 5);
  });

  it("has tables with header cells", () => {
    const document = new Document("archive_index", press.render("archive_index", fixture("archive_index")));
    const structure = document.structure();
    assert.match(structure, /Table/);
    assert.match(structure, /TH <[^"]*\/Scope \/Column[^"]*"Pièce"/);
    assert.match(structure, /H1 [\s\S]{0,40}"Pièces"/);
  });
});

describe("the notification sheet", () => {
  it("says what is missing and lists it first", () => {
    const text = new Document("cnil_sheet", press.render("cnil_sheet", fixture("cnil_sheet"))).text();
    assert.match(text, /À compléter – 4\. Personne à contacter : Téléphone – 13\. Information des personnes/);
    assert.match(text, /Téléphone À compléter/);
    assert.match(text, /TVA intracommunautaire Non renseigné/);
    assert.ok(text.indexOf("1. Type de notification") < text.indexOf("14. Autres autorités"));
  });

  it("shows the complement as differences", () => {
    const text = new Document("cnil_sheet_complement", press.render("cnil_sheet", fixture("cnil_sheet_complement"))).text();
    assert.match(text, /Ce qui change depuis la notification précédente/);
    assert.match(text, /suite à la notification n° 00123456/);
    assert.match(text, /Fin de la violation Non renseigné lundi 23 novembre/);
  });
});

describe("a letter", () => {
  it("among others in one file counts its own pages", () => {
    const { stamp, document } = fixture("person_letter");
    const other = { ...(document as object), greeting: "À une autre famille." };
    const text = new Document("mailing", press.render("person_letter", { stamp, document: [document, other] })).text();
    assert.equal(text.match(/Page 1 \/ 2/g)?.length, 2);
    assert.match(text, /À une autre famille/);
  });

  it("that lacks something says that it must not be sent", () => {
    const text = new Document("draft", press.render("person_letter", fixture("person_letter_draft"))).text();
    assert.match(text, /Projet, à ne pas envoyer : il reste 2 points à compléter/);
    const whole = new Document("person_letter", press.render("person_letter", fixture("person_letter"))).text();
    assert.doesNotMatch(whole, /Projet/);
    assert.match(whole, /M\. Hervé Lemoine/);
  });

  it("to a viewer brings the attestation on a page of its own", () => {
    const document = new Document("request", press.render("attestation_request", fixture("attestation_request")));
    assert.equal(document.info()["Pages"], "2");
    assert.match(document.text(), /Je n’en ferai aucun usage/);
  });
});

describe("data", () => {
  const hostile = [
    "#panic(\"pris\")",
    "*gras* _italique_ `code`",
    "= Titre",
    "$ sum_(i=0)^n $",
    "]#let x = 1[",
    "\\u{41} \\ <étiquette> @ref",
    "#import \"autre.typ\": *",
    "// commentaire /* bloc */",
    "<script>alert(1)</script>",
  ];

  for (const text of hostile) {
    it(`stays text: ${text}`, () => {
      const data = letterSaying(text);
      const document = new Document("hostile", press.render("person_letter", data));
      assert.ok(plain(document.text()).includes(plain(text)), document.text().slice(0, 600));
    });
  }

  it("cannot read a file or a package", () => {
    const data = letterSaying("#read(\"/data.json\")");
    assert.match(new Document("hostile", press.render("person_letter", data)).text(), /#read\("\/data\.json"\)/);
  });

  it("of one document is gone before the next", () => {
    press.render("person_letter", fixture("person_letter"));
    const other = new Document("next", press.render("attestation", fixture("attestation"))).text();
    assert.doesNotMatch(other, /Benali/);
  });

  it("that does not fit is refused with the place", () => {
    assert.throws(
      () => press.render("person_letter", { ...fixture("person_letter"), document: {} }),
      (error: unknown) => error instanceof RenderError && error.code === "document-not-rendered" && /person_letter\.typ/.test(error.message),
    );
    // And the press still works.
    press.render("person_letter", fixture("person_letter"));
  });

  it("with an unknown template is refused", () => {
    assert.throws(() => press.render("missing" as Template, fixture("attestation")), RenderError);
  });
});

it("every act of a journal has a name", () => {
  const named = new Set([...(sources()["acts.typ"] ?? "").matchAll(/^ {2}(\w+): "/gm)].map((found) => found[1]));
  assert.ok(acts().length > 40);
  assert.deepEqual(acts().filter((act) => !named.has(act)), []);
});

it("a document without a stamp carries the digest of its data", async () => {
  const letter = await made("person_letter");
  assert.equal(letter.stamp.organisation, "Commune de Saint-Aubin");
  assert.equal(letter.stamp.reference, "2025-001");
  assert.equal(letter.stamp.day, "2025-11-25");
  assert.match(new Document("unstamped", press.render("person_letter", letter)).text(), /Empreinte des données du document/);
  const index = await made("archive_index");
  assert.match(new Document("index", press.render("archive_index", index)).text(), /Empreinte de l’état du dossier/);
});

it("the same data give the same bytes", () => {
  const once = press.render("archive_index", fixture("archive_index"));
  const twice = press.render("archive_index", fixture("archive_index"));
  assert.deepEqual(Buffer.from(once), Buffer.from(twice));
});

describe("under the content security policy", () => {
  it("nothing in this process may evaluate a text", () => {
    assert.throws(() => new Function("return 1"), EvalError);
  });

  it("the compiler is answered with or without `new`, and refused anything else", async () => {
    // What a minified build of the compiler's glue does.
    const asking = (ask: () => unknown) => ({
      default: () => Promise.resolve(),
      TypstCompilerBuilder: function () {
        ask();
        throw new Error("asked");
      } as never,
    });
    const open = (ask: () => unknown) => openPress({ typst: asking(ask), wasm: new Uint8Array(), fonts: [], sources: {} });
    await assert.rejects(open(() => Function("return true")), /asked/);
    await assert.rejects(open(() => new Function("path", "return path")), /asked/);
    await assert.rejects(open(() => Function("return 7")), EvalError);
    assert.throws(() => Function("return true"), EvalError);
  });
});

function letterSaying(text: string): Stamped {
  const { stamp, document } = fixture("person_letter");
  return { stamp, document: { ...(document as object), greeting: text } };
}

/** Fields that a document carries for other programs than a reader's eye. */
const NOT_PRINTED = new Set([
  ...["key", "status", "state", "kind", "signatory", "signatory_function", "party", "email", "role", "piece", "commit", "by", "act", "dpo", "categories"],
  ...["organisation", "register_number", "due_at", "dated_at", "declared_at", "as_of", "missing"],
  // Written in another form.
  ...["at", "sent_at", "collected_at", "previous_reference"],
]);

/** Sheets say when they were made at the foot of the page only. */
const SHEETS: readonly Template[] = ["cnil_sheet", "register_sheet", "archive_index"];

/** Every sentence of a document that a reader should find. */
function printed(template: Template, { document, stamp }: Stamped): string[] {
  const without = new Set([...NOT_PRINTED, ...(SHEETS.includes(template) ? ["date"] : [])]);
  return [stamp.organisation, stamp.established, stamp.digest, ...strings(document, without)];
}

function strings(data: unknown, without: Set<string>): string[] {
  if (typeof data === "string") {
    return data.split("\n").filter((line) => line.trim() !== "");
  }
  if (data === null || typeof data !== "object") {
    return [];
  }
  const shown = Object.entries(data).filter(([name]) => !without.has(name));
  return shown.flatMap(([, item]) => strings(item, without));
}

/** Without spaces and without the hyphens and breaks that typesetting adds. */
function plain(text: string): string {
  return text.replace(/[\s\u00ad\u200b\u2010-]/g, "").toLowerCase();
}
