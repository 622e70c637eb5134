/**
 * Turns a template and data into a PDF, with the Typst compiler compiled to WebAssembly.
 *
 * Nothing here knows the browser: the compiler module, its bytes, the fonts and the templates are given. The
 * compiler gets no access to files, packages or the network: what is not given does not exist.
 */

import type { Stamped } from "./stamp";

export type Template =
  | "cnil_sheet"
  | "person_letter"
  | "attestation_request"
  | "attestation"
  | "register_sheet"
  | "archive_index";

/** What is used of `@myriaddreamin/typst-ts-web-compiler`. */
export interface Typst {
  default(options: { module_or_path: Bytes | Response | Promise<Response> }): Promise<unknown>;
  TypstCompilerBuilder: new () => Builder;
}

export interface Materials {
  typst: Typst;
  /** The compiled module, or the answer that brings it. */
  wasm: Bytes | Response | Promise<Response>;
  /** TrueType or OpenType files. */
  fonts: Bytes[];
  /** Templates and what they import: file name to text. */
  sources: Record<string, string>;
}

export type Bytes = Uint8Array<ArrayBuffer>;

export interface Press {
  render(template: Template, data: Stamped): Bytes;
}

/** A template does not compile with this data: a fault of ours, never of the person. */
export class RenderError extends Error {
  readonly code = "document-not-rendered";
  readonly diagnostics: string[];

  constructor(template: Template, diagnostics: string[]) {
    super(`${template}: ${diagnostics.join("; ")}`);
    this.name = "RenderError";
    this.diagnostics = diagnostics;
  }
}

interface Builder {
  set_access_model(
    context: unknown,
    modified: (path: string) => number,
    isFile: (path: string) => boolean,
    realPath: (path: string) => string,
    readAll: (path: string) => Uint8Array,
  ): Promise<void>;
  add_raw_font(data: Uint8Array): Promise<void>;
  build(): Promise<Compiler>;
}

interface Compiler {
  add_source(path: string, text: string): boolean;
  map_shadow(path: string, content: Uint8Array): boolean;
  unmap_shadow(path: string): boolean;
  snapshot(root: string, main: string, inputs: []): World;
}

interface World {
  get_artifact(format: number, diagnostics: number): { result?: Bytes; diagnostics?: Diagnostic[] };
  free(): void;
}

interface Diagnostic {
  path: string;
  range: string;
  severity: string;
  message: string;
}

const PDF = 1;
const FULL_DIAGNOSTICS = 3;
const DATA = "/data.json";

/** Loads the compiler once; the press renders as many documents as wanted. */
export async function openPress(materials: Materials): Promise<Press> {
  await materials.typst.default({ module_or_path: materials.wasm });
  const builder = withoutCodeFromStrings(() => new materials.typst.TypstCompilerBuilder());
  await builder.set_access_model(null, () => 0, () => false, (path) => path, refuse);
  for (const font of materials.fonts) {
    await builder.add_raw_font(font);
  }
  const compiler = await builder.build();
  for (const [name, text] of Object.entries(materials.sources)) {
    compiler.add_source(`/${name}`, text);
  }
  return { render: (template, data) => render(compiler, template, data) };
}

function render(compiler: Compiler, template: Template, data: Stamped): Bytes {
  compiler.map_shadow(DATA, new TextEncoder().encode(JSON.stringify(data)));
  const world = compiler.snapshot("/", `/${template}.typ`, []);
  try {
    const { result, diagnostics } = world.get_artifact(PDF, FULL_DIAGNOSTICS);
    if (result === undefined) {
      throw new RenderError(template, (diagnostics ?? []).map(sentence));
    }
    return withTitleInWindow(result);
  } finally {
    world.free();
    // The next document must not find this one's data.
    compiler.unmap_shadow(DATA);
  }
}

/**
 * Readers show the file name in their window unless told to show the title, which accessibility asks for. The
 * compiler has no such option but writes a default, of just the right length, that can be given up for it.
 */
function withTitleInWindow(pdf: Bytes): Bytes {
  const given = "<<\n    /Direction /L2R\n  >>";
  const wanted = "<< /DisplayDocTitle true >>";
  const text = new TextDecoder("latin1").decode(pdf);
  const at = text.lastIndexOf(`/ViewerPreferences ${given}`);
  if (at >= 0) {
    pdf.set(new TextEncoder().encode(wanted.padEnd(given.length)), at + "/ViewerPreferences ".length);
  }
  return pdf;
}

function sentence({ path, range, severity, message }: Diagnostic): string {
  return `${severity} at ${path}:${range}: ${message}`;
}

function refuse(path: string): never {
  throw new Error(`templates read no file: ${path}`);
}

/**
 * The compiler's glue makes its placeholder callbacks with `new Function(text)`, which our content security policy
 * forbids. The five texts are known: they are answered with ordinary functions, anything else is refused.
 */
const PLACEHOLDERS: Record<string, (path: string) => unknown> = {
  "return 0": () => 0,
  "return true": () => true,
  "path,return path": (path) => path,
  "throw new Error('Dummy AccessModel, please initialize compiler with withAccessModel()')": refuse,
  "throw new Error('Dummy Registry, please initialize compiler with withPackageRegistry()')": refuse,
};

function withoutCodeFromStrings<T>(make: () => T): T {
  const native = globalThis.Function;
  // Minifiers drop the `new`: both ways of asking are answered.
  const answered = new Proxy(native, {
    construct: (_target, texts: string[]) => answer(texts),
    apply: (_target, _self, texts: string[]) => answer(texts),
  });
  try {
    globalThis.Function = answered;
    return make();
  } finally {
    globalThis.Function = native;
  }
}

function answer(texts: string[]): object {
  const placeholder = PLACEHOLDERS[texts.join(",")];
  if (placeholder === undefined) {
    throw new EvalError("the document compiler asked to evaluate a text");
  }
  return placeholder;
}
