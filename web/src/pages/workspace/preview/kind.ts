/** What the application can show of a document, told by the end of its name: what its sender declared proves nothing. */
export type PreviewKind = "image" | "pdf" | "text" | "markdown" | "table" | "audio" | "video";

export interface Previewable {
  kind: PreviewKind;
  /** The only types under which content is given to the browser; none of them can run anything. */
  type: string;
}

const known: Record<PreviewKind, Record<string, string>> = {
  image: {
    avif: "image/avif",
    bmp: "image/bmp",
    gif: "image/gif",
    jpeg: "image/jpeg",
    jpg: "image/jpeg",
    png: "image/png",
    webp: "image/webp",
  },
  pdf: { pdf: "application/pdf" },
  text: Object.fromEntries(
    ["txt", "log", "json", "xml", "yaml", "yml", "ini", "conf", "sql", "html", "css", "js", "eml", "ics", "vcf"].map(
      (extension) => [extension, "text/plain"],
    ),
  ),
  markdown: { markdown: "text/plain", md: "text/plain" },
  table: { csv: "text/plain", tsv: "text/plain" },
  audio: {
    flac: "audio/flac",
    m4a: "audio/mp4",
    mp3: "audio/mpeg",
    oga: "audio/ogg",
    ogg: "audio/ogg",
    opus: "audio/ogg",
    wav: "audio/wav",
  },
  video: { m4v: "video/mp4", mov: "video/mp4", mp4: "video/mp4", ogv: "video/ogg", webm: "video/webm" },
};

export function previewable(name: string): Previewable | null {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  if (!extension) return null;
  for (const [kind, types] of Object.entries(known)) {
    const type = Object.hasOwn(types, extension) ? types[extension] : undefined;
    if (type) return { kind: kind as PreviewKind, type };
  }
  return null;
}

/** Above this, the content is fetched only when asked for: it goes through the network whole. */
export const unaskedBytesMax = 20_000_000;

/** How much of a text or a table is shown. */
export const shownBytesMax = 400_000;

/** UTF-8, UTF-16 by its mark, else what Windows programs of Western Europe write. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    // Cut in the middle of a letter, the end of the bytes waits for a rest: that is no other encoding.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
