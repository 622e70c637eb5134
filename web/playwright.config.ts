import { defineConfig, devices } from "@playwright/test";

const port = 4179;

/**
 * `pages` and `screenshots` run on the page's own build with invented data; `e2e` runs against a real server
 * whose address is in BEFFROI_URL.
 */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  reporter: [["list"]],
  timeout: 60_000,
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "pages", testMatch: "pages/**/*.spec.ts", use: { ...devices["Desktop Chrome"] } },
    { name: "screenshots", testMatch: "screenshots/**/*.spec.ts", use: { ...devices["Desktop Chrome"] } },
    {
      name: "e2e",
      testMatch: "story/**/*.spec.ts",
      // Passwords are stretched for long on purpose, and the machine may be busy: nothing here measures time.
      expect: { timeout: 120_000 },
      use: { actionTimeout: 120_000, ...devices["Desktop Chrome"], baseURL: process.env["BEFFROI_URL"] ?? "http://127.0.0.1:8470" },
    },
  ],
  // Journeys have a server of their own.
  ...(process.env["BEFFROI_URL"]
    ? {}
    : {
        webServer: {
          command: `npx vite preview --mode fixture --outDir .fixture --host 127.0.0.1 --port ${port} --strictPort`,
          url: `http://127.0.0.1:${port}/mark.svg`,
          reuseExistingServer: !process.env["CI"],
        },
      }),
});
