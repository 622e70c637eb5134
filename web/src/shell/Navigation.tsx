import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useNavigate } from "@tanstack/react-router";
import { BellRing, Clock, FolderLock, Landmark, LogOut, type LucideIcon, Menu, ScrollText, ShieldCheck, UserRound, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button as AriaButton } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { core } from "@/core/client";
import { keys, useAction, useSignedIn } from "@/session/use";
import { Mark } from "@/ui/Mark";
import styles from "./Shell.module.css";

function Brand() {
  const { t } = useTranslation();
  const { organisation } = useSignedIn();
  return (
    <Link to="/espaces" className={styles.brand}>
      <Mark size={34} />
      <span>
        <span className={styles.brandName}>{t("shell.product")}</span>
        <span className={styles.organisation}>{organisation.name}</span>
      </span>
    </Link>
  );
}

function Item({ icon: Icon, children, count }: { icon: LucideIcon; children: ReactNode; count?: number }) {
  return (
    <>
      <Icon size={20} aria-hidden />
      {children}
      {count ? <span className={styles.count}>{count}</span> : null}
    </>
  );
}

/** The same list for the rail and the drawer. */
function Links() {
  const { t } = useTranslation();
  const { me } = useSignedIn();
  const guest = me.profile === "guest";
  const desk = useQuery({ queryKey: keys.desk, queryFn: () => core.desk(), enabled: !guest, refetchInterval: 60_000 });
  const fresh = desk.data?.reports.filter((report) => report.state === "new").length ?? 0;
  return (
    <nav aria-label={t("shell.navigation")}>
      <ul className={styles.nav}>
        <li>
          <Link to="/espaces" className={styles.link}>
            <Item icon={FolderLock}>{t("shell.spaces")}</Item>
          </Link>
        </li>
        {!guest && (
          <>
            <li>
              <Link to="/signalements" className={styles.link}>
                <Item icon={BellRing} count={fresh}>
                  {t("shell.intake")}
                </Item>
              </Link>
            </li>
            <li>
              <Link to="/registre" className={styles.link}>
                <Item icon={ScrollText}>{t("shell.breaches")}</Item>
              </Link>
            </li>
            <li>
              <Link to="/echeances" className={styles.link}>
                <Item icon={Clock}>{t("shell.deadlines")}</Item>
              </Link>
            </li>
          </>
        )}
        {me.administrator && (
          <li>
            <Link to="/administration" className={styles.link}>
              <Item icon={Landmark}>{t("shell.administration")}</Item>
            </Link>
          </li>
        )}
        <li>
          <Link to="/verifier" className={styles.link}>
            <Item icon={ShieldCheck}>{t("shell.verify")}</Item>
          </Link>
        </li>
      </ul>
    </nav>
  );
}

function Me() {
  const { t } = useTranslation();
  const { me } = useSignedIn();
  const navigate = useNavigate();
  const signOut = useAction({
    run: () => core.signOut(),
    done: (status, _, client) => {
      // Nothing that was decrypted survives the session.
      client.clear();
      client.setQueryData(keys.status, status);
      void navigate({ to: "/connexion" });
    },
  });
  return (
    <div className={styles.me}>
      <Link to="/compte" className={styles.link}>
        <UserRound size={20} aria-hidden />
        <span>
          {me.givenName} {me.familyName}
          <span className={styles.organisation}>{me.entity}</span>
        </span>
      </Link>
      <AriaButton className={`${styles.link} ${styles.linkButton}`} onPress={() => signOut.mutate()}>
        <LogOut size={20} aria-hidden />
        {t("shell.signOut")}
      </AriaButton>
    </div>
  );
}

export function Rail() {
  return (
    <header className={styles.rail}>
      <Brand />
      <Links />
      <Me />
    </header>
  );
}

/** The phone's navigation: one bar, one drawer. */
export function Bar() {
  const { t } = useTranslation();
  const path = useLocation({ select: (location) => location.pathname });
  // Open for one page: going to another closes it.
  const [openOn, setOpenOn] = useState<string | null>(null);
  const open = openOn === path;
  const setOpen = (wanted: boolean) => setOpenOn(wanted ? path : null);
  return (
    <header className={styles.bar}>
      <Brand />
      <AriaButton className={styles.menuButton} onPress={() => setOpen(true)} aria-expanded={open}>
        <Menu size={20} aria-hidden />
        {t("shell.menu")}
      </AriaButton>
      <ModalOverlay isOpen={open} onOpenChange={setOpen} isDismissable className={styles.drawerOverlay}>
        <Modal className={styles.drawer}>
          <Dialog className={styles.drawerInner} aria-label={t("shell.menu")}>
            <div className={styles.drawerHead}>
              <AriaButton className={styles.menuButton} onPress={() => setOpen(false)}>
                <X size={20} aria-hidden />
                {t("common.close")}
              </AriaButton>
            </div>
            <Links />
            <Me />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </header>
  );
}
