import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { cell, expect, test, visit } from "./fixtures";
import { inBothThemes } from "./themes";

async function write(app: Page, text: string): Promise<void> {
  await visit(app, "/sql");
  await app.getByRole("textbox", { name: "SQL" }).click();
  await app.keyboard.press("Control+a");
  await app.keyboard.insertText(text);
}

test("several statements have several results", inBothThemes("sql by mouse"), async ({ app }) => {
  await write(app, "SELECT 9007199254740993 AS big, NULL AS nothing, '' AS empty;\nSELECT count(*) FROM event;");
  await app.keyboard.press("Control+Enter");
  await expect(app.getByRole("tab")).toHaveCount(2);
  await expect(cell(app, 0, 0)).toHaveText("30000");
  await app.getByRole("tab").first().click();
  await expect(cell(app, 0, 0)).toHaveText("9007199254740993");
  await expect(cell(app, 0, 1)).toHaveText("NULL");
  await expect(cell(app, 0, 2)).toHaveText("''");
});

test("an error points at its place, and what comes after is not run", inBothThemes(), async ({ app }) => {
  await write(app, "SELECT 1;\nSELECT nme\nFROM person;\nSELECT 3;");
  await app.keyboard.press("Control+Enter");
  const alert = app.getByRole("alert");
  await expect(alert).toContainText("42703");
  await expect(alert).toContainText("2 │ SELECT nme");
  await expect(app.getByText("1 not run")).toBeVisible();
  await expect(app.locator(".cm-lintRange-error")).toHaveText(/^n/);
});

test("nothing is written, whatever the text says, until writing is switched on", async ({ app, studio }) => {
  const rows = () => studio.psql("SELECT count(*) FROM nothing_yet");
  for (const text of [
    "INSERT INTO nothing_yet VALUES (1)",
    "COMMIT; INSERT INTO nothing_yet VALUES (2)",
    "WITH w AS (INSERT INTO nothing_yet VALUES (3) RETURNING id) SELECT * FROM w",
    "SET TRANSACTION READ WRITE; INSERT INTO nothing_yet VALUES (4)",
    "DO $$ BEGIN INSERT INTO nothing_yet VALUES (5); END $$",
  ]) {
    await write(app, text);
    await app.keyboard.press("Control+Enter");
    await expect(app.getByRole("alert").first()).toBeVisible();
    expect(rows()).toBe("0");
    await app.reload();
  }
  await write(app, "INSERT INTO nothing_yet VALUES (6)");
  await app.getByRole("switch", { name: "Let statements write" }).click();
  await app.getByRole("button", { name: "Run", exact: true }).click();
  await expect(app.getByRole("tab", { name: /INSERT 0 1/ })).toBeVisible();
  expect(rows()).toBe("1");
});

test("what failed is tried again, and nothing else", async ({ app, studio }) => {
  const rows = () => studio.psql("SELECT count(*) FROM nothing_yet");
  await write(app, "INSERT INTO nothing_yet VALUES (1);\nSELECT nme FROM person");
  await app.getByRole("switch", { name: "Let statements write" }).click();
  const explained = () => app.waitForResponse(/api\/sql\/explain/);
  let answer = explained();
  await app.getByRole("button", { name: "Explain", exact: true }).click();
  expect((await answer).status()).toBe(422);
  answer = explained();
  await app.getByRole("alert").getByRole("button", { name: "Retry" }).click();
  expect(JSON.parse((await answer).request().postData() ?? "")).toMatchObject({ text: "SELECT nme FROM person" });
  await expect(app.getByRole("alert")).toContainText("42703");
  expect(rows()).toBe("0");
});

const copied = (app: Page) => app.evaluate(() => navigator.clipboard.readText());

test("a value that is cut is copied whole, and among others with words that say so", async ({ app }) => {
  await write(app, "SELECT 1 AS id, body FROM document WHERE id = 1");
  await app.keyboard.press("Control+Enter");
  await expect(app.getByRole("region", { name: "Results" })).toContainText("1 value is only its beginning");
  await cell(app, 0, 1).click();
  await app.keyboard.press("Control+c");
  await expect(app.getByRole("status")).toContainText("The value is copied, all 1.1 MB of it");
  expect((await copied(app)).length).toBeGreaterThan(1_000_000);
  await app.keyboard.press("Shift+ArrowLeft");
  await app.keyboard.press("Control+c");
  await expect(app.getByRole("status")).toContainText("2 cells are copied; 1 value is only its beginning");
  expect(await copied(app)).toMatch(/… \[cut: 1\.1 MB in all\]$/);
});

