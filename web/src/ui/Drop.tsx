import { Trash2, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DropZone, Text } from "react-aria-components/DropZone";
import { FileTrigger } from "react-aria-components/FileTrigger";
import type { DirectoryDropItem, FileDropItem } from "react-aria-components/useDragAndDrop";
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
  /** When whole folders are welcome: the same files with the folders around them, and the words of the button. */
  folders?: { button: string; onFiles: (files: PlacedFile[]) => void };
  disabled?: boolean;
}

/** A file and the names of the folders around it, from the outside. */
export interface PlacedFile {
  file: File;
  path: string[];
}

async function filesIn(item: FileDropItem | DirectoryDropItem, path: string[]): Promise<PlacedFile[]> {
  if (item.kind === "file") return [{ file: await item.getFile(), path }];
  const found: PlacedFile[] = [];
  for await (const entry of item.getEntries()) found.push(...(await filesIn(entry, [...path, item.name])));
  return found;
}

/** A file chosen with its folder carries its path, its own name last. */
function placed(file: File): PlacedFile {
  return { file, path: file.webkitRelativePath.split("/").slice(0, -1) };
}

/** A place to drop files, and the button that does the same without a mouse. */
export function Drop({ label, button, hint, multiple = true, accept, onFiles, folders, disabled }: DropProps) {
  return (
    <DropZone
      className={styles.zone}
      isDisabled={disabled ?? false}
      getDropOperation={(types) => (types.has("application/vnd.code.tree") ? "cancel" : "copy")}
      onDrop={(event) => {
        if (folders) {
          const all = event.items.filter((item) => item.kind !== "text");
          void Promise.all(all.map((item) => filesIn(item, []))).then((files) => folders.onFiles(files.flat()));
          return;
        }
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
      {folders && (
        <FileTrigger acceptDirectory onSelect={(list) => folders.onFiles([...(list ?? [])].map(placed))}>
          <Button tone="quiet" isDisabled={disabled ?? false}>
            {folders.button}
          </Button>
        </FileTrigger>
      )}
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
