import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Status } from "@/core/api";
import { speak } from "@/i18n";
import { useLocale, ZoneProvider } from "@/session/place";
import { useStatus } from "@/session/use";
import { Mark } from "@/ui/Mark";
import styles from "./Shell.module.css";

function organisationOf(status: Status | undefined): { name: string; zone: string } | null {
  return status && status.state !== "empty" ? status.organisation : null;
}

/** Pages that anybody may open: no navigation to learn, one thing to do. */
export function PublicLayout() {
  const { t } = useTranslation();
  const locale = useLocale();
  const { data } = useStatus();
  const organisation = organisationOf(data);
  return (
    <ZoneProvider zone={organisation?.zone ?? "Europe/Paris"}>
      <div className={styles.public}>
        <a className={styles.skip} href="#contenu">
          {t("shell.skip")}
        </a>
        <header className={styles.band}>
          <div className={styles.bandInner}>
            <Link to="/signaler" className={styles.brand}>
              <Mark size={34} />
              <span>
                <span className={styles.brandName}>{t("shell.product")}</span>
                {organisation && <span className={styles.organisation}>{organisation.name}</span>}
              </span>
            </Link>
            <nav className={styles.bandLinks} aria-label={t("shell.navigation")}>
              <Link to="/signaler">{t("shell.reportShort")}</Link>
              <Link to="/suivi">{t("shell.followLink")}</Link>
              {data?.state === "signedIn" ? (
                <Link to="/espaces">{t("shell.spaces")}</Link>
              ) : (
                <Link to="/connexion">{t("shell.signIn")}</Link>
              )}
            </nav>
          </div>
        </header>
        <main id="contenu" tabIndex={-1} className={styles.publicMain}>
          <Outlet />
        </main>
        <footer className={styles.foot} aria-label={t("shell.footer")}>
          <div className={styles.footInner}>
            <p>{t("shell.footerPromise")}</p>
            <div className={styles.footLinks}>
              <Link to="/verifier">{t("shell.verify")}</Link>
              <button
                type="button"
                className={styles.plain}
                lang={locale === "fr" ? "en" : "fr"}
                onClick={() => void speak(locale === "fr" ? "en" : "fr")}
              >
                {locale === "fr" ? "English" : "Français"}
              </button>
            </div>
          </div>
        </footer>
      </div>
    </ZoneProvider>
  );
}
