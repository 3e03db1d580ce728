import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { cell, expect, openTable, test, visit } from "./fixtures";
import { inBothThemes } from "./themes";

async function exported(app: Page, format: string): Promise<{ name: string; text: string }> {
  const download = app.waitForEvent("download");
  await app.getByRole("button", { name: "Export and import" }).click();
  await app.getByRole("menuitem", { name: format, exact: true }).click();
  const file = await download;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

test("one of a thousand columns is found by its name, also one that is hidden", async ({ app, studio }) => {
  const columns = Array.from({ length: 900 }, (_, at) => `column_${at} int DEFAULT ${at}`).join(", ");
  studio.psql(`CREATE TABLE wide (id int PRIMARY KEY, ${columns})`);
  studio.psql("INSERT INTO wide (id) SELECT generate_series(1, 50)");
  await app.reload();
  await openTable(app, "wide");
  await cell(app, 3, 0).click();
  const find = async (name: string) => {
    await app.keyboard.press("Control+k");
    await app.keyboard.type(name);
    await expect(app.getByRole("option", { name: new RegExp(name) }).first()).toBeVisible();
    await app.keyboard.press("Enter");
  };
  await find("column_777");
  await expect(cell(app, 3, 778)).toHaveText("777");
  await expect(cell(app, 3, 778)).toBeFocused();
  await expect(cell(app, 3, 778)).toBeInViewport();
  await app.getByRole("columnheader", { name: /^column_777/ }).hover();
  await app.getByRole("button", { name: "Column column_777" }).click();
  await app.getByRole("menuitem", { name: "Hide" }).click();
  await expect(cell(app, 3, 778)).toHaveText("778");
  await find("column_777");
  await expect(cell(app, 3, 778)).toHaveText("777");
  await expect(cell(app, 3, 778)).toBeFocused();
});

test("rows are exported as JSON, INSERT and Markdown, and put back they are the same", async ({ app, studio }) => {
  await openTable(app, "person");
  const json = await exported(app, "JSON");
  expect(json.name).toBe("person.json");
  // No number of JavaScript's is made of it.
  expect(json.text).toMatch(/"id":\s*9007199254740993\b/);
  expect(json.text).toContain("12345678901234567890.1234");
  expect(JSON.parse(json.text)).toHaveLength(4);
  const markdown = await exported(app, "Markdown");
  expect(markdown.name).toBe("person.md");
  expect(markdown.text).toMatch(/^\| id \| email \| name \|/);
  expect(markdown.text.trim().split("\n")).toHaveLength(6);
  const insert = await exported(app, "INSERT");
  expect(insert.name).toBe("person.sql");
  const rows = () => studio.psql("SELECT md5(string_agg(p::text, '|' ORDER BY id)) FROM person p");
  const before = rows();
  studio.psql(`TRUNCATE document, person; ${insert.text}`);
  expect(rows()).toBe(before);

  studio.psql("TRUNCATE document, person");
  await app.getByRole("button", { name: "Read the rows again" }).click();
  await expect(app.getByText("person is empty")).toBeVisible();
  await app.getByRole("button", { name: "Export and import" }).click();
  await app.getByRole("menuitem", { name: /Import/ }).click();
  const dialog = app.getByRole("dialog");
  const buffer = Buffer.from(json.text);
  await dialog
    .getByLabel("A CSV or JSON file")
    .setInputFiles({ name: "person.json", mimeType: "application/json", buffer });
  await expect(dialog).toContainText("read as JSON");
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(app.getByRole("status").filter({ hasText: "4 rows are added" })).toBeVisible();
  await expect(cell(app, 0, 1)).toHaveText("ada@example.org");
  expect(rows()).toBe(before);
});

test("whatever key moves, the active cell is in sight, has the focus and is the one that was meant", async ({
  app,
  studio,
}) => {
  const names = Array.from({ length: 100 }, (_, at) => `column_${at}`);
  studio.psql(`CREATE TABLE wide (id integer PRIMARY KEY, ${names.map((name) => `${name} integer`).join(", ")})`);
  studio.psql(
    `INSERT INTO wide SELECT n, ${names.map((_, at) => `n * ${at}`).join(", ")} FROM generate_series(1, 110) n`,
  );
  await app.reload();
  await openTable(app, "wide");
  await cell(app, 0, 0).click();
  const stands = () =>
    app.evaluate(() => {
      const active = document.activeElement as HTMLElement;
      const grid = document.querySelector("[role=grid]") as HTMLElement;
      const [box, room] = [active.getBoundingClientRect(), grid.getBoundingClientRect()];
      const isSeen =
        box.left >= room.left + 55 &&
        box.top >= room.top + 29 &&
        box.right <= room.left + grid.clientWidth + 1 &&
        box.bottom <= room.top + grid.clientHeight + 1;
      return {
        isSeen,
        row: Number(active.dataset.row),
        column: Number(active.dataset.column),
        text: active.textContent,
      };
    });
  let [row, column] = [0, 0];
  const page = await app.getByRole("grid").evaluate((grid) => Math.floor((grid.clientHeight - 30) / 28) - 1);
  const keys: [string, number, () => void][] = [
    ["ArrowRight", 15, () => (column += 1)],
    ["ArrowDown", 30, () => (row += 1)],
    ["PageDown", 2, () => (row += page)],
    ["ArrowLeft", 12, () => (column -= 1)],
    ["End", 1, () => (column = 100)],
    ["PageUp", 1, () => (row -= page)],
    ["ArrowUp", 30, () => (row -= 1)],
    ["Home", 1, () => (column = 0)],
  ];
  for (const [key, times, move] of keys) {
    for (let time = 0; time < times; time += 1) {
      await app.keyboard.press(key);
      move();
    }
    const number = column === 0 ? row + 1 : (row + 1) * (column - 1);
    await expect.poll(stands).toEqual({ isSeen: true, row, column, text: String(number) });
  }
  // Who writes one cell after another gets beyond what was seen.
  for (let time = 0; time < 30; time += 1) {
    await app.keyboard.type("7");
    await app.keyboard.press("Enter");
    row += 1;
  }
  await expect.poll(stands).toEqual({ isSeen: true, row, column: 0, text: String(row + 1) });
  // Where a wheel has taken the active cell out of sight, a key brings it back.
  await app.getByRole("grid").hover();
  await app.mouse.wheel(3000, 6000);
  await expect.poll(async () => (await stands()).isSeen).toBe(false);
  await app.keyboard.press("ArrowDown");
  await expect.poll(stands).toEqual({ isSeen: true, row: row + 1, column: 0, text: String(row + 2) });
});

test("the search box finds a text in any column, and the URL keeps it", async ({ app }) => {
  await openTable(app, "person");
  await app.getByRole("searchbox", { name: "Search in every column" }).fill("moth");
  await app.keyboard.press("Enter");
  await expect(app.getByText("1 row", { exact: true })).toBeVisible();
  await expect(cell(app, 0, 2)).toHaveText("Grace Hopper");
  await app.reload();
  await expect(app.getByRole("searchbox", { name: "Search in every column" })).toHaveValue("moth");
  await expect(app.getByText("1 row", { exact: true })).toBeVisible();
  await app.getByRole("searchbox", { name: "Search in every column" }).fill("");
  await expect(app.getByText("4 rows")).toBeVisible();
  await app.getByRole("searchbox", { name: "Search in every column" }).fill("nowhere to be found");
  await app.keyboard.press("Enter");
  await expect(app.getByText("No row of person has nowhere to be found in any column.")).toBeVisible();
  await app.getByRole("button", { name: "Remove the search" }).click();
  await expect(app.getByText("4 rows")).toBeVisible();
});

test("a column is dragged to another place, and stays there", async ({ app }) => {
  await openTable(app, "person");
  // Columns are as wide as the first rows need.
  await expect(cell(app, 0, 1)).toHaveText("ada@example.org");
  const heading = (name: string) => app.getByRole("columnheader", { name: new RegExp(`\\b${name}\\b`) });
  await heading("role").dragTo(heading("email"));
  await expect(cell(app, 0, 1)).toHaveText("owner");
  await expect(cell(app, 0, 2)).toHaveText("ada@example.org");
  await app.reload();
  await expect(cell(app, 0, 1)).toHaveText("owner");
});

test(
  "where a dragged column would come to lie is shown, and among pinned columns it is pinned",
  inBothThemes(),
  async ({ app }) => {
    await openTable(app, "person");
    // Columns are as wide as their values need once those are there.
    await expect(cell(app, 0, 1)).toHaveText("ada@example.org");
    const heading = (name: string) => app.getByRole("columnheader", { name: new RegExp(`\\b${name}\\b`) });
    const box = async (name: string) => {
      const found = await heading(name).boundingBox();
      if (found === null) throw new Error(`${name} is not there`);
      return { x: found.x + found.width / 2, y: found.y + found.height / 2 };
    };
    const line = (name: string) =>
      heading(name).evaluate((element) => {
        const { content, left, right } = window.getComputedStyle(element, "::after");
        return content === "none" ? null : left === "0px" ? "left" : right === "0px" ? "right" : "nowhere";
      });
    const [role, email, owner] = [await box("role"), await box("email"), await box("organization_id")];
    await app.mouse.move(role.x, role.y);
    await app.mouse.down();
    await app.mouse.move(email.x, email.y, { steps: 4 });
    await expect.poll(() => line("email")).toBe("left");
    await app.mouse.move(owner.x, owner.y, { steps: 4 });
    await expect.poll(() => line("organization_id")).toBe("right");
    expect(await line("email")).toBeNull();
    await app.mouse.up();
    expect(await line("organization_id")).toBeNull();
    await expect(heading("organization_id")).toHaveAttribute("data-column", "3");
    await expect(heading("role")).toHaveAttribute("data-column", "4");
    await expect(heading("role")).toHaveAttribute("aria-sort", "none");

    await heading("email").hover();
    await app.getByRole("button", { name: "Column email", exact: true }).click();
    await app.getByRole("menuitem", { name: "Pin to the left" }).click();
    await heading("name").dragTo(heading("email"));
    await expect(heading("name")).toHaveAttribute("data-column", "0");
    await expect(heading("email")).toHaveAttribute("data-column", "1");
  },
);

test(
  "a column is moved, made wider and narrower, and fitted by keyboard alone",
  inBothThemes("data by keyboard"),
  async ({ app }) => {
    await openTable(app, "person");
    await cell(app, 0, 1).click();
    await app.keyboard.press("ArrowUp");
    const heading = app.getByRole("columnheader", { name: /\bemail\b/ });
    await expect(heading).toBeFocused();
    const width = async () => Math.round((await heading.boundingBox())?.width ?? 0);
    const before = await width();
    await app.keyboard.press("Alt+ArrowRight");
    await expect(heading).toHaveAttribute("data-column", "2");
    await expect(heading).toBeFocused();
    await expect(app.getByRole("status").filter({ hasText: "email is column 3 of 8" })).toBeAttached();
    await app.keyboard.press("Alt+ArrowLeft");
    await app.keyboard.press("Alt+ArrowLeft");
    await app.keyboard.press("Alt+ArrowLeft");
    await expect(heading).toHaveAttribute("data-column", "0");
    await expect(heading).toBeFocused();
    await app.keyboard.press("Alt+Shift+ArrowRight");
    await app.keyboard.press("Alt+Shift+ArrowRight");
    await expect.poll(width).toBe(before + 32);
    await app.keyboard.press("Alt+Shift+ArrowLeft");
    await expect.poll(width).toBe(before + 16);
    await app.keyboard.press("Alt+ArrowDown");
    await app.getByRole("menuitem", { name: /Fit/ }).press("Enter");
    await expect.poll(width).toBe(before);
    await app.reload();
    await expect(heading).toHaveAttribute("data-column", "0");
  },
);

test(
  "the inspector edits a value, sets NULL, and what it stages is saved",
  inBothThemes("data by mouse"),
  async ({ app, studio }) => {
    await openTable(app, "person");
    await cell(app, 0, 2).click();
    await app.keyboard.press("Space");
    const inspector = app.getByRole("complementary", { name: "Inspector" });
    const field = (name: string) =>
      inspector.locator(".group\\/field").filter({ has: app.getByText(name, { exact: true }) });
    await field("name").hover();
    await field("name").getByRole("button", { name: "Edit" }).click();
    await inspector.getByRole("textbox", { name: "name" }).fill("Augusta");
    await inspector.getByRole("button", { name: "Stage" }).click();
    await expect(cell(app, 0, 2)).toHaveText("Augusta");
    await cell(app, 1, 5).click();
    await field("balance").hover();
    await field("balance").getByRole("button", { name: "NULL" }).click();
    await expect(cell(app, 1, 5)).toHaveText("NULL");
    await app.getByRole("button", { name: "Commit" }).click();
    await expect(app.getByRole("region", { name: "Staged changes" })).toBeHidden();
    expect(studio.psql("SELECT name FROM person WHERE email = 'ada@example.org'")).toBe("Augusta");
    expect(studio.psql("SELECT balance IS NULL FROM person WHERE email = 'grace@example.org'")).toBe("t");
  },
);

test.describe("where less motion is wished for", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("nothing moves", async ({ app }) => {
    await openTable(app, "person");
    await app.getByRole("button", { name: "Theme" }).click();
    await expect(app.getByRole("menu")).toBeVisible();
    const moving = await app.evaluate(() =>
      [...document.querySelectorAll("*")]
        .map((element) => getComputedStyle(element))
        .filter(({ animationName, transitionProperty, transitionDuration }) => {
          return animationName !== "none" || (transitionProperty !== "none" && transitionDuration !== "0s");
        })
        .map(({ animationName, transitionProperty }) => `${animationName} ${transitionProperty}`),
    );
    expect(moving).toEqual([]);
  });
});

