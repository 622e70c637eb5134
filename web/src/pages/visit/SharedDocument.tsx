import { Check, Download, Eye, EyeOff, FileText } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LinkDocument, Progress as Amount } from "@/core/api";
import { size } from "@/format/quantity";
import { previewable } from "@/pages/workspace/preview/kind";
import { Preview } from "@/pages/workspace/preview/Preview";
import { useLocale } from "@/session/place";
import { useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { saveBlob } from "@/ui/download";
import { useAnnounce } from "@/ui/Live";
import { RefusalNotice } from "@/ui/Notice";
import { Progress } from "@/ui/Progress";
import styles from "./Visit.module.css";

interface SharedDocumentProps {
  address: string;
  file: LinkDocument;
  take: (onProgress: (progress: Amount) => void) => Promise<Blob>;
  /** The link gives it no more. */
  spent: boolean;
  shown: boolean;
  onShow: (on: boolean) => void;
}

/** One document of an open link: to look at here, or to keep. */
export function SharedDocument({ address, file, take, spent, shown, onShow }: SharedDocumentProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const announce = useAnnounce();
  const id = useId();
  const [progress, setProgress] = useState<Amount>({ done: 0, total: file.size });
  const download = useAction({
    run: () => {
      setProgress({ done: 0, total: file.size });
      return take(setProgress);
    },
    done: (blob) => {
      saveBlob(blob, file.name);
      announce(t("visit.downloaded", { name: file.name }));
    },
  });
  const named = (act: string) => `${act} : ${file.name}`;
  return (
    <li className={styles.file}>
      <div className={styles.line}>
        <span className={styles.name}>
          <FileText size={20} aria-hidden />
          <span>
            {file.name}
            <span className={styles.sub}>{size(file.size, locale)}</span>
          </span>
        </span>
        <span className={styles.acts}>
          {previewable(file.name) && (
            <Button
              small
              icon={shown ? <EyeOff size={18} aria-hidden /> : <Eye size={18} aria-hidden />}
              aria-label={named(t(shown ? "visit.previewHide" : "workspace.preview"))}
              aria-expanded={shown}
              aria-controls={shown ? id : undefined}
              isDisabled={spent && !shown}
              onPress={() => onShow(!shown)}
            >
              {t(shown ? "visit.previewHide" : "workspace.preview")}
            </Button>
          )}
          <Button
            small
            tone="primary"
            icon={download.isSuccess ? <Check size={18} aria-hidden /> : <Download size={18} aria-hidden />}
            aria-label={named(t("workspace.download"))}
            isPending={download.isPending}
            isDisabled={spent}
            onPress={() => download.mutate()}
          >
            {t("workspace.download")}
          </Button>
        </span>
      </div>
      {download.isPending && <Progress label={t("workspace.downloading", { name: file.name })} {...progress} />}
      <RefusalNotice error={download.error} />
      {shown && (
        <div id={id}>
          <Preview shown={{ key: [address, file.document], name: file.name, bytes: file.size, load: take }} />
        </div>
      )}
    </li>
  );
}
