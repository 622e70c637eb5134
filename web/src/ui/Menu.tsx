import { Ellipsis, type LucideIcon } from "lucide-react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from "react-aria-components/Menu";
import { Button } from "./Button";
import { cx } from "./cx";
import styles from "./Menu.module.css";

export interface Act {
  key: string;
  label: string;
  icon?: LucideIcon;
  danger?: boolean;
  run: () => void;
}

/** The rarer acts on one thing, behind three dots. */
export function ActsMenu({ name, acts }: { name: string; acts: readonly Act[] }) {
  if (acts.length === 0) return null;
  return (
    <MenuTrigger>
      <Button small tone="quiet" icon={<Ellipsis size={20} aria-hidden />} aria-label={name} />
      <Popover className={styles.popover} placement="bottom end">
        <AriaMenu className={styles.menu} onAction={(key) => acts.find((act) => act.key === key)?.run()}>
          {acts.map(({ key, label, icon: Icon, danger }) => (
            <MenuItem key={key} id={key} textValue={label} className={cx(styles.item, danger && styles.danger)}>
              {Icon && <Icon size={18} aria-hidden />}
              {label}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
