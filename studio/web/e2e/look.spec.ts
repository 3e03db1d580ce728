import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { cell, expect, openTable, passesAxe, type Studio, test, visit } from "./fixtures";
import { inBothThemes } from "./themes";

/** Where screenshots are kept, where they are asked for. */
const folder = process.env.KEEL_SCREENSHOTS;

async function look(app: Page, name: string): Promise<void> {
  await passesAxe(app);
  if (folder === undefined) return;
  // What was announced is no part of the view.
  await expect(app.getByRole("status")).toHaveText("");
  mkdirSync(folder, { recursive: true });
  await app.screenshot({ path: join(folder, `${name}-${test.info().project.name}.png`) });
}

/** A new column, and one that gets wider, which is to be seen to lock and to rewrite nothing. */
function changeSchema({ project }: Studio): void {
  const file = join(project, "schema.yaml");
  const text = readFileSync(file, "utf8");
  const changed = text
    .replace(/^( *)email: .*$/m, "$&\n$1nickname: text?")
    .replace(/numeric\(14, ?4\)/, "numeric(18, 4)");
  writeFileSync(file, changed);
}

test.use({ sample: "showcase.sql" });

test(
  "every view passes axe",
  inBothThemes("data by axe", "sql by axe", "diagram by axe", "drift by axe", "migrations by axe"),
  async ({ app, studio }) => {
    // Axe takes its time for each of the views.
    test.slow();
    await look(app, "start");
    await openTable(app, "person");
    await cell(app, 3, 2).click();
    await app.keyboard.type("Augusta");
    await app.keyboard.press("Enter");
    await app.keyboard.press("Delete");
    await app.keyboard.press("Alt+n");
    await cell(app, 4, 2).click();
    await app.keyboard.press("Space");
    await expect(app.getByRole("complementary", { name: "Inspector" })).toBeVisible();
    await look(app, "data");
    await app.keyboard.press("Control+s");
    await expect(app.getByRole("dialog")).toContainText("UPDATE");
    await look(app, "preview");
    await app.keyboard.press("Escape");

    await visit(app, "/sql");
    await app.getByRole("textbox", { name: "SQL" }).click();
    await app.keyboard.insertText(
      [
        "SELECT o.name, p.role, count(*), sum(p.balance) AS balance",
        "FROM person p",
        "JOIN organization o ON o.id = p.organization_id",
        "GROUP BY o.name, p.role",
        "ORDER BY balance DESC NULLS LAST;",
        "",
        "SELECT nme FROM person WHERE email LIKE 'ada%';",
      ].join("\n"),
    );
    await app.keyboard.press("Escape");
    await app.keyboard.press("Control+Enter");
    await expect(app.getByRole("alert")).toBeVisible();
    await look(app, "sql-error");
    await app.getByRole("tab").first().click();
    await cell(app, 1, 0).click();
    await look(app, "sql");
    await app.getByRole("textbox", { name: "SQL" }).focus();
    await app.keyboard.press("Control+Home");
    await app.getByRole("button", { name: "Explain analyze" }).click();
    await expect(app.getByRole("region", { name: "Plan" })).toBeVisible();
    await look(app, "plan");

    await visit(app, "/diagram?detail=columns");
    await expect(app.locator(".react-flow__node").first()).toBeVisible();
    await look(app, "diagram");
    await visit(app, "/diagram?list");
    await expect(app.getByRole("columnheader", { name: "Refers to" })).toBeVisible();
    await look(app, "diagram-list");
    changeSchema(studio);
    await visit(app, "/drift");
    await app.reload();
    await expect(app.locator(".cm-merge-b")).toContainText("nickname");
    await look(app, "drift");
    studio.keel("gen", "nickname_and_balance");
    await visit(app, "/migrations");
    await app.reload();
    await expect(app.getByRole("article", { name: "Statement 1" })).toContainText("ACCESS EXCLUSIVE");
    await look(app, "migrations");

    await app.keyboard.press("?");
    await expect(app.getByRole("dialog", { name: "Keys" })).toBeVisible();
    await look(app, "keys");
    await app.keyboard.press("Escape");
    await app.keyboard.press("Control+k");
    await app.keyboard.type("docu");
    await expect(app.getByRole("option", { name: "document public", exact: true })).toBeVisible();
    await look(app, "palette");
    await app.keyboard.press("Enter");
    await expect(app.getByRole("grid", { name: "Rows of document" })).toBeVisible();
  },
);

