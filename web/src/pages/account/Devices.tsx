import { useQuery } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OwnDevice, SessionInfo } from "@/core/api";
import { core } from "@/core/client";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { Fingerprint } from "@/ui/Fingerprint";
import { Instant } from "@/ui/Instant";
import { useAnnounce } from "@/ui/Live";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import { Tag } from "@/ui/Tag";
import styles from "./Account.module.css";

/** The devices that hold keys of the account, each alone to be ended. */
export function Devices() {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const [revoking, setRevoking] = useState<OwnDevice | null>(null);
  const devices = useQuery({ queryKey: keys.devices, queryFn: () => core.ownDevices() });
  const acknowledge = useAction({ run: () => core.acknowledgeDevices(), refresh: [keys.devices, keys.status] });
  const revoke = useAction({
    run: (device: OwnDevice) => core.revokeDevice({ device: device.id }),
    refresh: [keys.devices, keys.status],
    done: (_, device) => {
      setRevoking(null);
      announce(t("account.revoked", { name: device.name }));
    },
  });
  const close = useAction({
    run: (session: SessionInfo) => core.closeSession({ session: session.id }),
    refresh: [keys.devices],
    done: () => announce(t("account.sessionClosed")),
  });
  const recent = (devices.data ?? []).filter((device) => device.recent);
  return (
    <Section title={t("account.devices")} lead={t("account.devicesLead")}>
      {devices.isPending && <Loading />}
      <RefusalNotice error={devices.error ?? close.error ?? acknowledge.error} />
      {recent.length > 0 && (
        <Notice
          tone="warn"
          title={t("account.recentTitle", { count: recent.length })}
          actions={
            <Button small onPress={() => acknowledge.mutate()} isPending={acknowledge.isPending}>
              {t("account.recentMine")}
            </Button>
          }
        >
          <p>{t("account.recentText")}</p>
        </Notice>
      )}
      <ul className={styles.devices}>
        {(devices.data ?? []).map((device) => (
          <li key={device.id} className={styles.device}>
            <div className={styles.deviceHead}>
              <h3>
                <MonitorSmartphone size={20} aria-hidden /> {device.name || t("account.unnamed")}
              </h3>
              {device.current && <Tag tone="ok">{t("account.current")}</Tag>}
              {device.recent && <Tag tone="warn">{t("account.recent")}</Tag>}
              {device.revoked && <Tag tone="danger">{t("admin.deviceRevoked")}</Tag>}
              {!device.revoked && !device.current && (
                <Button
                  small
                  tone="danger"
                  aria-label={t("account.revokeWhat", { name: device.name })}
                  onPress={() => setRevoking(device)}
                >
                  {t("account.revoke")}
                </Button>
              )}
            </div>
            <Fingerprint
              value={device.fingerprint}
              name={t("account.fingerprintOf", { name: device.name })}
              hex={device.current}
            />
            <p className={styles.deviceFacts}>
              <span>
                {t("account.addedAt")} <Instant at={device.addedAt} />
              </span>
              {!device.revoked && device.sessions.length === 0 && <span>{t("account.noSession")}</span>}
            </p>
            {device.sessions.map((session) => (
              <p key={session.id} className={styles.deviceFacts}>
                <span>
                  {t("account.seenAt")} <Instant at={session.seenAt} />
                </span>
                <span>{t("account.from", { address: session.address })}</span>
                {!session.current && (
                  <Button
                    small
                    aria-label={t("account.closeSessionWhat", { name: device.name })}
                    onPress={() => close.mutate(session)}
                  >
                    {t("account.closeSession")}
                  </Button>
                )}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {revoking && (
        <Confirm
          title={t("account.revokeTitle", { name: revoking.name })}
          open
          onClose={() => setRevoking(null)}
          onConfirm={() => revoke.mutate(revoking)}
          confirm={t("account.revokeConfirm")}
          tone="danger"
          pending={revoke.isPending}
          error={revoke.error}
        >
          <p>{t("account.revokeText")}</p>
        </Confirm>
      )}
    </Section>
  );
}
