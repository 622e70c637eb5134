import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog as AriaDialog, Heading } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Button, type Tone } from "./Button";
import { cx } from "./cx";
import styles from "./Dialog.module.css";
import { RefusalNotice } from "./Notice";

interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
  /** False while something is running that closing would not stop. */
  closable?: boolean;
}

export function Dialog({ title, open, onClose, children, wide, closable = true }: DialogProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={closable}
      isKeyboardDismissDisabled={!closable}
      className={styles.overlay}
    >
      <Modal className={cx(styles.modal, wide && styles.wide)}>
        <AriaDialog className={styles.dialog}>
          <div className={styles.head}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {closable && (
              <Button tone="quiet" small icon={<X size={20} aria-hidden />} aria-label={t("common.close")} onPress={onClose} />
            )}
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}

interface FormActionsProps {
  submit: string;
  tone?: Tone;
  pending: boolean;
  /** The form cannot be sent as it is. */
  disabled?: boolean;
  onClose: () => void;
  /** What runs is not stopped by closing: the way out waits for it. */
  waits?: boolean;
}

/** The two ways out of a form in a dialog. */
export function FormActions({ submit, tone = "primary", pending, disabled = false, onClose, waits = false }: FormActionsProps) {
  const { t } = useTranslation();
  return (
    <DialogActions>
      <Button onPress={onClose} isDisabled={waits && pending}>
        {t("common.cancel")}
      </Button>
      <Button type="submit" tone={tone} isPending={pending} isDisabled={disabled}>
        {submit}
      </Button>
    </DialogActions>
  );
}

interface ConfirmProps {
  title: string;
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  confirm: string;
  tone?: Tone;
  pending?: boolean;
  error?: unknown;
  children: ReactNode;
}

/** A question with one consequence, named on the button. */
export function Confirm({ title, open, onClose, onConfirm, confirm, tone = "primary", pending, error, children }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      {children}
      <RefusalNotice error={error} />
      <DialogActions>
        <Button onPress={onClose}>{t("common.cancel")}</Button>
        <Button tone={tone} onPress={onConfirm} isPending={pending ?? false}>
          {confirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
