import { Link } from "@tanstack/react-router";
import { FileText } from "lucide-react";
import type { Id } from "@/core/api";
import { size } from "@/format/quantity";
import { useLocale } from "@/session/place";
import styles from "./Share.module.css";

interface SharedFilesProps {
  files: readonly { id: Id; name: string; size: number }[];
  name: string;
  /** When their pages can be opened from here. */
  workspace?: Id;
}

/** The documents that a link gives. */
export function SharedFiles({ files, name, workspace }: SharedFilesProps) {
  const locale = useLocale();
  return (
    <ul className={styles.shared} aria-label={name}>
      {files.map((file) => (
        <li key={file.id}>
          <FileText size={20} aria-hidden />
          <span>
            {workspace ? (
              <Link to="/espaces/$workspace/documents/$document" params={{ workspace, document: file.id }} className={styles.title}>
                {file.name}
              </Link>
            ) : (
              file.name
            )}{" "}
            <span className={styles.size}>{size(file.size, locale)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