test("hundreds of tables are walked along and found in the side bar, and searched for in the diagram", async ({
  app,
  studio,
}) => {
  studio.psql(
    "DO $$ BEGIN FOR n IN 1..300 LOOP EXECUTE format('CREATE TABLE crowd_%s (id integer PRIMARY KEY)', n); END LOOP; END $$",
  );
  await app.reload();
  const tree = app.getByRole("tree");
  await expect(tree.getByRole("treeitem", { name: /^crowd_1,/ })).toBeVisible();
  // Only what is seen is drawn.
  expect(await tree.getByRole("treeitem").count()).toBeLessThan(80);
  await tree.focus();
  await app.keyboard.press("End");
  await app.keyboard.press("ArrowUp");
  await app.keyboard.press("ArrowUp");
  const active = await tree.getAttribute("aria-activedescendant");
  await expect(app.locator(`[id="${active}"]`)).toBeInViewport();
  await app.keyboard.press("/");
  await app.keyboard.type("crowd_299");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("grid", { name: "Rows of crowd_299" })).toBeVisible();

  await visit(app, "/diagram");
  await expect(app.getByText("307 tables", { exact: true }).first()).toBeVisible();
  await expect(app.locator(".react-flow__node")).toHaveCount(0);
  await app.getByRole("combobox", { name: "Find a table" }).fill("document");
  await app.keyboard.press("Enter");
  await expect(app.locator(".react-flow__node")).toHaveCount(2);
});
