import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { test as base, type Page } from "@playwright/test";
import { cell, expect as patient, visit } from "./fixtures";
import { keel } from "./server";
import { begin, end } from "./studio";

// The server is a WebAssembly program, and each connection waits for the one before.
const expect = patient.configure({ timeout: 60_000 });

interface Project {
  folder: string;
  address: string;
  /** Runs keel beside the studio, as a person does in a terminal. */
  keel: (...parameters: string[]) => Promise<string>;
}

/** A project without a database URL, so that its database is the server within keel. */
const test = base.extend<{ project: Project }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs
  project: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "keel-embedded-"));
    const { DATABASE_URL: _, ...env } = process.env;
    const run = promisify(execFile);
    const beside = async (...parameters: string[]) => {
      const { stdout, stderr } = await run(keel, parameters, { cwd: folder, env });
      return stdout + stderr;
    };
    await beside("init");
    await beside("gen", "first");
    await beside("migrate");
    const studio = await begin(folder, ["--no-open"]);
    await use({ folder, address: studio.address, keel: beside });
    await end(studio.process);
    rmSync(folder, { recursive: true, force: true });
  },
});

async function openTable(page: Page, name: string): Promise<void> {
  await page.getByRole("treeitem", { name: new RegExp(`^${name},`) }).click();
  await expect(page.getByRole("grid", { name: `Rows of ${name}` })).toBeVisible();
}

async function write(page: Page, text: string): Promise<void> {
  await visit(page, "/sql");
  await page.getByRole("textbox", { name: "SQL" }).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
  await page.keyboard.press("Control+Enter");
}

async function commit(page: Page): Promise<void> {
  const bar = page.getByRole("region", { name: "Staged changes" });
  await bar.getByRole("button", { name: "Commit" }).click();
  await expect(bar).toBeHidden();
}

test("the studio on the server within keel, with keel at work beside it", async ({ page, project }) => {
  test.setTimeout(300_000);
  await page.goto(project.address);
  await openTable(page, "account");
  await page.keyboard.press("Alt+n");
  await expect(cell(page, 0, 0)).toBeFocused();
  await page.keyboard.type("a1");
  await page.keyboard.press("Tab");
  await page.keyboard.type("ada@example.org");
  await page.keyboard.press("Enter");
  await commit(page);
  await expect(cell(page, 0, 1)).toHaveText("ada@example.org");
  await cell(page, 0, 1).click();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("countess@example.org");
  await page.keyboard.press("Enter");
  await commit(page);
  await write(page, "SELECT email FROM account WHERE id = 'a1'");
  await expect(cell(page, 0, 0)).toHaveText("countess@example.org");

  const schema = join(project.folder, "schema.yaml");
  writeFileSync(schema, readFileSync(schema, "utf8").replace("      title: text\n", "$&      subtitle: text?\n"));
  expect(await project.keel("gen", "subtitle")).toContain("subtitle");
  await visit(page, "/migrations");
  await page.reload();
  await expect(page.getByRole("link", { name: /Migrations/ })).toContainText("1");
  await project.keel("migrate");
  await visit(page, "/data/public/post");
  await page.reload();
  await expect(page.getByRole("columnheader", { name: /subtitle/ })).toBeVisible();
  await visit(page, "/drift");
  await expect(page.getByText("No drift")).toBeVisible();
});

test("a statement cannot be cancelled, which is said, and what comes after it waits", async ({ page, project }) => {
  test.setTimeout(300_000);
  await page.goto(project.address);
  await write(page, "SELECT pg_sleep(5)");
  await expect(page.getByText("This server cannot cancel a statement.")).toBeVisible();
  // Beside it, and after it: both have their turn.
  const status = project.keel("migrate", "status");
  await expect(page.getByText(/^\d+\.\d s$/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel" })).toHaveCount(0);
  await expect(page.getByText("This server cannot cancel a statement.")).toBeHidden();
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(await status).toContain("first");
  await openTable(page, "post");
});
