import { describe, expect, it } from "vitest";
import { parseCsv, writeCsv } from "@/format/csv";
import { DirectoryColumnMissing, readDirectory } from "@/pages/breach/directory";

const known = new Set(["F1001", "F1002", "F1003"]);

describe("tables", () => {
  it("are read with the delimiter they use, quotes and line ends in cells", () => {
    const check = (text: string, expected: string[][]) => expect(parseCsv(text)).toEqual(expected);
    check("a;b\r\n1;2\r\n", [["a", "b"], ["1", "2"]]);
    check("\uFEFFa,b\n\"x, y\",\"il dit \"\"oui\"\"\"\n", [["a", "b"], ["x, y", 'il dit "oui"']]);
    check("a\tb\n\"1 rue\n38000 Ville\"\tz\n\n", [["a", "b"], ["1 rue\n38000 Ville", "z"]]);
  });

  it("never hand a formula to an office program", async () => {
    const text = await writeCsv([["=1+1", "@x", "-3", 'a "b"; c']]).text();
    expect(text.replace("\uFEFF", "").trim()).toBe(`"'=1+1";"'@x";-3;"a ""b""; c"`);
  });
});

describe("a directory", () => {
  it("says who the references of the file are", () => {
    const read = readDirectory(
      "Référence;Nom;Adresse;Courriel;Mineur\nF1001;Famille Lefèvre;1 rue des Lys|38000 Valmont;;oui\nF1002;;;;\nZ9;Inconnu;;;\n",
      known,
    );
    expect(read.parties).toEqual([
      { party: "F1001", name: "Famille Lefèvre", address: ["1 rue des Lys", "38000 Valmont"], email: "", minor: "true" },
    ]);
    expect(read.unknown).toEqual(["Z9"]);
    expect(read.unnamed).toBe(1);
  });

  it("without the column of references or names is refused", () => {
    expect(() => readDirectory("adresse;courriel\n", known)).toThrow(DirectoryColumnMissing);
    expect(() => readDirectory("personne;adresse\nF1001;x\n", known)).toThrow("no column for name");
  });
});
