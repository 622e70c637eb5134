import type { Refusal } from "./api";

/** One call from the page to the worker. */
export interface Call {
  id: number;
  method: string;
  args: unknown;
}

/** What comes back: any number of progress messages, then one result or one refusal. */
export type Reply =
  | { id: number; progress: unknown }
  | { id: number; result: unknown }
  | { id: number; refusal: Refusal };
