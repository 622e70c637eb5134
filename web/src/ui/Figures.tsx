import styles from "./Figures.module.css";

/** A few numbers that matter, each with what it counts. */
export function Figures({ items }: { items: readonly (readonly [string, string])[] }) {
  return (
    <dl className={styles.figures}>
      {items.map(([name, value]) => (
        <div key={name} className={styles.figure}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
