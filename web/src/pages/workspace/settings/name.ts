/** What keyboards write otherwise, or do not write at all: nobody is asked for an en dash or a no-break space. */
function typed(name: string): string {
  return name
    .normalize("NFC")
    .replaceAll(/[‘’ʼ]/g, "'")
    .replaceAll(/[“”«»]/g, '"')
    .replaceAll(/[‐-―−]/g, "-")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Whether this is the name, letter for letter and capital for capital. */
export function sameName(written: string, name: string): boolean {
  return typed(written) === typed(name);
}
