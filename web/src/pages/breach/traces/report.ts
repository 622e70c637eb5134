/** The report of the trace engine (docs/spec/exposure.md), as the worker hands it over. */
export interface ExposureLine {
  person: string;
  viewer: string;
  resource: string;
  category: string;
  first: string;
  last: string;
  count: number;
}

export interface TraceReport {
  totals: {
    lines: number;
    not_understood: number;
    accesses: number;
    exposures: number;
    viewers: number;
    persons: number;
    resources: number;
  };
  exposures: ExposureLine[];
  by_category: { category: string; exposures: number; persons: number; viewers: number; resources: number }[];
  by_hour: { hour: string; accesses: number }[];
  inputs: { file: string; sha256: string | null; bytes: number; lines: number }[];
  examples_not_understood: { file: string; line: number; reason: string; text: string }[];
  outcomes: Record<string, number>;
  warnings: ({ code: string } & Record<string, string | number>)[];
}

/** The worker's report is typed loosely in the contract: this is where it becomes the shape above. */
export function asTraceReport(value: Record<string, unknown>): TraceReport {
  return value as unknown as TraceReport;
}