test("a value is looked at, and fetched whole or saved where it is cut", async ({ app, studio }) => {
  await write(app, "SELECT id, body FROM document ORDER BY id");
  await app.keyboard.press("Control+Enter");
  await cell(app, 0, 0).click();
  await app.keyboard.press("ArrowRight");
  await app.keyboard.press("Enter");
  const value = app.getByRole("complementary", { name: "Value" });
  await expect(value).toContainText("The beginning of 1.1 MB");
  await value.getByRole("button", { name: "Fetch all 1.1 MB" }).click();
  await expect(value.getByRole("button", { name: "Save to a file" })).toBeHidden();
  const length = Number(studio.psql("SELECT length(body::text) FROM document WHERE id = 1"));
  await expect.poll(async () => (await value.locator("pre").textContent())?.length).toBe(length);
  await cell(app, 0, 1).focus();
  await app.keyboard.press("Space");
  await expect(value).toBeHidden();
  await app.keyboard.press("Space");
  const download = app.waitForEvent("download");
  await value.getByRole("button", { name: "Save to a file" }).click();
  expect((await download).suggestedFilename()).toBe("body.txt");
  expect(readFileSync(await (await download).path(), "utf8").length).toBe(length);
  await cell(app, 0, 0).click();
  await expect(value).not.toContainText("The beginning of");
});

test("a result that is cut says so, and is exported whole", async ({ app }) => {
  await write(app, "SELECT n FROM generate_series(1, 5000) n");
  await app.keyboard.press("Control+Enter");
  const results = app.getByRole("region", { name: "Results" });
  await expect(results).toContainText("The first 2,000 rows; there are more");
  for (const [format, lines] of [
    ["CSV", 5001],
    ["JSON", 5002],
    ["INSERT", 5000],
    ["Markdown", 5002],
  ] as const) {
    const download = app.waitForEvent("download");
    await app.getByRole("button", { name: "Export all of it" }).click();
    await app.getByRole("menuitem", { name: format }).click();
    const text = readFileSync(await (await download).path(), "utf8");
    expect(text.trimEnd().split("\n")).toHaveLength(lines);
    expect(text).toContain("5000");
  }
  await write(app, "SELECT 1 / (n - 3000) FROM generate_series(1, 5000) n");
  await app.keyboard.press("Control+Enter");
  await expect(results).toContainText("there are more");
  await app.getByRole("button", { name: "Export all of it" }).click();
  await app.getByRole("menuitem", { name: "CSV" }).click();
  await expect(app.getByRole("alert")).toContainText("The file broke off");
  await app.getByRole("button", { name: "Dismiss" }).click();
  await expect(app.getByRole("alert")).toBeHidden();
});

test("what comes next in a result is read where a person asks for it, and is not taken from other rows", async ({
  app,
  studio,
}) => {
  await write(app, "SELECT id, kind FROM event ORDER BY id");
  await app.keyboard.press("Control+Enter");
  const results = app.getByRole("region", { name: "Results" });
  await expect(results).toContainText("The first 2,000 rows; there are more");
  await cell(app, 0, 0).click();
  await app.keyboard.press("Control+ArrowDown");
  await expect(cell(app, 1999, 0)).toHaveText("2000");
  const next = app.getByRole("button", { name: "Next 10,000" });
  await next.click();
  await expect(results).toContainText("The first 12,000 rows; there are more");
  await expect(cell(app, 1999, 0)).toBeInViewport();
  await expect(cell(app, 2001, 0)).toHaveText("2002");
  studio.psql("DELETE FROM event WHERE id = 5");
  await next.click();
  await expect(app.getByRole("alert")).toContainText("gives other rows now");
  await expect(results).toContainText("The first 12,000 rows; there are more");
  studio.psql("INSERT INTO event VALUES (5, 'kind 5', '2026-01-01 00:00:05')");
  await app.getByRole("alert").getByRole("button", { name: "Retry" }).click();
  await expect(results).toContainText("The first 22,000 rows; there are more");
  await next.click();
  await expect(results).toContainText("30,000 rows");
  await expect(next).toBeHidden();
  await expect(app.getByRole("tab")).toContainText("30,000 rows");
  await cell(app, 1999, 0).click();
  await app.keyboard.press("Control+ArrowDown");
  await expect(cell(app, 29_999, 0)).toHaveText("30000");
});

