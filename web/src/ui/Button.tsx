import { createLink } from "@tanstack/react-router";
import { LoaderCircle } from "lucide-react";
import type { AnchorHTMLAttributes, ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import styles from "./Button.module.css";
import { cx } from "./cx";
import spin from "./Spin.module.css";

export type Tone = "primary" | "secondary" | "quiet" | "danger";

interface Look {
  tone?: Tone;
  small?: boolean;
  wide?: boolean;
  icon?: ReactNode;
  children?: ReactNode;
}

function look({ tone = "secondary", small, wide, icon, children }: Look): string {
  return cx(
    styles.button,
    styles[tone],
    small && styles.small,
    wide && styles.wide,
    Boolean(icon) && !children && styles.icon,
  );
}

/** A button has words, or an icon and a name for those who do not see it. */
type Named = { children: ReactNode; "aria-label"?: string } | { children?: undefined; "aria-label": string };

export type ButtonProps = Omit<AriaButtonProps, "children" | "className" | "style" | "aria-label"> &
  Omit<Look, "children"> &
  Named;

export function Button({ tone, small, wide, icon, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={look({ tone, small, wide, icon, children })}>
      {rest.isPending ? <LoaderCircle size={18} className={spin.spin} aria-hidden /> : icon}
      {children}
    </AriaButton>
  );
}

interface AnchorProps extends Look, Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "children" | "className"> {
  ref?: Ref<HTMLAnchorElement>;
}

function Anchor({ tone, small, wide, icon, children, ...rest }: AnchorProps) {
  return (
    <a {...rest} className={look({ tone, small, wide, icon, children })}>
      {icon}
      {children}
    </a>
  );
}

/** A link that looks like a button: it goes somewhere, it does nothing. */
export const ButtonLink = createLink(Anchor);
