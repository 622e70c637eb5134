import { useLabel } from "@/i18n/refusal";
import { Tag, type TagTone } from "./Tag";

const tones: readonly TagTone[] = ["ok", "info", "warn", "danger"];

/** Severity on the scale of the CNIL: négligeable, limitée, importante, maximale. */
export function LevelTag({ level }: { level: number }) {
  const label = useLabel();
  return <Tag tone={tones[level] ?? "neutral"}>{label("vocabulary.levels", String(level))}</Tag>;
}