test("rows that come next are not read for a statement that writes", async ({ app }) => {
  await write(app, "INSERT INTO nothing_yet SELECT n FROM generate_series(1, 3000) n RETURNING id");
  await app.getByRole("switch", { name: "Let statements write" }).click();
  await app.getByRole("button", { name: "Run", exact: true }).click();
  await expect(app.getByRole("region", { name: "Results" })).toContainText("The first 2,000 rows; there are more");
  await expect(app.getByRole("button", { name: /^Next/ })).toBeHidden();
});

test("a slow statement is cancelled on the server", async ({ app, studio }) => {
  await write(app, "SELECT pg_sleep(60)");
  await app.keyboard.press("Control+Enter");
  const sleeping = () =>
    studio.psql(
      "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid() AND datname = current_database()",
    );
  await expect.poll(sleeping).toBe("1");
  await app.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(sleeping).toBe("0");
});

test("a plan is a tree", inBothThemes("sql by mouse"), async ({ app }) => {
  await write(app, "SELECT * FROM document d JOIN person p ON p.id = d.author_id");
  await app.getByRole("button", { name: "Explain analyze" }).click();
  const plan = app.getByRole("region", { name: "Plan" });
  await expect(plan.getByRole("row").nth(1)).toContainText(/Join|Loop/);
  await expect(plan.getByText("person").first()).toBeVisible();
  await expect(plan.getByText("Execution Time")).toBeVisible();
});

test("a plan is gone through by keys, as every tree", inBothThemes("sql by keyboard"), async ({ app }) => {
  await write(app, "SELECT * FROM document d JOIN person p ON p.id = d.author_id JOIN organization o ON true");
  await app.getByRole("button", { name: "Explain", exact: true }).click();
  const plan = app.getByRole("treegrid");
  const nodes = plan.locator("[data-node]");
  await expect(nodes.first()).toBeVisible();
  const all = await nodes.count();
  expect(all).toBeGreaterThan(3);
  await nodes.first().focus();
  await expect(nodes.first()).toHaveAttribute("aria-expanded", "true");
  await app.keyboard.press("End");
  await expect(nodes.last()).toBeFocused();
  await expect(nodes.last()).not.toHaveAttribute("aria-expanded");
  const level = async () => Number(await plan.locator("[data-node]:focus").getAttribute("aria-level"));
  const deep = await level();
  await app.keyboard.press("ArrowLeft");
  expect(await level()).toBe(deep - 1);
  await app.keyboard.press("Home");
  await expect(nodes.first()).toBeFocused();
  await app.keyboard.press("ArrowDown");
  await expect(nodes.nth(1)).toBeFocused();
  await app.keyboard.press("ArrowUp");
  await app.keyboard.press("ArrowLeft");
  await expect(nodes).toHaveCount(1);
  await expect(nodes.first()).toHaveAttribute("aria-expanded", "false");
  await app.keyboard.press("ArrowRight");
  await expect(nodes).toHaveCount(all);
  await app.keyboard.press("ArrowRight");
  await expect(nodes.nth(1)).toBeFocused();
  await app.keyboard.press("Enter");
  await expect(plan.getByRole("definition").first()).toBeVisible();
  // One stop for Tab, wherever one is in it.
  await expect(plan.locator("[tabindex='0']")).toHaveCount(1);
});

test("names are completed", inBothThemes("sql by keyboard"), async ({ app }) => {
  await write(app, "SELECT * FROM pers");
  await app.keyboard.press("Control+Space");
  await expect(app.locator(".cm-tooltip-autocomplete li[aria-selected]")).toContainText("person");
  // The editor takes no key for a choice within a moment of showing the choices.
  await app.waitForTimeout(200);
  await app.keyboard.press("Enter");
  await expect(app.getByRole("textbox", { name: "SQL" })).toContainText("SELECT * FROM person");
  await app.keyboard.insertText(" WHERE ema");
  await app.keyboard.press("Control+Space");
  await expect(app.locator(".cm-tooltip-autocomplete")).toContainText("email");
});

