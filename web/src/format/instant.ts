/**
 * Dates as the organisation reads them, with UTC beside: "lundi 24 novembre 2025 à 09:30, heure de Paris ·
 * 08:30 UTC". Input goes the other way, through the zone's rules (daylight saving included).
 */
import { parseDateTime, toZoned } from "@internationalized/date";
import type { Instant } from "@/core/api";

export type Locale = "fr" | "en";

const tags: Record<Locale, string> = { fr: "fr-FR", en: "en-GB" };

/** Cities whose French name is not their identifier. */
const frenchCities: Record<string, string> = {
  "Indian/Reunion": "La Réunion",
  "America/Martinique": "la Martinique",
  "America/Guadeloupe": "la Guadeloupe",
  "America/Cayenne": "Cayenne",
  "Indian/Mayotte": "Mayotte",
  "Pacific/Noumea": "Nouméa",
  "Pacific/Tahiti": "Tahiti",
  "Europe/London": "Londres",
  "Europe/Brussels": "Bruxelles",
  "Europe/Zurich": "Zurich",
};

export function zoneLabel(zone: string, locale: Locale): string {
  if (zone === "UTC" || zone === "Etc/UTC") return "UTC";
  const city = (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
  if (locale === "en") return `${city} time`;
  const name = frenchCities[zone] ?? city;
  return name.startsWith("la ") ? `heure de ${name}` : `heure ${/^[AEIOUÉ]/.test(name) ? "d’" : "de "}${name}`;
}

function parts(instant: Instant, zone: string, locale: Locale, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(tags[locale], { timeZone: zone, ...options }).format(new Date(instant));
}

const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export function timeOfDay(instant: Instant, zone: string, locale: Locale): string {
  return parts(instant, zone, locale, clock);
}

/** "lundi 24 novembre 2025" */
export function longDay(instant: Instant, zone: string, locale: Locale): string {
  return parts(instant, zone, locale, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** "24 nov. 2025" */
export function shortDay(instant: Instant, zone: string, locale: Locale): string {
  return parts(instant, zone, locale, { day: "numeric", month: "short", year: "numeric" });
}

const at: Record<Locale, string> = { fr: " à ", en: " at " };

/** "lundi 24 novembre 2025 à 09:30, heure de Paris · 08:30 UTC"; the UTC day only when it differs. */
export function longInstant(instant: Instant, zone: string, locale: Locale): string {
  const day = longDay(instant, zone, locale);
  const dayUtc = longDay(instant, "UTC", locale);
  const local = `${day}${at[locale]}${timeOfDay(instant, zone, locale)}`;
  const utc = `${timeOfDay(instant, "UTC", locale)}\u00a0UTC`;
  if (zoneLabel(zone, locale) === "UTC") return `${day}${at[locale]}${utc}`;
  const beside = dayUtc === day ? utc : `${parts(instant, "UTC", locale, { weekday: "long", day: "numeric", month: "long" })} ${utc}`;
  return `${local}, ${zoneLabel(zone, locale)} · ${beside}`;
}

const gap = "\u00a0";

/** "24 nov. 2025 à 09:30": for tables; the full form stays in the title. It breaks between day and hour only. */
export function shortInstant(instant: Instant, zone: string, locale: Locale): string {
  const day = shortDay(instant, zone, locale).replaceAll(" ", gap);
  return `${day} ${at[locale].trim()}${gap}${timeOfDay(instant, zone, locale)}`;
}

/** The end of a span whose beginning stands beside it: the hour alone when the day is the same. */
export function until(start: Instant, end: Instant, zone: string, locale: Locale): string {
  const same = shortDay(start, zone, locale) === shortDay(end, zone, locale);
  return same ? timeOfDay(end, zone, locale) : shortInstant(end, zone, locale);
}

/**
 * What `<input type="datetime-local">` holds, read in the zone. An hour that does not exist (clocks forward)
 * moves forward; an hour that exists twice is taken as the first: the earlier instant never hides a delay.
 */
export function fromLocalInput(value: string, zone: string): Instant | null {
  // While "2025" is being typed the browser gives the years 2, 20 and 202: not yet a date.
  if (!/^(19|20|21)\d{2}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(value)) return null;
  try {
    return toZoned(parseDateTime(value), zone, "compatible").toDate().toISOString().replace(/\.000Z$/, "Z");
  } catch {
    return null;
  }
}

export function toLocalInput(instant: Instant, zone: string): string {
  // Swedish writes ISO order.
  return new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    ...clock,
  })
    .format(new Date(instant))
    .replace(" ", "T");
}
