import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import Markdown, { type Components } from "react-markdown";
import { parseCsv } from "@/format/csv";
import { size } from "@/format/quantity";
import { useLocale } from "@/session/place";
import { RefusalNotice } from "@/ui/Notice";
import { Loading } from "@/ui/Progress";
import { Table } from "@/ui/Table";
import { decodeText, shownBytesMax } from "./kind";
import styles from "./Preview.module.css";

interface TextViewProps {
  blob: Blob;
  name: string;
  kind: "text" | "markdown" | "table";
}

/** The beginning of a text, a formatted text or a table. */
export function TextView({ blob, name, kind }: TextViewProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const id = useId();
  const text = useQuery({
    queryKey: ["text", id],
    queryFn: async () => decodeText(new Uint8Array(await blob.slice(0, shownBytesMax).arrayBuffer())),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  if (text.isPending) return <Loading />;
  if (text.isError) return <RefusalNotice error={text.error} />;
  const label = t("workspace.previewOf", { name });
  return (
    <>
      {kind === "table" && <Cells text={text.data} caption={label} />}
      {kind === "text" && (
        <pre className={styles.text} tabIndex={0} role="region" aria-label={label}>
          {text.data}
        </pre>
      )}
      {kind === "markdown" && (
        <div className={styles.formatted} tabIndex={0} role="region" aria-label={label}>
          <Markdown components={safe}>{text.data}</Markdown>
        </div>
      )}
      {blob.size > shownBytesMax && (
        <p>{t("workspace.previewCut", { shown: size(shownBytesMax, locale), size: size(blob.size, locale) })}</p>
      )}
    </>
  );
}

const rowsMax = 1_000;

function Cells({ text, caption }: { text: string; caption: string }) {
  const { t } = useTranslation();
  const [header = [], ...rows] = parseCsv(text, rowsMax + 1);
  const lines = rows.map((cells, index) => ({ cells, index }));
  if (header.length === 0) return <p>{t("workspace.previewEmpty")}</p>;
  return (
    <>
      <Table
        caption={caption}
        rows={lines}
        rowKey={(line) => String(line.index)}
        narrow="scroll"
        pageSize={25}
        columns={header.map((title, column) => ({
          key: String(column),
          header: title,
          cell: (line: (typeof lines)[number]) => line.cells[column] ?? "",
        }))}
      />
      {rows.length >= rowsMax && <p>{t("workspace.previewRows", { count: rowsMax })}</p>}
    </>
  );
}

/** Nothing is fetched from elsewhere to show a document, and its headings stand under those of the page. */
const safe: Components = {
  img: ({ alt }) => <span>{alt}</span>,
  a: ({ children, href }) => (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ),
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h5>{children}</h5>,
  h4: ({ children }) => <h6>{children}</h6>,
  h5: ({ children }) => <h6>{children}</h6>,
};