test("what was run is found again", inBothThemes("sql by mouse"), async ({ app }) => {
  await write(app, "SELECT 'remember me'");
  await app.keyboard.press("Control+Enter");
  await expect(cell(app, 0, 0)).toHaveText("remember me");
  await write(app, "SELECT 2");
  await app.getByRole("button", { name: "History" }).click();
  await app.getByRole("menuitem", { name: /remember me/ }).click();
  await expect(app.getByRole("textbox", { name: "SQL" })).toContainText("remember me");
});

test("markup in values, errors and plans is text", async ({ app }) => {
  await write(app, `SELECT '<img src=x onerror="document.title=''stolen''">'::integer`);
  await app.keyboard.press("Control+Enter");
  await expect(app.getByRole("alert")).toContainText("<img src=x");
  await write(app, `SELECT * FROM person WHERE name = '<img src=x onerror="document.title=''stolen''">'`);
  await app.getByRole("button", { name: "Explain", exact: true }).click();
  await app.getByRole("region", { name: "Plan" }).getByRole("row", { name: /Scan/ }).first().click();
  await expect(app.getByRole("region", { name: "Plan" })).toContainText("<img src=x");
});

test("results, the place in them and what can be undone outlive a look at another view", async ({ app }) => {
  await write(app, "SELECT 'first' AS a;\nSELECT 'second' AS b;");
  await app.keyboard.press("Control+Enter");
  await app.getByRole("tab").first().click();
  await expect(cell(app, 0, 0)).toHaveText("first");
  await app.keyboard.press("Alt+1");
  await expect(app.getByRole("textbox", { name: "SQL" })).toBeHidden();
  await app.keyboard.press("Alt+2");
  await expect(app.getByRole("tab").first()).toHaveAttribute("aria-selected", "true");
  await expect(cell(app, 0, 0)).toHaveText("first");
  await app.getByRole("textbox", { name: "SQL" }).focus();
  await app.keyboard.press("Control+z");
  await expect(app.getByRole("textbox", { name: "SQL" })).not.toContainText("second");
});

test("a statement that writes goes on while another view is looked at, and is seen there", async ({ app, studio }) => {
  const link = app.getByRole("navigation", { name: "Views" }).getByRole("link", { name: /^SQL/ });
  await write(app, "INSERT INTO nothing_yet SELECT 1 FROM pg_sleep(4)");
  await app.getByRole("switch", { name: "Let statements write" }).click();
  await app.getByRole("button", { name: "Run", exact: true }).click();
  await app.keyboard.press("Alt+1");
  await expect(link).toHaveAccessibleName(/running for \d s/);
  await app.keyboard.press("Alt+2");
  await expect(app.getByRole("button", { name: "Cancel" })).toBeVisible();
  await expect(app.getByRole("button", { name: "Run", exact: true })).toBeDisabled();
  await app.keyboard.press("Alt+1");
  await expect(link).toHaveAccessibleName("SQL done");
  await expect(app.getByRole("status")).toContainText("The statement in SQL is done");
  expect(studio.psql("SELECT count(*) FROM nothing_yet")).toBe("1");
  await app.keyboard.press("Alt+2");
  await expect(link).toHaveAccessibleName("SQL");
  await expect(app.getByRole("tab", { name: /INSERT 0 1/ })).toBeVisible();
  await app.getByRole("button", { name: "History" }).click();
  await expect(app.getByRole("menuitem", { name: /pg_sleep\(4\)/ })).toBeVisible();
});

test("a statement that fails while another view is looked at points at its place on return", async ({ app }) => {
  const link = app.getByRole("navigation", { name: "Views" }).getByRole("link", { name: /^SQL/ });
  await write(app, "SELECT 1 FROM pg_sleep(2);\nSELECT nme FROM person;");
  await app.keyboard.press("Control+Enter");
  await app.keyboard.press("Alt+3");
  await expect(link).toHaveAccessibleName("SQL failed");
  await app.keyboard.press("Alt+2");
  await expect(app.getByRole("alert")).toContainText("42703");
  await expect(app.locator(".cm-lintRange-error")).toHaveText(/^n/);
});
