import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Id, WorkspaceView } from "@/core/api";
import { pathTo } from "./items";
import styles from "./Workspace.module.css";

/** Where one is, and the way back up. */
export function FolderPath({ space, folder }: { space: WorkspaceView; folder: Id | null }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("workspace.path")}>
      <ol className={styles.path}>
        <li>
          {folder ? (
            <Link to="/espaces/$workspace" params={{ workspace: space.id }} search={{}}>
              {t("workspace.root")}
            </Link>
          ) : (
            <span aria-current="location">{t("workspace.root")}</span>
          )}
        </li>
        {pathTo(space, folder).map((one) => (
          <li key={one.id}>
            {one.id === folder ? (
              <span aria-current="location">{one.name}</span>
            ) : (
              <Link to="/espaces/$workspace" params={{ workspace: space.id }} search={{ dossier: one.id }}>
                {one.name}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
