/** Catalogues: French is the source and always loaded; English is fetched when asked for. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { fr } from "./fr";

type Tree = { [key: string]: string | Tree };

/** No line may begin with a high punctuation mark: French sets a space before it, which must not break. */
export function french(text: string): string {
  return text.replaceAll(/ ([;:!?»%])/g, "\u00a0$1").replaceAll("« ", "«\u00a0");
}

/**
 * The French catalogue as it is shown: typographic spaces, and the plural form that French has for round
 * millions, which reads as the ordinary plural does.
 */
export function prepareFrench(tree: Tree): Tree {
  const copy: Tree = {};
  for (const [key, value] of Object.entries(tree)) {
    copy[key] = typeof value === "string" ? french(value) : prepareFrench(value);
    if (key.endsWith("_other") && typeof value === "string") copy[key.replace(/_other$/, "_many")] = french(value);
  }
  return copy;
}

const stored = "beffroi-language";

export function preferredLanguage(): "fr" | "en" {
  try {
    return localStorage.getItem(stored) === "en" ? "en" : "fr";
  } catch {
    return "fr";
  }
}

export async function speak(language: "fr" | "en"): Promise<void> {
  if (language === "en" && !i18next.hasResourceBundle("en", "translation")) {
    const { en } = await import("./en");
    i18next.addResourceBundle("en", "translation", en);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(stored, language);
  } catch {
    // Storage refused (private browsing): the choice lasts as long as the page.
  }
}

export async function openCatalogue(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "fr",
    fallbackLng: "fr",
    resources: { fr: { translation: prepareFrench(fr) } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  if (preferredLanguage() === "en") await speak("en");
}
