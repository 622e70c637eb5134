import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { headOf, pathPattern, propose, recognise, toToml } from "@/pages/breach/traces/mapping";
import { fillHours, scale } from "@/pages/breach/charts/HourChart";

describe("the beginning of a log", () => {
  it("is recognised as JSON, with its fields", () => {
    const sample = recognise('{"at":"2025-11-22T09:00:00Z","user":"a","http":{"path":"/dossiers/D1","status":200}}\n');
    expect(sample).toMatchObject({ format: "jsonl", fields: ["/at", "/user", "/http/path", "/http/status"] });
    if (!sample) throw new Error("not recognised");
    expect(propose(sample, "Europe/Paris")).toMatchObject({
      time: "/at",
      actor: "/user",
      resource: "/http/path",
      status: "/http/status",
    });
  });

  it("is recognised as Apache or nginx", () => {
    const line = '10.0.0.1 - armand [22/Nov/2025:10:12:00 +0100] "GET /dossiers/D1 HTTP/1.1" 200 512 "-" "Mozilla"';
    expect(recognise(line)?.format).toBe("combined");
  });

  it("is recognised as a table, with its delimiter", () => {
    expect(recognise("horodatage;compte;url\n2025-11-22;a;/d/1")).toMatchObject({ format: "csv", delimiter: ";" });
  });

  it("is read through gzip", async () => {
    const packed = gzipSync('{"ts":"2026-03-15T23:00:30Z","method":"GET"}\n'.repeat(5_000));
    const head = await headOf(new Blob([new Uint8Array(packed)]));
    expect(head.length).toBeGreaterThanOrEqual(16_384);
    expect(recognise(head)).toMatchObject({ format: "jsonl", fields: ["/ts", "/method"] });
  });

  it("is nothing when gzip is damaged", async () => {
    expect(recognise(await headOf(new Blob([new Uint8Array([0x1f, 0x8b, 1, 2, 3])])))).toBeNull();
  });

  it("is nothing when it is compressed", () => {
    expect(recognise("\u001f\u008b\u0008")).toBeNull();
  });
});

describe("the description of a log", () => {
  it("turns an address into a pattern", () => {
    expect(pathPattern("/dossiers/{dossier}")).toBe("^/dossiers/(?P<resource>[^/?#&]+)");
    expect(pathPattern("/api/v1.0/f?id={dossier}")).toBe("^/api/v1\\.0/f\\?id=(?P<resource>[^/?#&]+)");
    expect(pathPattern("/portail/*/{dossier}")).toBe("^/portail/[^/?#&]+/(?P<resource>[^/?#&]+)");
    expect(pathPattern("/dossiers")).toBeNull();
    expect(pathPattern("{dossier}/{dossier}")).toBeNull();
  });

  it("is written as the core reads it", () => {
    const toml = toToml({
      format: "jsonl",
      delimiter: ",",
      time: "/at",
      zone: "Europe/Paris",
      actor: "/user",
      resource: "/path",
      path: "/dossiers/{dossier}",
      method: "/verb",
      status: "",
      address: "",
    });
    expect(toml).toBe(
      'format = "jsonl"\n\n[time]\nfield = "/at"\nzone = "Europe/Paris"\n\n[actor]\nfield = "/user"\n\n' +
        "[resource]\nfield = \"/path\"\npattern = '^/dossiers/(?P<resource>[^/?#&]+)'\n\n[action]\nfield = \"/verb\"\n",
    );
  });
});

describe("the chart of hours", () => {
  it("shows hours without access", () => {
    const filled = fillHours([
      { hour: "2025-11-22T09:00:00Z", accesses: 3 },
      { hour: "2025-11-22T11:00:00Z", accesses: 1 },
    ]);
    expect(filled.map((one) => one.accesses)).toEqual([3, 0, 1]);
  });

  it("has round ticks", () => {
    expect(scale(3)).toEqual([0, 1, 2, 3]);
    expect(scale(87)).toEqual([0, 50, 100]);
    expect(scale(180)).toEqual([0, 50, 100, 150, 200]);
  });
});
