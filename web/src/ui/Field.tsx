import { Check, ChevronDown, CircleAlert, Minus } from "lucide-react";
import { type InputEvent, type ReactNode, type Ref, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button as AriaButton } from "react-aria-components/Button";
import { Checkbox as AriaCheckbox } from "react-aria-components/Checkbox";
import { FieldError, Input, Label, Text, TextArea, TextField as AriaTextField } from "react-aria-components/TextField";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { Select, SelectValue } from "react-aria-components/Select";
import type { Instant } from "@/core/api";
import { fromLocalInput, longInstant, toLocalInput } from "@/format/instant";
import { useLocale, useZone } from "@/session/place";
import { cx } from "./cx";
import styles from "./Field.module.css";

interface Common {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  /** Fields are required unless said otherwise: the rarer case carries the word. */
  optional?: boolean;
}

function Name({ label, optional }: { label: string; optional?: boolean | undefined }) {
  const { t } = useTranslation();
  return (
    <Label className={styles.label}>
      {label}
      {optional && <span className={styles.optional}> ({t("common.optional")})</span>}
    </Label>
  );
}

function Problem({ children }: { children: ReactNode }) {
  return (
    <>
      <CircleAlert size={18} aria-hidden />
      <span>{children}</span>
    </>
  );
}

function Hint({ children }: { children?: ReactNode }) {
  return children ? (
    <Text slot="description" className={styles.hint}>
      {children}
    </Text>
  ) : null;
}

export interface TextProps extends Common {
  value: string;
  onChange: (value: string) => void;
  type?: "text" | "email" | "tel" | "password" | "number" | "url";
  autoComplete?: string;
  multiline?: boolean;
  rows?: number;
  mono?: boolean;
  narrow?: boolean;
  name?: string;
  autoFocus?: boolean;
  maxLength?: number;
  inputMode?: "text" | "numeric" | "decimal";
  spellCheck?: "true" | "false";
  list?: string;
  inputRef?: Ref<HTMLInputElement>;
}

/**
 * A mistake goes away as soon as it is mended, not when the field is left: leaving it is often the press on the button
 * below, which would move under the pointer and be missed.
 */
function mended({ currentTarget: input }: InputEvent<HTMLInputElement | HTMLTextAreaElement>): void {
  if (input.validity.valid) input.dispatchEvent(new Event("change", { bubbles: true }));
}

export function TextField(props: TextProps) {
  const { label, hint, error, optional, multiline, rows, mono, narrow, list, inputRef, ...field } = props;
  const { t } = useTranslation();
  return (
    <AriaTextField
      {...field}
      isRequired={!optional}
      isInvalid={error ? true : undefined}
      className={cx(styles.field, narrow && styles.narrow)}
    >
      <Name label={label} optional={optional} />
      <Hint>{hint}</Hint>
      {multiline ? (
        <TextArea className={cx(styles.input, mono && styles.mono)} rows={rows ?? 5} onInput={mended} />
      ) : (
        <Input ref={inputRef} className={cx(styles.input, mono && styles.mono)} list={list} onInput={mended} />
      )}
      <FieldError className={styles.error}>
        {({ validationDetails, validationErrors }) => (
          <Problem>
            {error ??
              (validationDetails.valueMissing
                ? t("common.required")
                : validationDetails.typeMismatch
                  ? t("common.badFormat")
                  : validationErrors.join(" "))}
          </Problem>
        )}
      </FieldError>
    </AriaTextField>
  );
}

export interface Choice<V extends string> {
  value: V;
  label: string;
  hint?: string;
}

interface ChoiceProps<V extends string> extends Common {
  value: V | null;
  onChange: (value: V) => void;
  choices: readonly Choice<V>[];
}

/**
 * A closed list; few choices are better as `RadioField`. While there is nothing to choose from, because the choices are
 * still being fetched, it says so by being disabled: a press on it would open nothing.
 */
