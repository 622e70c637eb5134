import { useState } from "react";

/**
 * The secret in the address after `#`, read once and wiped from the address bar and the history: it must not
 * be left for the next person who opens the browser.
 */
export function useFragment(): string {
  const [fragment] = useState(() => {
    const value = decodeURIComponent(window.location.hash.slice(1));
    if (value) window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
    return value;
  });
  return fragment;
}
