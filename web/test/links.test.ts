import { describe, expect, it } from "vitest";
import { daysOf } from "@/pages/administration/SharingRules";
import { suggestionBits, suggestPassword } from "@/pages/workspace/share/password";
import { defaultDays, downloadsOf, latestTerm, termAfter, termChoices, termProblem } from "@/pages/workspace/share/term";

const paris = "Europe/Paris";
const now = Date.parse("2025-11-25T06:45:20Z");

describe("the term of a link", () => {
  it("is the last minute of a day, where the organisation is", () => {
    expect(termAfter(14, now, 90, paris)).toBe("2025-12-09T22:59:00Z");
    expect(termAfter(14, now, 90, "Indian/Reunion")).toBe("2025-12-09T19:59:00Z");
    // Late in the evening in Paris it is already tomorrow.
    expect(termAfter(7, Date.parse("2025-11-25T23:30:00Z"), 90, paris)).toBe("2025-12-03T22:59:00Z");
  });

  it("keeps to the clock through the change of hour", () => {
    expect(termAfter(7, Date.parse("2026-03-25T09:00:00Z"), 90, paris)).toBe("2026-04-01T21:59:00Z");
  });

  it("is never later than the organisation allows", () => {
    expect(latestTerm(now, 14)).toBe("2025-12-09T06:45:00Z");
    expect(termAfter(14, now, 14, paris)).toBe("2025-12-09T06:45:00Z");
    expect(termProblem(termAfter(14, now, 14, paris), now, 14)).toBeNull();
  });

  it("is refused when it is past, too far off or not there", () => {
    expect(termProblem(null, now, 90)).toBe("missing");
    expect(termProblem("2025-11-25T06:45:20Z", now, 90)).toBe("past");
    expect(termProblem("2025-11-25T06:46:00Z", now, 90)).toBeNull();
    expect(termProblem("2026-02-23T06:45:00Z", now, 90)).toBeNull();
    expect(termProblem("2026-02-23T06:46:00Z", now, 90)).toBe("late");
  });

  it("offers what may be chosen, the usual one among it", () => {
    expect(termChoices(90)).toEqual([7, 14, 30]);
    expect(termChoices(14)).toEqual([7, 14]);
    expect(termChoices(10)).toEqual([7, 10]);
    expect(termChoices(1)).toEqual([1]);
    for (const daysMax of [1, 3, 7, 10, 14, 29, 366]) expect(termChoices(daysMax)).toContain(defaultDays(daysMax));
  });
});

describe("numbers typed by hand", () => {
  it("are a number of downloads, or none at all", () => {
    expect(downloadsOf(" ")).toBeNull();
    expect(downloadsOf("1 200")).toBe(1200);
    for (const wrong of ["0", "-1", "1,5", "dix", "99999999"]) expect(downloadsOf(wrong)).toBeUndefined();
  });

  it("are days that a link may last", () => {
    expect(daysOf(" 90 ")).toBe(90);
    expect(daysOf("366")).toBe(366);
    for (const wrong of ["", "0", "367", "1.5"]) expect(daysOf(wrong)).toBeNull();
  });
});

describe("a suggested password", () => {
  it("takes at least two to the sixtieth guesses", () => {
    expect(suggestionBits).toBeGreaterThanOrEqual(60);
  });

  it("can be read aloud, and is another each time", () => {
    const many = Array.from({ length: 500 }, suggestPassword);
    for (const one of many) expect(one).toMatch(/^([bdfgjklmnprstvz][aeiou]){2}(-([bdfgjklmnprstvz][aeiou]){2}){4}$/);
    expect(new Set(many).size).toBe(many.length);
    // Every letter is drawn.
    expect(new Set(many.join("")).size).toBe(21);
  });
});
