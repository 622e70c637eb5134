import { useQuery } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Progress as Amount } from "@/core/api";
import { size } from "@/format/quantity";
import { useLocale } from "@/session/place";
import { Button } from "@/ui/Button";
import { RefusalNotice } from "@/ui/Notice";
import { Loading, Progress } from "@/ui/Progress";
import { MediaView } from "./MediaView";
import { previewable, type Previewable, unaskedBytesMax } from "./kind";
import styles from "./Preview.module.css";

const PdfView = lazy(() => import("./PdfView").then((module) => ({ default: module.PdfView })));
const TextView = lazy(() => import("./TextView").then((module) => ({ default: module.TextView })));

export interface Shown {
  /** What tells this content from any other. */
  key: readonly string[];
  name: string;
  bytes: number;
  load: (onProgress: (progress: Amount) => void) => Promise<Blob>;
}

/** A document on the page itself. It is decrypted here, and nothing of it is written to disk. */
export function Preview({ shown }: { shown: Shown }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [asked, setAsked] = useState(false);
  const found = previewable(shown.name);
  if (!found) return <p>{t("workspace.previewNone")}</p>;
  if (shown.bytes === 0) return <p>{t("workspace.previewEmpty")}</p>;
  if (shown.bytes > unaskedBytesMax && !asked) {
    return (
      <div className={styles.ask}>
        <p>{t("workspace.previewLarge", { size: size(shown.bytes, locale) })}</p>
        <Button icon={<Eye size={18} aria-hidden />} onPress={() => setAsked(true)}>
          {t("workspace.previewShow")}
        </Button>
      </div>
    );
  }
  return <Content shown={shown} found={found} />;
}

function Content({ shown, found }: { shown: Shown; found: Previewable }) {
  const { t } = useTranslation();
  const [progress, setProgress] = useState<Amount>({ done: 0, total: shown.bytes });
  const { key, name, load } = shown;
  const content = useQuery({
    queryKey: ["content", ...key],
    queryFn: async () => new Blob([await load(setProgress)], { type: found.type }),
    staleTime: Infinity,
    // What was shown is not kept once it is no longer on the page.
    gcTime: 0,
    retry: false,
  });
  if (content.isPending) return <Progress label={t("workspace.previewLoading", { name })} {...progress} />;
  if (content.isError) return <RefusalNotice error={content.error} />;
  const view = { blob: content.data, name };
  return (
    <Suspense fallback={<Loading />}>
      {found.kind === "pdf" && <PdfView {...view} />}
      {(found.kind === "text" || found.kind === "markdown" || found.kind === "table") && (
        <TextView {...view} kind={found.kind} />
      )}
      {(found.kind === "image" || found.kind === "audio" || found.kind === "video") && (
        <MediaView {...view} kind={found.kind} />
      )}
    </Suspense>
  );
}
