import { defineConfig } from "@playwright/test";
import { chromium } from "../e2e/browser";

/**
 * Measures the page against what is promised of it, on a real server and in a real Chromium. From the folder above, with
 * `keel` built for release:
 *
 *     KEEL=… ../../.ci/with-server BINDIR npm run measure
 */
export default defineConfig({
  testDir: ".",
  testMatch: "figures.ts",
  timeout: 0,
  expect: { timeout: 120_000 },
  workers: 1,
  reporter: [["line"]],
  outputDir: "../test-results/measure",
  use: {
    viewport: { width: 1400, height: 860 },
    colorScheme: "light",
    actionTimeout: 120_000,
    launchOptions: chromium(),
  },
});
