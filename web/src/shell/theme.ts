export type Theme = "auto" | "light" | "dark";

const stored = "beffroi-theme";

export function chosenTheme(): Theme {
  try {
    const value = localStorage.getItem(stored);
    return value === "light" || value === "dark" ? value : "auto";
  } catch {
    return "auto";
  }
}

export function applyTheme(theme: Theme = chosenTheme()): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function chooseTheme(theme: Theme): void {
  try {
    if (theme === "auto") localStorage.removeItem(stored);
    else localStorage.setItem(stored, theme);
  } catch {
    // Storage refused: the choice lasts as long as the page.
  }
  applyTheme(theme);
}
