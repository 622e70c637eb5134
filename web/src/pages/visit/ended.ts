/** Why a link shows nothing more: each has a page of its own. */
const ended = [
  "link-address-malformed",
  "link-does-not-open",
  "link-unknown",
  "link-expired",
  "link-suspended",
  "link-closed",
  "link-exhausted",
  "link-refused",
] as const;

export type EndedCode = (typeof ended)[number];

export function endedCode(code: string): EndedCode | null {
  return ended.find((one) => one === code) ?? null;
}

/** Whether it makes sense to say that one received it by mistake: the link exists, and nobody said so before. */
export function refusable(code: EndedCode): boolean {
  return ["link-expired", "link-suspended", "link-closed", "link-exhausted"].includes(code);
}
