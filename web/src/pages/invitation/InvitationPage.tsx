import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { core } from "@/core/client";
import { longInstant } from "@/format/instant";
import { useFragment } from "@/session/fragment";
import { NewPassword, noPassword, passwordsAgree } from "@/session/NewPassword";
import { nobody, PersonFields } from "@/session/PersonFields";
import { useLocale, useZone } from "@/session/place";
import { useAction } from "@/session/use";
import { Button, ButtonLink } from "@/ui/Button";
import { Fingerprint } from "@/ui/Fingerprint";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Card, LocalForm, Page, Row } from "@/ui/Page";
import { Loading } from "@/ui/Progress";

export function InvitationPage() {
  const { t } = useTranslation();
  const zone = useZone();
  const locale = useLocale();
  const fragment = useFragment();
  const [link] = useState(() => `${window.location.origin}${window.location.pathname}#${fragment}`);
  const [person, setPerson] = useState(nobody);
  const [secret, setSecret] = useState(noPassword);
  const invitation = useQuery({
    queryKey: ["invitation", link],
    queryFn: () => core.invitation({ link }),
    enabled: fragment !== "",
    staleTime: Infinity,
  });
  const accept = useAction({
    run: (email: string) => core.acceptInvitation({ link, person: { ...person, email }, password: secret.password }),
  });

  if (!fragment) {
    return (
      <Page title={t("access.invitationMissingTitle")}>
        <Notice tone="warn">
          <p>{t("access.invitationMissingText")}</p>
        </Notice>
      </Page>
    );
  }
  if (invitation.isPending) return <Loading />;
  if (invitation.isError) {
    return (
      <Page title={t("access.invitationMissingTitle")}>
        <RefusalNotice error={invitation.error} />
      </Page>
    );
  }
  const { organisation, email, expiresAt } = invitation.data;
  if (accept.isSuccess) {
    return (
      <Page title={t("access.invitationWaitingTitle")} lead={t("access.invitationWaitingText")}>
        <Row>
          <ButtonLink to="/connexion" tone="primary">
            {t("access.goSignIn")}
          </ButtonLink>
        </Row>
      </Page>
    );
  }
  return (
    <Page
      title={t("access.invitationTitle", { organisation: organisation.name })}
      lead={t("access.invitationLead", { email, expires: longInstant(expiresAt, zone, locale) })}
    >
      <Card>
        <p>{t("access.invitationCheck")}</p>
        <Fingerprint value={organisation.fingerprint} name={t("shell.organisationFingerprint")} />
      </Card>
      <LocalForm onSubmit={() => passwordsAgree(secret) && accept.mutate(email)}>
        <PersonFields value={person} onChange={setPerson} withEmail={false} />
        <NewPassword value={secret} onChange={setSecret} person={{ ...person, email }} />
        <RefusalNotice error={accept.error} />
        <Button type="submit" tone="primary" isPending={accept.isPending}>
          {t("access.invitationSubmit")}
        </Button>
      </LocalForm>
    </Page>
  );
}
