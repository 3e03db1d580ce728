import { defineConfig } from "@playwright/test";
import { chromium } from "./e2e/browser";
import { tag } from "./e2e/themes";

/**
 * Drives a real `keel studio` on a real PostgreSQL. From this folder, with `keel` built:
 *
 *     ../../.ci/with-server BINDIR npm run e2e
 */
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  // Enough beside the suites of two servers on two busy processors: what does not come at all costs this long, and nothing else.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  // Each with a database, a port and a browser of its own. Pictures are of the first one's.
  workers: process.env.KEEL_SCREENSHOTS === undefined ? 3 : 1,
  fullyParallel: true,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    viewport: { width: 1400, height: 860 },
    permissions: ["clipboard-read", "clipboard-write"],
    // Pictures of every step would cost a sixth of the time.
    trace: { mode: "retain-on-failure", screenshots: false, sources: false },
    launchOptions: chromium(),
  },
  projects: [
    { name: "light", use: { colorScheme: "light" } },
    // What has nothing to do with how the page looks runs once.
    { name: "dark", grep: new RegExp(tag), use: { colorScheme: "dark" } },
  ],
});
