import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cell, expect, openTable, tabTo, test, visit } from "./fixtures";
import { inBothThemes } from "./themes";

test("a grid without rows can be reached, walked along and left", async ({ app }) => {
  await openTable(app, "nothing_yet");
  await expect(app.getByText("nothing_yet is empty")).toBeVisible();
  const heading = app.getByRole("columnheader", { name: /\bid\b/ });
  await app.getByRole("toolbar", { name: "Table" }).getByRole("button").last().focus();
  await app.keyboard.press("Tab");
  await expect(heading).toBeFocused();
  await app.keyboard.press("Alt+n");
  await expect(cell(app, 0, 0)).toBeFocused();
});

test("a filter that leaves no row leaves the focus in the grid", async ({ app }) => {
  await openTable(app, "person");
  await cell(app, 2, 1).click();
  await visit(app, "/data/public/person?where=name:equals:nobody");
  await expect(app.getByText("No row fits")).toBeVisible();
  await expect(app.getByRole("columnheader", { name: /email/ })).toBeFocused();
});

test(
  "the SQL editor is left by Escape and Tab, as the sheet of keys says, and shows that it has the focus",
  inBothThemes("sql by keyboard"),
  async ({ app }) => {
    await visit(app, "/sql");
    const editor = app.getByRole("textbox", { name: "SQL" });
    await expect(editor).toBeFocused();
    const outline = () =>
      app.locator(".cm-editor").evaluate((element) => {
        const { borderTopWidth, borderTopStyle } = getComputedStyle(element, "::after");
        return `${borderTopWidth} ${borderTopStyle}`;
      });
    expect(await outline()).toBe("2px solid");
    await app.keyboard.press("Tab");
    await expect(editor).toBeFocused();
    await app.keyboard.press("Escape");
    await app.keyboard.press("Tab");
    await expect(editor).not.toBeFocused();
    expect(await outline()).not.toBe("2px solid");
    await app.keyboard.press("?");
    await expect(app.getByRole("dialog", { name: "Keys" })).toContainText("Leave the editor");
  },
);

test(
  "`/` filters the list of every view that has one, and shows the side bar where it is hidden",
  inBothThemes("drift by keyboard", "migrations by keyboard"),
  async ({ app, studio }) => {
    await app.keyboard.press("Control+b");
    await expect(app.getByRole("tree")).toBeHidden();
    await app.keyboard.press("/");
    await expect(app.getByRole("textbox", { name: "Filter tables" })).toBeFocused();
    await app.keyboard.press("Escape");

    const file = join(studio.project, "schema.yaml");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace(/^( *)(email|title|kind): .*$/gm, "$&\n$1extra: text?"));
    await app.keyboard.press("Alt+4");
    await tabTo(app, app.getByRole("button", { name: "Compare again" }));
    await app.keyboard.press("Enter");
    await expect(app.getByRole("heading", { name: "3 objects differ" })).toBeVisible();
    await app.keyboard.press("/");
    await app.keyboard.type("docu");
    await expect(app.getByRole("option")).toHaveCount(1);
    await app.keyboard.press("Enter");
    await expect(app.getByRole("option", { name: /document/ })).toBeFocused();
    await expect(app).toHaveURL(/drift\?object=.*document/);
    await expect(app.getByText(/public\.document/).first()).toBeVisible();
    // On to what differs, and to the button that makes a migration of it.
    await tabTo(app, app.getByRole("button", { name: "Generate the migration" }));
    await app.keyboard.press("Enter");
    await expect(app.getByLabel(/^Name/)).toBeFocused();
    await app.keyboard.type("three_columns");
    await app.keyboard.press("Enter");
    const dialog = app.getByRole("dialog");
    await expect(dialog.getByRole("button", { name: "Review it" })).toBeVisible();
    await tabTo(app, dialog.getByRole("button", { name: "Review it" }));
    await app.keyboard.press("Enter");

    await expect(app.getByRole("heading", { name: "three_columns" })).toBeVisible();
    await app.keyboard.press("/");
    await app.keyboard.type("first");
    await app.keyboard.press("Enter");
    await expect(app.getByRole("heading", { name: "first", exact: true })).toBeVisible();
    await app.keyboard.press("/");
    await app.keyboard.press("Escape");
    await app.keyboard.press("/");
    await app.keyboard.press("ArrowDown");
    await expect(app.locator(":focus")).toHaveRole("option");
    await app.keyboard.press("Home");
    await expect(app.getByRole("heading", { name: "three_columns" })).toBeVisible();
    const apply = app.getByRole("button", { name: "Apply it" });
    await tabTo(app, apply);
    await app.keyboard.press("Enter");
    const ask = app.getByRole("dialog");
    await expect(ask).toBeVisible();
    await tabTo(app, ask.getByRole("button", { name: "Apply" }));
    await app.keyboard.press("Enter");
    await expect(app.getByRole("heading", { name: "Nothing pending" })).toBeVisible();
    expect(studio.psql("SELECT count(*) FROM information_schema.columns WHERE column_name = 'extra'")).toBe("3");
  },
);
