import { type ReactNode, useId } from "react";
import { RefusalNotice } from "@/ui/Notice";
import styles from "./Settings.module.css";

interface ActProps {
  title: string;
  /** What it does, or why it is not offered. */
  text: string;
  button?: ReactNode;
  error?: unknown;
}

/** Something that owners decide: in words first, then the press. */
export function Act({ title, text, button, error }: ActProps) {
  const id = useId();
  return (
    <section className={styles.act} aria-labelledby={id}>
      <div className={styles.words}>
        <h2 id={id}>{title}</h2>
        <p>{text}</p>
      </div>
      {button}
      {error ? (
        <div className={styles.problem}>
          <RefusalNotice error={error} />
        </div>
      ) : null}
    </section>
  );
}
