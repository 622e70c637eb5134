import { Navigate, Outlet, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ZoneProvider } from "@/session/place";
import { useStatus } from "@/session/use";
import { ButtonLink } from "@/ui/Button";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Loading } from "@/ui/Progress";
import { Bar, Rail } from "./Navigation";
import styles from "./Shell.module.css";

/** Everything behind the sign-in. The core says who is there; the pages never guess. */
export function SignedInLayout() {
  const { t } = useTranslation();
  const status = useStatus();
  const here = useLocation({ select: (location) => location.href });

  if (status.isPending) return <Loading label={t("shell.loadingCore")} />;
  if (status.isError) {
    return (
      <main className={styles.publicMain}>
        <h1>{t("shell.product")}</h1>
        <RefusalNotice error={status.error} />
      </main>
    );
  }
  if (status.data.state === "empty") {
    return (
      <main className={styles.publicMain}>
        <h1>{t("shell.product")}</h1>
        <Notice
          tone="info"
          title={t("shell.notSetUpTitle")}
          actions={<ButtonLink to="/verifier">{t("shell.verify")}</ButtonLink>}
        >
          <p>{t("shell.notSetUpText")}</p>
        </Notice>
      </main>
    );
  }
  if (status.data.state === "signedOut") return <Navigate to="/connexion" search={{ suite: here }} replace />;

  const { organisation, notices } = status.data;
  return (
    <ZoneProvider zone={organisation.zone}>
      <div className={styles.members}>
        <a className={styles.skip} href="#contenu">
          {t("shell.skip")}
        </a>
        <Rail />
        <Bar />
        <main id="contenu" tabIndex={-1} className={styles.main}>
          <p className={styles.printed}>{organisation.name}</p>
          {notices.length > 0 && (
            <div className={styles.notices}>
              {notices.map((notice) => (
                <RefusalNotice key={JSON.stringify(notice)} error={notice} />
              ))}
            </div>
          )}
          <Outlet />
        </main>
      </div>
    </ZoneProvider>
  );
}
