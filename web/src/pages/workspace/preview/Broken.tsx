import { useTranslation } from "react-i18next";
import { Notice } from "@/ui/Notice";

/** The content is whole, but nothing here can show it. */
export function Broken({ locked = false }: { locked?: boolean }) {
  const { t } = useTranslation();
  return (
    <Notice tone="warn" title={t(locked ? "workspace.previewLocked" : "workspace.previewBroken")} live>
      <p>{t("workspace.previewBrokenText")}</p>
    </Notice>
  );
}
