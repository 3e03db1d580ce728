import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { Samples } from "./sample";
import { makeStudio, type Options, type Studio } from "./studio";

export type { Studio };

export const test = base.extend<Options & { studio: Studio; app: Page }, { samples: Samples }>({
  samples: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs
    async ({}, use) => {
      const samples = new Samples();
      await use(samples);
      samples.remove();
    },
    { scope: "worker" },
  ],
  sample: ["sample.sql", { option: true }],
  production: [false, { option: true }],
  reader: [false, { option: true }],
  studio: async ({ samples, sample, production, reader }, use) => {
    const studio = await makeStudio(samples, { sample, production, reader });
    await use(studio);
    await studio.remove();
  },
  /** The studio's page, with its session; a violated policy or a script's error fails the test. */
  app: async ({ page, studio }, use) => {
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    await page.exposeFunction("tellViolation", (text: string) => faults.push(text));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective, sourceFile, blockedURI, sample }) => {
        // Chromium itself styles what is typed over a selection in an editor, is refused, and nothing is lost: such a
        // report has no source.
        if (effectiveDirective === "style-src-attr" && !sourceFile) return;
        void (window as unknown as { tellViolation: (text: string) => void }).tellViolation(
          [effectiveDirective, sourceFile, blockedURI, sample].join(" "),
        );
      });
    });
    await page.goto(studio.url);
    await expect(page.getByRole("navigation", { name: "Views" })).toBeVisible();
    await use(page);
    expect(faults).toEqual([]);
    await expect(page).not.toHaveTitle("stolen");
  },
});

export { expect };

/** Goes to a place of the page as a link would. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, path);
}

export async function openTable(page: Page, name: string): Promise<void> {
  await page.getByRole("treeitem", { name: new RegExp(`^${name},`) }).click();
  await expect(page.getByRole("grid", { name: `Rows of ${name}` })).toBeVisible();
}

/** The cell of a row (from 0) and a column (by its place, from 0). */
export function cell(page: Page, row: number, column: number) {
  return page.locator(`[role=gridcell][data-row="${row}"][data-column="${column}"]`);
}

/** Tab, until it has the focus: it has to be near. */
export async function tabTo(app: Page, wanted: Locator): Promise<void> {
  for (let step = 0; step < 16; step += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await app.keyboard.press("Tab");
  }
  await expect(wanted).toBeFocused();
}

/** Every rule of axe holds of the page as it is. Only what breaks one is described: describing what passes takes a quarter of the work. */
export async function passesAxe(app: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page: app }).options({ resultTypes: ["violations"] }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])).toEqual([]);
}
