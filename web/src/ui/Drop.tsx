import { Trash2, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DropZone, Text } from "react-aria-components/DropZone";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { size } from "@/format/quantity";
import { useLocale } from "@/session/place";
import { Button } from "./Button";
import styles from "./Drop.module.css";

interface DropProps {
  label: string;
  button: string;
  hint?: ReactNode;
  multiple?: boolean;
  accept?: readonly string[];
  onFiles: (files: File[]) => void;
  disabled?: boolean;
}

/** A place to drop files, and the button that does the same without a mouse. */
export function Drop({ label, button, hint, multiple = true, accept, onFiles, disabled }: DropProps) {
  return (
    <DropZone
      className={styles.zone}
      isDisabled={disabled ?? false}
      getDropOperation={(types) => (types.has("application/vnd.code.tree") ? "cancel" : "copy")}
      onDrop={(event) => {
        const dropped = event.items.filter((item) => item.kind === "file");
        void Promise.all(dropped.map((item) => item.getFile())).then((files) => {
          const kept = multiple ? files : files.slice(0, 1);
          if (kept.length > 0) onFiles(kept);
        });
      }}
    >
      <Upload size={26} aria-hidden />
      <Text slot="label">{label}</Text>
      <FileTrigger
        allowsMultiple={multiple}
        acceptedFileTypes={accept ? [...accept] : undefined}
        onSelect={(list) => {
          const files = [...(list ?? [])];
          if (files.length > 0) onFiles(files);
        }}
      >
        <Button isDisabled={disabled ?? false}>{button}</Button>
      </FileTrigger>
      {hint && <small>{hint}</small>}
    </DropZone>
  );
}

/** The files chosen so far, each with its way out. */
export function FileList({ files, onRemove, name }: { files: readonly File[]; onRemove?: (file: File) => void; name: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (files.length === 0) return null;
  return (
    <ul className={styles.files} aria-label={name}>
      {files.map((file) => (
        <li key={`${file.name}${file.size}${file.lastModified}`} className={styles.file}>
          <span>
            {file.name} <span className={styles.size}>{size(file.size, locale)}</span>
          </span>
          {onRemove && (
            <Button
              small
              tone="quiet"
              icon={<Trash2 size={18} aria-hidden />}
              aria-label={t("common.removeWhat", { what: file.name })}
              onPress={() => onRemove(file)}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
