import { useTranslation } from "react-i18next";
import type { Refusal } from "@/core/api";
import { shortInstant } from "@/format/instant";
import { useLocale, useZone } from "@/session/place";
import { fr } from "./fr";

type LooseT = (key: string, params?: Record<string, unknown>) => string;

/**
 * The catalogue's key for a code: its own, else its nearest family (`log-file-*` before `log-*`), else `unknown`.
 * Refusals that people can do nothing different about share one family.
 */
export function sentenceKey(code: string, known: (key: string) => boolean): string {
  if (known(code)) return code;
  for (let at = code.lastIndexOf("-"); at > 0; at = code.lastIndexOf("-", at - 1)) {
    const family = `${code.slice(0, at)}-*`;
    if (known(family)) return family;
  }
  return "unknown";
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/;

/** The two sentences of a refusal; a code without sentences is shown as such rather than hidden. */
export function useRefusalSentences(): (refusal: Refusal) => { what: string; todo: string } {
  const { t } = useTranslation();
  const zone = useZone();
  const locale = useLocale();
  const loose = t as unknown as LooseT;
  const readable = (value: string | number) =>
    typeof value === "string" && instant.test(value) ? shortInstant(value, zone, locale) : value;
  return ({ code, params }) => {
    const key = sentenceKey(code, (candidate) => Object.hasOwn(fr.errors, candidate));
    const shown = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, readable(value)]));
    return { what: loose(`errors.${key}.what`, { code, ...shown }), todo: loose(`errors.${key}.do`, { code, ...shown }) };
  };
}

/** A term of the CNIL without its examples in brackets, for tables and tags. */
export function shortTerm(term: string): string {
  return term.replace(/ \(.*\)$/, "");
}

/** Values that had no words, for the tests. */
export const unnamed = new Set<string>();

/**
 * Words for a value that comes from the core: `label("register.state", "qualified")`. A value the catalogue
 * does not know yet is shown as it is.
 */
export function useLabel(): (prefix: string, value: string, params?: Record<string, unknown>) => string {
  const { t, i18n } = useTranslation();
  const loose = t as unknown as LooseT;
  return (prefix, value, params) => {
    const key = `${prefix}.${value}`;
    const plural = params && "count" in params ? `${key}_other` : key;
    if (i18n.exists(key) || i18n.exists(plural)) return loose(key, params);
    if (import.meta.env.MODE === "test" && value !== "") unnamed.add(key);
    return value;
  };
}
