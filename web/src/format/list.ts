import type { Locale } from "./instant";

/** "Hugo Masson, Inès Karoui ou Paul Vasseur" */
export function either(names: readonly string[], locale: Locale): string {
  return new Intl.ListFormat(locale, { type: "disjunction" }).format(names);
}
