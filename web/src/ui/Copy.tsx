import { Check, Copy as CopyIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, type Tone } from "./Button";
import { useAnnounce } from "./Live";

interface CopyProps {
  text: string;
  /** Names it for those who hear the button. */
  what: string;
  label?: string;
  tone?: Tone;
  /** The icon alone, where a row has no room for words. */
  bare?: boolean;
}

export function Copy({ text, what, label, tone = "secondary", bare }: CopyProps) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2500);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? Check : CopyIcon;
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      announce(t("common.copiedWhat", { what }));
    });
  };
  if (bare) {
    const name = `${t("common.copy")} : ${what}`;
    return <Button small tone={tone} icon={<Icon size={18} aria-hidden />} aria-label={name} onPress={copy} />;
  }
  return (
    <Button small tone={tone} icon={<Icon size={16} aria-hidden />} onPress={copy}>
      {copied ? t("common.copied") : (label ?? t("common.copy"))}
      {!label && <span className="visually-hidden">{` : ${what}`}</span>}
    </Button>
  );
}
