import type { Refusal } from "./api";

/** A refusal of the core, as the pages catch it. `code` names the sentence in the catalogue. */
export class Refused extends Error implements Refusal {
  readonly code: string;
  readonly params: Record<string, string | number>;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.name = "Refused";
    this.code = refusal.code;
    this.params = refusal.params;
  }
}

export function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    typeof value.code === "string"
  );
}

/** Whatever was thrown, as a refusal: a defect of ours becomes `unexpected` and keeps its message. */
export function toRefusal(thrown: unknown): Refusal {
  if (isRefusal(thrown)) {
    const params = "params" in thrown && typeof thrown.params === "object" && thrown.params !== null ? thrown.params : {};
    return { code: thrown.code, params };
  }
  return { code: "unexpected", params: { detail: thrown instanceof Error ? thrown.message : String(thrown) } };
}
