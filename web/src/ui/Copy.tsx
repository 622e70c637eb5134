import { Check, Copy as CopyIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, type Tone } from "./Button";
import { useAnnounce } from "./Live";

/** Copies `text`; `what` names it for those who hear the button. */
export function Copy({ text, what, label, tone = "secondary" }: { text: string; what: string; label?: string; tone?: Tone }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      small
      tone={tone}
      icon={copied ? <Check size={16} aria-hidden /> : <CopyIcon size={16} aria-hidden />}
      onPress={() => {
        void navigator.clipboard.writeText(text).then(() => {
          setCopied(true);
          announce(t("common.copiedWhat", { what }));
        });
      }}
    >
      {copied ? t("common.copied") : (label ?? t("common.copy"))}
      {!label && <span className="visually-hidden">{` : ${what}`}</span>}
    </Button>
  );
}
