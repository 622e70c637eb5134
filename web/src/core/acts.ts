/**
 * Acts of a breach file, as `DossierEntry` of crates/dossier reads them (docs/spec/dossier.md). The page
 * builds them; the core signs them or refuses.
 */
import type { DossierAct, Id, Instant } from "./api";

export type Tri = "true" | "false" | "unknown";
export type Confidence = "low" | "medium" | "high";

/** A number with its precision: unknown is an answer, zero is another. */
export type Count =
  | { precision: "exact" | "approximate"; n: number }
  | { precision: "cannot_be_determined" | "to_be_determined" };

/** A value of the severity tables that may be known, bounded or unknown. */
export type Estimate = { known: number } | { between: [number, number] } | "unknown";

export function newId(): Id {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Now, to the second: acts are dated as people read clocks. */
export function nowInstant(): Instant {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

/** What is left out when empty, so that an absent text is absent and not "". */
export function present<T extends Record<string, unknown>>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ""),
  ) as Partial<T>;
}

export function act<Type extends string>(type: Type, fields: Record<string, unknown>): DossierAct {
  return { type, ...fields };
}

/** SHA-256 of a file, as hexadecimal. */
export async function digestOf(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
