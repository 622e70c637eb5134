import { useState } from "react";
import { useTranslation } from "react-i18next";
import { speak } from "@/i18n";
import { useLabel } from "@/i18n/refusal";
import { useLocale } from "@/session/place";
import { useSignedIn } from "@/session/use";
import { chosenTheme, chooseTheme, type Theme } from "@/shell/theme";
import { RadioField } from "@/ui/Field";
import { Fingerprint } from "@/ui/Fingerprint";
import { Facts, Page, Section } from "@/ui/Page";
import { Devices } from "./Devices";
import { Password } from "./Password";

export function AccountPage() {
  const { t } = useTranslation();
  const label = useLabel();
  const locale = useLocale();
  const { me, organisation } = useSignedIn();
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  return (
    <Page title={t("shell.accountTitle")} lead={t("shell.accountLead", { organisation: organisation.name })}>
      <Section title={`${me.givenName} ${me.familyName}`} card>
        <Facts
          items={[
            [t("common.email"), me.email],
            [t("common.entity"), me.entity || t("common.none")],
            [t("shell.profile"), label("admin.profiles", me.profile)],
          ]}
        />
      </Section>
      <Section title={t("shell.organisationFingerprint")} lead={t("shell.organisationFingerprintHint")} card>
        <Fingerprint value={organisation.fingerprint} name={t("shell.organisationFingerprint")} />
      </Section>
      <Devices />
      <Password />
      <Section title={t("shell.display")} card>
        <RadioField
          label={t("shell.language")}
          value={locale}
          onChange={(language) => void speak(language)}
          choices={[
            { value: "fr", label: "Français" },
            { value: "en", label: "English" },
          ]}
        />
        <RadioField
          label={t("shell.theme")}
          value={theme}
          onChange={(chosen) => {
            setTheme(chosen);
            chooseTheme(chosen);
          }}
          choices={[
            { value: "auto", label: t("shell.themeAuto") },
            { value: "light", label: t("shell.themeLight") },
            { value: "dark", label: t("shell.themeDark") },
          ]}
        />
      </Section>
    </Page>
  );
}
