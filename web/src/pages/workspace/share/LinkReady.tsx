import { useTranslation } from "react-i18next";
import type { Id, LinkView } from "@/core/api";
import { longInstant } from "@/format/instant";
import { useLocale, useZone } from "@/session/place";
import { Button, ButtonLink } from "@/ui/Button";
import { Copy } from "@/ui/Copy";
import { DialogActions } from "@/ui/Dialog";
import { Notice } from "@/ui/Notice";
import { LinkAddress } from "./LinkAddress";
import styles from "./Share.module.css";

interface LinkReadyProps {
  workspace: Id;
  link: LinkView;
  password: string;
  onClose: () => void;
}

/** What to hand over, and how: the password is shown here for the last time. */
export function LinkReady({ workspace, link, password, onClose }: LinkReadyProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const locale = useLocale();
  return (
    <>
      <Notice tone="ok" live>
        <p>{t("sharing.readyText", { at: longInstant(link.expiresAt, zone, locale) })}</p>
      </Notice>
      <LinkAddress address={link.address} title={link.title}>
        {password && (
          <Notice tone="warn" title={t("sharing.passwordApart")}>
            <p>{t("sharing.passwordApartText")}</p>
            <div className={styles.handed}>
              <code className={styles.secret}>{password}</code>
              <Copy text={password} what={t("sharing.password")} label={t("sharing.passwordCopy")} />
            </div>
          </Notice>
        )}
      </LinkAddress>
      <DialogActions>
        <ButtonLink to="/espaces/$workspace/liens/$link" params={{ workspace, link: link.id }} tone="quiet">
          {t("sharing.readyFollow")}
        </ButtonLink>
        <Button onPress={onClose}>{t("common.close")}</Button>
      </DialogActions>
    </>
  );
}
