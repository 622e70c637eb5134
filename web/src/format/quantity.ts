import type { Locale } from "./instant";

const unitNames: Record<Locale, readonly string[]> = {
  fr: ["octets", "Ko", "Mo", "Go", "To"],
  en: ["bytes", "KB", "MB", "GB", "TB"],
};

/** "1,2 Mo": decimal units, as operating systems and people count them. */
export function size(bytes: number, locale: Locale): string {
  const exponent = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** exponent;
  const digits = exponent === 0 || value >= 100 ? 0 : 1;
  const unit = unitNames[locale][exponent] ?? "";
  return `${number(value, locale, digits)}\u00a0${locale === "fr" && exponent === 0 && bytes < 2 ? "octet" : unit}`;
}

export function number(value: number, locale: Locale, digits = 0): string {
  return new Intl.NumberFormat(locale === "fr" ? "fr-FR" : "en-GB", { maximumFractionDigits: digits }).format(value);
}

export interface Span {
  days: number;
  hours: number;
  minutes: number;
}

/** Whole minutes of a duration, cut into days, hours and minutes; the sign is dropped. */
export function span(milliseconds: number): Span {
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000);
  return { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 };
}

/** "2 j 4 h", "37 h 12 min", "45 min": hours up to three days, because the law counts 72 of them. */
export function duration(milliseconds: number, locale: Locale): string {
  const total = Math.floor(Math.abs(milliseconds) / 60_000);
  const hours = Math.floor(total / 60);
  const minutes = total % 60;
  const gap = "\u00a0";
  if (hours >= 96) {
    const { days, hours: rest } = span(milliseconds);
    const day = locale === "fr" ? "j" : "d";
    return rest === 0 ? `${days}${gap}${day}` : `${days}${gap}${day} ${rest}${gap}h`;
  }
  if (hours === 0) return `${minutes}${gap}min`;
  return minutes === 0 ? `${hours}${gap}h` : `${hours}${gap}h${gap}${String(minutes).padStart(2, "0")}`;
}
