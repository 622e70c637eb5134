import type { Fingerprint as FingerprintValue } from "@/core/api";
import styles from "./Fingerprint.module.css";

/** A key's fingerprint: words for people who compare by voice, digits for those who compare by eye. */
export function Fingerprint({ value, name, hex = true }: { value: FingerprintValue; name: string; hex?: boolean }) {
  const seen = new Map<string, number>();
  return (
    <div>
      <ol className={styles.words} aria-label={name}>
        {value.words.map((word) => {
          const rank = (seen.get(word) ?? 0) + 1;
          seen.set(word, rank);
          return <li key={`${word}${rank}`}>{word}</li>;
        })}
      </ol>
      {hex && <code className={styles.hex}>{value.hex.match(/.{1,4}/g)?.join(" ")}</code>}
    </div>
  );
}
