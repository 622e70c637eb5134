import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { beforeAll, describe, expect, it } from "vitest";
import type { Instant } from "@/core/api";
import { openCatalogue } from "@/i18n";
import { type CountState, CountField, countState, toCount } from "@/pages/breach/forms/controls";
import { LocaleProvider } from "@/shell/LocaleProvider";
import { InstantField } from "@/ui/Field";

beforeAll(() => openCatalogue());

describe("a moment typed by hand", () => {
  function Typed() {
    const [value, setValue] = useState<Instant | null>("2025-11-24T08:30:00Z");
    return (
      <>
        <InstantField label="Quand ?" value={value} onChange={setValue} />
        <output>{value ?? "rien"}</output>
      </>
    );
  }

  it("is not replaced while its year is half written", () => {
    render(<Typed />);
    const field = screen.getByLabelText<HTMLInputElement>("Quand ?");
    expect(field.value).toBe("2025-11-24T09:30");
    fireEvent.change(field, { target: { value: "0002-11-25T09:30" } });
    expect(field.value).toBe("0002-11-25T09:30");
    expect(screen.getByText("rien")).toBeTruthy();
    fireEvent.change(field, { target: { value: "2025-11-25T09:30" } });
    expect(screen.getByText("2025-11-25T08:30:00Z")).toBeTruthy();
    expect(field.getAttribute("aria-describedby")).toContain("echo");
    expect(screen.getByText(/mardi 25 novembre 2025 à 09:30, heure de Paris · 08:30.UTC/)).toBeTruthy();
  });
});

describe("a count", () => {
  it("never turns what is not known into zero", () => {
    expect(toCount({ precision: "exact", n: "" })).toBeNull();
    expect(toCount({ precision: "approximate", n: "1 200" })).toEqual({ precision: "approximate", n: 1200 });
    expect(toCount({ precision: "to_be_determined", n: "12" })).toEqual({ precision: "to_be_determined" });
    expect(countState(null)).toEqual({ precision: "to_be_determined", n: "" });
  });

  it("asks for the figure only when there is one", () => {
    function Counted() {
      const [value, setValue] = useState<CountState>({ precision: "cannot_be_determined", n: "" });
      return <CountField label="Personnes" value={value} onChange={setValue} />;
    }
    render(
      <LocaleProvider>
        <Counted />
      </LocaleProvider>,
    );
    expect(screen.queryByLabelText("Nombre")).toBeNull();
  });
});