/** Looks at what is open, and closes it. */
async function opened(app: Page, name: string, role: "menu" | "dialog" = "menu"): Promise<void> {
  await expect(app.getByRole(role)).toBeVisible();
  await look(app, name);
  await app.keyboard.press("Escape");
  await expect(app.getByRole(role)).toBeHidden();
}

test("menus and dialogs of the data pass axe while they are open", inBothThemes(), async ({ app, studio }) => {
  test.slow();
  await openTable(app, "person");
  for (const button of ["Theme", "Columns and rows", "Copy the selection", "Export and import", "Column email"]) {
    if (button.startsWith("Column ")) await app.getByRole("columnheader", { name: /email/ }).hover();
    await app.getByRole("button", { name: button, exact: true }).click();
    await opened(app, `menu-${button.toLowerCase().replaceAll(" ", "-")}`);
  }
  await app.getByRole("button", { name: "Filter", exact: true }).click();
  await opened(app, "filter", "dialog");
  await app.getByRole("button", { name: "Export and import" }).click();
  await app.getByRole("menuitem", { name: /Import/ }).click();
  await opened(app, "import", "dialog");

  await cell(app, 3, 2).click();
  await app.keyboard.type("Augusta");
  await app.keyboard.press("Enter");
  studio.psql("UPDATE person SET name = 'another', role = role");
  await app.getByRole("button", { name: "Commit" }).click();
  await opened(app, "conflict", "dialog");
});

test("menus and dialogs of the other views pass axe while they are open", inBothThemes(), async ({ app, studio }) => {
  test.slow();
  await visit(app, "/sql");
  await app.getByRole("button", { name: "History" }).click();
  await opened(app, "menu-history");
  await app.getByRole("textbox", { name: "SQL" }).click();
  await app.keyboard.insertText("SELECT 1");
  await app.keyboard.press("Control+f");
  await expect(app.getByRole("textbox", { name: "Find", exact: true })).toBeFocused();
  await look(app, "sql-search");
  await app.keyboard.press("Escape");
  await visit(app, "/diagram");
  await app.getByRole("combobox", { name: "Find a table" }).fill("o");
  await expect(app.getByRole("listbox", { name: "Tables found" })).toBeVisible();
  await look(app, "diagram-search");
  changeSchema(studio);
  await visit(app, "/drift");
  await app.reload();
  await app.getByRole("button", { name: "Generate the migration" }).click();
  await opened(app, "generate", "dialog");
  studio.keel("gen", "nickname_and_balance");
  await visit(app, "/migrations");
  await app.reload();
  await app.getByRole("button", { name: "Apply it" }).click();
  await opened(app, "apply", "dialog");
});

test.describe("in production", () => {
  test.use({ production: true });

  test("the views pass axe with the banner", inBothThemes(), async ({ app }) => {
    await expect(app.getByRole("region", { name: "Environment" })).toBeVisible();
    await look(app, "production-start");
    await openTable(app, "person");
    await look(app, "production-data");
    await app.getByRole("button", { name: "read-only" }).click();
    await expect(app.getByRole("dialog")).toBeVisible();
    await look(app, "unlock");
  });
});

test(
  "every view is reached by keyboard alone",
  inBothThemes(
    "data by keyboard",
    "sql by keyboard",
    "diagram by keyboard",
    "drift by keyboard",
    "migrations by keyboard",
  ),
  async ({ app }) => {
    await app.keyboard.press("/");
    await app.keyboard.type("pers");
    await app.keyboard.press("Enter");
    await expect(app.getByRole("grid", { name: "Rows of person" })).toBeVisible();
    for (const [key, place] of [
      ["Alt+2", /sql/],
      ["Alt+3", /diagram/],
      ["Alt+4", /drift/],
      ["Alt+5", /migrations/],
      ["Alt+1", /data\/public\/person/],
    ] as const) {
      await app.keyboard.press(key);
      await expect(app).toHaveURL(place);
    }
    await app.keyboard.press("Control+b");
    await expect(app.getByRole("tree")).toBeHidden();
  },
);
