/** When a link ends: within what the organisation allows, at the end of a day where people choose days. */
import { fromAbsolute } from "@internationalized/date";
import type { Instant } from "@/core/api";

const usualDays = [7, 14, 30] as const;
const dayMs = 86_400_000;
const minuteMs = 60_000;

export function defaultDays(daysMax: number): number {
  return Math.min(14, daysMax);
}

/** The terms offered in one press. */
export function termChoices(daysMax: number): number[] {
  const usual: number[] = usualDays.filter((days) => days <= daysMax);
  const wanted = defaultDays(daysMax);
  return usual.includes(wanted) ? usual : [...usual, wanted];
}

function written(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString().replace(/\.000Z$/, "Z");
}

/** The last minute that the organisation allows. */
export function latestTerm(now: number, daysMax: number): Instant {
  return written(Math.floor((now + daysMax * dayMs) / minuteMs) * minuteMs);
}

/** The last minute of the day that comes `days` days after today, where the organisation is. */
export function termAfter(days: number, now: number, daysMax: number, zone: string): Instant {
  const evening = fromAbsolute(now, zone).add({ days }).set({ hour: 23, minute: 59, second: 0, millisecond: 0 });
  return written(Math.min(evening.toDate().getTime(), Date.parse(latestTerm(now, daysMax))));
}

export type TermProblem = "missing" | "past" | "late";

export function termProblem(term: Instant | null, now: number, daysMax: number): TermProblem | null {
  if (!term) return "missing";
  const at = Date.parse(term);
  if (at <= now) return "past";
  return at > Date.parse(latestTerm(now, daysMax)) ? "late" : null;
}

const downloadsMax = 1_000_000;

/** How many downloads: nothing for any number, `undefined` for what is no number of them. */
export function downloadsOf(text: string): number | null | undefined {
  const plain = text.replaceAll(/\s/g, "");
  if (plain === "") return null;
  const count = /^\d{1,7}$/.test(plain) ? Number(plain) : 0;
  return count >= 1 && count <= downloadsMax ? count : undefined;
}