export function SelectField<V extends string>(props: ChoiceProps<V> & { narrow?: boolean; placeholder?: string }) {
  const { label, hint, error, optional, value, onChange, choices, narrow, placeholder } = props;
  const { t } = useTranslation();
  return (
    <Select
      className={cx(styles.field, narrow && styles.narrow)}
      value={value}
      onChange={(key) => {
        const chosen = choices.find((choice) => choice.value === key);
        if (chosen) onChange(chosen.value);
      }}
      isDisabled={choices.length === 0}
      isRequired={!optional}
      isInvalid={error ? true : undefined}
      placeholder={placeholder ?? t("common.choose")}
    >
      <Name label={label} optional={optional} />
      <Hint>{hint}</Hint>
      <AriaButton className={cx(styles.input, styles.select)}>
        <SelectValue />
        <ChevronDown size={18} aria-hidden />
      </AriaButton>
      <FieldError className={styles.error}>{() => <Problem>{error ?? t("common.required")}</Problem>}</FieldError>
      <Popover className={styles.popover}>
        <ListBox className={styles.options}>
          {choices.map((choice) => (
            <ListBoxItem key={choice.value} id={choice.value} textValue={choice.label} className={styles.option}>
              {choice.label}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}

export function RadioField<V extends string>(props: ChoiceProps<V> & { inline?: boolean }) {
  const { label, hint, error, optional, value, onChange, choices, inline } = props;
  const { t } = useTranslation();
  return (
    <RadioGroup
      className={styles.field}
      value={value}
      onChange={(key) => {
        const chosen = choices.find((choice) => choice.value === key);
        if (chosen) onChange(chosen.value);
      }}
      isRequired={!optional}
      isInvalid={error ? true : undefined}
    >
      <Name label={label} optional={optional} />
      <Hint>{hint}</Hint>
      <div className={cx(styles.choices, inline && styles.inline)}>
        {choices.map((choice) => (
          <Radio key={choice.value} value={choice.value} className={styles.choice}>
            <span className={styles.dot} />
            <span>
              {choice.label}
              {choice.hint && <span className={styles.hint}><br />{choice.hint}</span>}
            </span>
          </Radio>
        ))}
      </div>
      <FieldError className={styles.error}>{() => <Problem>{error ?? t("common.required")}</Problem>}</FieldError>
    </RadioGroup>
  );
}

export function CheckField({
  label,
  checked,
  onChange,
  disabled,
}: {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}) {
  return (
    <AriaCheckbox className={styles.check} isSelected={checked} onChange={onChange} isDisabled={disabled ?? false}>
      <span className={styles.box}>{checked && <Check size={16} strokeWidth={3.5} aria-hidden />}</span>
      <span>{label}</span>
    </AriaCheckbox>
  );
}

/** A box alone, whose words are for those who hear it: the row beside it says them to the eye. */
export function Tick({ label, checked, onChange, some }: { label: string; checked: boolean; onChange: (checked: boolean) => void; some?: boolean }) {
  return (
    <AriaCheckbox
      className={cx(styles.check, styles.tick)}
      isSelected={checked}
      isIndeterminate={some ?? false}
      onChange={onChange}
      aria-label={label}
    >
      <span className={styles.box}>
        {some ? <Minus size={16} strokeWidth={3.5} aria-hidden /> : checked && <Check size={16} strokeWidth={3.5} aria-hidden />}
      </span>
    </AriaCheckbox>
  );
}

/** Several of a short list; shown as boxes in one group with its own name. */
export function ChecksField<V extends string>({
  label,
  hint,
  values,
  onChange,
  choices,
}: {
  label: string;
  hint?: string;
  values: readonly V[];
  onChange: (values: V[]) => void;
  choices: readonly Choice<V>[];
}) {
  const id = useId();
  return (
    <fieldset className={cx(styles.field, styles.group)} aria-describedby={hint ? `${id}-hint` : undefined}>
      <legend className={styles.label}>{label}</legend>
      {hint && (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      )}
      <div className={styles.columns}>
        {choices.map((choice) => (
          <CheckField
            key={choice.value}
            label={choice.label}
            checked={values.includes(choice.value)}
            onChange={(checked) =>
              onChange(checked ? [...values, choice.value] : values.filter((value) => value !== choice.value))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

/** A moment in the organisation's zone; what it is in full, UTC included, is read back below. */
export function InstantField(
  props: Common & { value: Instant | null; onChange: (value: Instant | null) => void; max?: Instant },
) {
  const { label, hint, error, optional, value, onChange, max } = props;
  const { t } = useTranslation();
  const zone = useZone();
  const locale = useLocale();
  const id = useId();
  // What is typed is kept as typed: a year half written must not be replaced under the person's fingers.
  const [raw, setRaw] = useState(() => (value ? toLocalInput(value, zone) : ""));
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    if (value !== fromLocalInput(raw, zone)) setRaw(value ? toLocalInput(value, zone) : "");
  }
  return (
    <div className={cx(styles.field, styles.narrow)}>
      <label htmlFor={id} className={styles.label}>
        {label}
        {optional && <span className={styles.optional}> ({t("common.optional")})</span>}
      </label>
      {hint && (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      )}
      <input
        id={id}
        type="datetime-local"
        className={styles.input}
        required={!optional}
        value={raw}
        // Four digits for the year, so that the browser moves on after the fourth.
        max={max ? toLocalInput(max, zone) : "9999-12-31T23:59"}
        onChange={(event) => {
          setRaw(event.target.value);
          onChange(fromLocalInput(event.target.value, zone));
        }}
        aria-describedby={`${hint ? `${id}-hint ` : ""}${id}-echo`}
        aria-invalid={error ? true : undefined}
        data-invalid={error ? true : undefined}
      />
      <span id={`${id}-echo`} className={styles.echo}>
        {value ? longInstant(value, zone, locale) : t("common.zoneOfEntry", { zone })}
      </span>
      {error && (
        <span className={styles.error}>
          <Problem>{error}</Problem>
        </span>
      )}
    </div>
  );
}

export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
