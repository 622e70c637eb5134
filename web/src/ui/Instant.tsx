import type { Instant as InstantValue } from "@/core/api";
import { longDay, longInstant, shortInstant } from "@/format/instant";
import { useLocale, useZone } from "@/session/place";

/** A moment: long in sentences, short in tables; the full form, UTC included, is always one hover away. */
export function Instant({ at, form = "short" }: { at: InstantValue; form?: "short" | "long" | "day" }) {
  const zone = useZone();
  const locale = useLocale();
  const full = longInstant(at, zone, locale);
  return (
    <time dateTime={at} title={form === "long" ? undefined : full}>
      {form === "long" ? full : form === "day" ? longDay(at, zone, locale) : shortInstant(at, zone, locale)}
    </time>
  );
}
