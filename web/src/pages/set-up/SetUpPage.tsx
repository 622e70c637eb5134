import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { core } from "@/core/client";
import { useFragment } from "@/session/fragment";
import { NewPassword, noPassword, passwordsAgree } from "@/session/NewPassword";
import { nobody, PersonFields } from "@/session/PersonFields";
import { keys, type SignedIn, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { SelectField, TextField } from "@/ui/Field";
import { Fingerprint } from "@/ui/Fingerprint";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Card, LocalForm, Page, Row, Section } from "@/ui/Page";

/** Where French public bodies are; a zone of the browser's own is added when it is another. */
const zones = [
  "Europe/Paris",
  "America/Guadeloupe",
  "America/Martinique",
  "America/Cayenne",
  "America/Miquelon",
  "Indian/Reunion",
  "Indian/Mayotte",
  "Pacific/Noumea",
  "Pacific/Tahiti",
  "Pacific/Wallis",
  "Europe/Monaco",
  "Europe/Brussels",
  "Europe/Luxembourg",
  "Europe/Zurich",
];

export function SetUpPage() {
  const { t } = useTranslation();
  const token = useFragment();
  const navigate = useNavigate();
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const choices = [...new Set([...zones, own])];
  const [name, setName] = useState("");
  const [zone, setZone] = useState("Europe/Paris");
  const [person, setPerson] = useState(nobody);
  const [secret, setSecret] = useState(noPassword);
  const [created, setCreated] = useState<SignedIn | null>(null);
  const setUp = useAction({
    run: () =>
      core.setUp({ token, organisation: { name: name.trim(), zone }, person, password: secret.password }),
    done: (status, _, client) => {
      client.setQueryData(keys.status, status);
      if (status.state === "signedIn") setCreated(status);
    },
  });

  if (created) {
    return (
      <Page title={t("access.setUpDoneTitle")} lead={t("access.setUpDoneText")}>
        <Card>
          <h2>{created.organisation.name}</h2>
          <Fingerprint value={created.organisation.fingerprint} name={t("shell.organisationFingerprint")} />
        </Card>
        <Row>
          <Button tone="primary" onPress={() => void navigate({ to: "/administration" })}>
            {t("access.setUpContinue")}
          </Button>
          <Button onPress={() => window.print()}>{t("common.print")}</Button>
        </Row>
      </Page>
    );
  }
  if (!token) {
    return (
      <Page title={t("access.setUpTitle")}>
        <Notice tone="warn" title={t("access.setUpMissingTitle")}>
          <p>{t("access.setUpMissingText")}</p>
        </Notice>
      </Page>
    );
  }
  return (
    <Page title={t("access.setUpTitle")} lead={t("access.setUpLead")}>
      <LocalForm onSubmit={() => passwordsAgree(secret) && setUp.mutate()}>
        <Section title={t("access.setUpOrganisation")}>
          <TextField
            label={t("access.setUpOrganisationName")}
            hint={t("access.setUpOrganisationHint")}
            value={name}
            onChange={setName}
            autoComplete="organization"
          />
          <SelectField
            label={t("access.setUpZone")}
            hint={t("access.setUpZoneHint")}
            value={zone}
            onChange={setZone}
            choices={choices.map((value) => ({ value, label: value.replaceAll("_", " ") }))}
            narrow
          />
        </Section>
        <Section title={t("access.setUpYou")}>
          <PersonFields value={person} onChange={setPerson} />
        </Section>
        <Section title={t("access.setUpPassword")}>
          <NewPassword value={secret} onChange={setSecret} person={person} />
        </Section>
        <RefusalNotice error={setUp.error} />
        <Button type="submit" tone="primary" isPending={setUp.isPending}>
          {t("access.setUpSubmit")}
        </Button>
      </LocalForm>
    </Page>
  );
}
