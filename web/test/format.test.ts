import { describe, expect, it } from "vitest";
import { fromLocalInput, longInstant, shortInstant, toLocalInput, zoneLabel } from "@/format/instant";
import { duration, size } from "@/format/quantity";

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("moments", () => {
  const check = (instant: string, zone: string, expected: string) =>
    expect(longInstant(instant, zone, "fr")).toBe(expected);

  it("are written in the organisation's zone, with UTC beside", () => {
    check("2025-11-24T08:30:00Z", "Europe/Paris", "lundi 24 novembre 2025 à 09:30, heure de Paris · 08:30\u00a0UTC");
    check("2026-07-14T08:30:00Z", "Europe/Paris", "mardi 14 juillet 2026 à 10:30, heure de Paris · 08:30\u00a0UTC");
  });

  it("name the UTC day when it is another", () => {
    check(
      "2025-11-23T22:30:00Z",
      "Indian/Reunion",
      "lundi 24 novembre 2025 à 02:30, heure de La Réunion · dimanche 23 novembre 22:30\u00a0UTC",
    );
  });

  it("do not repeat UTC", () => {
    check("2025-11-24T08:30:00Z", "UTC", "lundi 24 novembre 2025 à 08:30\u00a0UTC");
  });

  it("are short in tables", () => {
    expect(plain(shortInstant("2025-11-24T08:30:00Z", "Europe/Paris", "fr"))).toBe("24 nov. 2025 à 09:30");
  });

  it("name the place in French", () => {
    expect(zoneLabel("America/Martinique", "fr")).toBe("heure de la Martinique");
    expect(zoneLabel("Europe/Athens", "fr")).toBe("heure d’Athens");
    expect(zoneLabel("America/New_York", "en")).toBe("New York time");
  });
});

describe("typed moments", () => {
  const check = (value: string, expected: string | null) => expect(fromLocalInput(value, "Europe/Paris")).toBe(expected);

  it("are read in the organisation's zone", () => {
    check("2025-11-24T09:30", "2025-11-24T08:30:00Z");
    check("2026-07-14T10:30", "2026-07-14T08:30:00Z");
  });

  it("follow the clocks when they change", () => {
    check("2026-03-29T02:30", "2026-03-29T01:30:00Z");
    check("2026-10-25T02:30", "2026-10-25T00:30:00Z");
  });

  it("are nothing when incomplete", () => {
    check("", null);
    check("2025-11-24", null);
    check("2025-13-40T09:30", null);
  });

  it("come back as they were typed", () => {
    expect(toLocalInput("2025-11-24T08:30:00Z", "Europe/Paris")).toBe("2025-11-24T09:30");
  });
});

describe("quantities", () => {
  it("are sizes people know", () => {
    const check = (bytes: number, expected: string) => expect(plain(size(bytes, "fr"))).toBe(expected);
    check(0, "0 octet");
    check(1, "1 octet");
    check(999, "999 octets");
    check(1_204_880, "1,2 Mo");
    check(284_112, "284 Ko");
    check(4_000_000_000, "4 Go");
  });

  it("count in hours up to four days, as the law does", () => {
    const hour = 3_600_000;
    const check = (milliseconds: number, expected: string) => expect(plain(duration(milliseconds, "fr"))).toBe(expected);
    check(45 * 60_000, "45 min");
    check(72 * hour, "72 h");
    check(37 * hour + 5 * 60_000, "37 h 05");
    check(100 * hour, "4 j 4 h");
    check(-2 * hour, "2 h");
  });
});
