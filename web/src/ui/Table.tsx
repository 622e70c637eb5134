import { type ReactNode, useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { Button } from "./Button";
import { cx } from "./cx";
import styles from "./Table.module.css";

export interface Column<Row> {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** The cell that names the row. */
  head?: boolean;
  number?: boolean;
  /** Buttons: the header is for those who hear it. `corner`: icons small enough for the corner of a card. */
  actions?: boolean | "corner";
}

interface TableProps<Row> {
  caption: string;
  showCaption?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** On a phone, each row becomes a card; a wide comparison scrolls instead. */
  narrow?: "stack" | "scroll";
  /** Shows so many rows, then more when asked: a phone is not made to hold thousands. */
  pageSize?: number;
}

export function Table<Row>({ caption, showCaption, columns, rows, rowKey, narrow = "stack", pageSize }: TableProps<Row>) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(pageSize ?? 0);
  // Paper has no button for the rest.
  useEffect(() => {
    if (!pageSize) return undefined;
    const everything = () => flushSync(() => setShown(Number.POSITIVE_INFINITY));
    window.addEventListener("beforeprint", everything);
    return () => window.removeEventListener("beforeprint", everything);
  }, [pageSize]);
  const visible = pageSize ? rows.slice(0, shown) : rows;
  const table = (
    <table className={styles.table}>
      <caption className={showCaption ? styles.caption : "visually-hidden"}>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" className={cx(column.number && styles.number)}>
              {column.actions ? <span className="visually-hidden">{column.header}</span> : column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {visible.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) =>
              column.head ? (
                <th key={column.key} scope="row">
                  {column.cell(row)}
                </th>
              ) : (
                <td
                  key={column.key}
                  data-label={column.actions ? undefined : column.header}
                  className={cx(column.number && styles.number, column.actions && styles.actions, column.actions === "corner" && styles.corner)}
                >
                  <div className={styles.cell}>{column.cell(row)}</div>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
  // A box that scrolls must be reachable by keyboard, and so needs a name.
  const box =
    narrow === "scroll" ? (
      <div className={styles.scroll} role="region" aria-label={caption} tabIndex={0}>
        {table}
      </div>
    ) : (
      <div className={cx(styles.scroll, styles.stack, columns.some((column) => column.actions === "corner") && styles.cornered)}>{table}</div>
    );
  const rest = rows.length - visible.length;
  return pageSize && rest > 0 ? (
    <div className={styles.paged}>
      {box}
      <Button onPress={() => setShown((count) => count + pageSize)}>{t("common.more", { count: rest })}</Button>
    </div>
  ) : (
    box
  );
}
