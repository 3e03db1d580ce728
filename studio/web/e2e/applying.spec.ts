import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, type Studio, test, visit } from "./fixtures";

/** A pending migration of this text. */
function pending({ project, keel }: Studio, name: string, sql: string): void {
  keel("gen", name, "--custom");
  const folder = readdirSync(join(project, "migrations")).find((entry) => entry.endsWith(`_${name}`)) ?? "";
  writeFileSync(join(project, "migrations", folder, "up.sql"), sql);
}

async function apply(page: Page): Promise<void> {
  await visit(page, "/migrations");
  await page.getByRole("button", { name: "Read them again" }).click();
  await page.getByRole("button", { name: "Apply it" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
}

const card = (page: Page, number: number) => page.getByRole("article", { name: `Statement ${number}` });
const link = (page: Page) => page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: /^Migrations/ });

test("what is applied goes on without its view, and is found again there, after a reload and in another tab", async ({
  app,
  studio,
}) => {
  pending(studio, "slow", "CREATE TABLE first ();\nSELECT pg_sleep(12);\nCREATE TABLE last ();\n");
  const second = await app.context().newPage();
  await second.goto(new URL("/#/migrations", studio.url).href);
  await expect(second.getByRole("button", { name: "Apply it" })).toBeEnabled();
  await app.bringToFront();
  await apply(app);
  await expect(card(app, 2)).toContainText("running");

  await app.keyboard.press("Alt+1");
  await expect(link(app)).toHaveAccessibleName(/running for \d+ s/);
  await app.keyboard.press("Alt+5");
  await expect(card(app, 1)).toContainText("done");
  await expect(card(app, 2)).toContainText("running");
  await expect(app.getByRole("button", { name: "Apply it" })).toBeDisabled();

  await app.reload();
  await expect(card(app, 2)).toContainText("running");
  await expect(app.getByRole("button", { name: "Apply it" })).toBeDisabled();

  await second.bringToFront();
  await expect(card(second, 2)).toContainText("running");
  await expect(second.getByRole("button", { name: "Apply it" })).toBeDisabled();
  for (const page of [second, app]) {
    await expect(page.getByRole("heading", { name: "Nothing pending" })).toBeVisible({ timeout: 20_000 });
  }
  expect(studio.psql("SELECT to_regclass('last') IS NOT NULL")).toBe("t");
});

test("any tab cancels it, and why it stopped stays until it has been read", async ({ app, studio }) => {
  pending(studio, "endless", "SELECT pg_sleep(300);\n");
  await apply(app);
  await expect(card(app, 1)).toContainText("running");
  await app.keyboard.press("Alt+1");
  const second = await app.context().newPage();
  await second.goto(new URL("/#/migrations", studio.url).href);
  await second.getByRole("button", { name: "Cancel" }).click();
  await expect(second.getByRole("alert")).toContainText(/cancel/i);
  await expect(card(second, 1)).toContainText("failed");

  await expect(link(app)).toHaveAccessibleName(/failed$/);
  await app.keyboard.press("Alt+5");
  await expect(link(app)).not.toHaveAccessibleName(/failed$/);
  await expect(app.getByRole("alert")).toContainText(/cancel/i);
  await app.reload();
  await expect(app.getByRole("alert")).toContainText(/cancel/i);
  await app.getByRole("button", { name: "Dismiss" }).click();
  await expect(app.getByRole("alert")).toBeHidden();
  await app.reload();
  await expect(app.getByRole("button", { name: "Apply it" })).toBeEnabled();
  await expect(app.getByRole("alert")).toBeHidden();
});
