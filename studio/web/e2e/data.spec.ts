import { readFileSync } from "node:fs";
import { cell, expect, openTable, test, visit } from "./fixtures";
import { inBothThemes } from "./themes";

test("values are shown as PostgreSQL has them", inBothThemes(), async ({ app }) => {
  await openTable(app, "person");
  await expect(cell(app, 0, 0)).toHaveText("9007199254740993");
  await expect(cell(app, 0, 5)).toHaveText("12345678901234567890.1234");
  await expect(cell(app, 0, 6)).toHaveText("''");
  await expect(cell(app, 2, 2)).toHaveText("NULL");
  await expect(cell(app, 2, 2).locator("span")).toHaveCSS("font-style", "italic");
  await expect(cell(app, 2, 6)).toHaveText("NULL");
  await expect(cell(app, 2, 6).locator("span")).toHaveCSS("font-style", "normal");
  await expect(cell(app, 3, 2)).toContainText("<img src=x");
  await cell(app, 0, 7).scrollIntoViewIfNeeded();
  await expect(cell(app, 0, 7)).toContainText("09:30:00.123456");
});

test("what is written from right to left begins at the right, and is cut at its end", async ({ app, studio }) => {
  const text = "مرحبا بالعالم، هذا نص طويل من اليمين إلى اليسار ".repeat(4);
  studio.psql(`UPDATE person SET note = '${text}' WHERE email = 'ada@example.org'`);
  await openTable(app, "person");
  const shown = cell(app, 0, 6).locator("span").first();
  await expect(shown).toHaveText(text);
  await expect(shown).toHaveCSS("direction", "rtl");
  await expect(cell(app, 1, 6).locator("span").first()).toHaveCSS("direction", "ltr");
  // Its first letter is to be seen: at the right end of the cell.
  const box = await shown.evaluate((span) => {
    const range = document.createRange();
    range.setStart(span.firstChild as Node, 0);
    range.setEnd(span.firstChild as Node, 1);
    const [letter, around] = [range.getBoundingClientRect(), span.getBoundingClientRect()];
    return letter.right <= around.right + 1 && letter.left >= around.left;
  });
  expect(box).toBe(true);
});

test(
  "a row is edited, previewed and committed by keyboard",
  inBothThemes("data by keyboard"),
  async ({ app, studio }) => {
    await openTable(app, "person");
    await cell(app, 1, 2).click();
    await app.keyboard.press("Enter");
    await app.keyboard.press("Control+a");
    await app.keyboard.type("Grace O'Hopper");
    await app.keyboard.press("Enter");
    await expect(cell(app, 2, 2)).toBeFocused();
    await app.keyboard.press("ArrowRight");
    await app.keyboard.press("ArrowLeft");
    await app.keyboard.press("ArrowUp");
    await expect(cell(app, 1, 2)).toBeFocused();
    await expect(app.getByRole("region", { name: "Staged changes" })).toContainText("1 changed");
    await app.keyboard.press("Control+s");
    const preview = app.getByRole("dialog", { name: "What will be run" });
    await expect(preview).toContainText("'Grace O''Hopper'");
    await expect(preview).toContainText("xmin");
    await preview.getByRole("button", { name: "Commit 1 change" }).click();
    // Nothing beside the dialog is seen by role while it is open.
    await expect(preview).toBeHidden();
    await expect(app.getByRole("region", { name: "Staged changes" })).toBeHidden();
    expect(studio.psql("SELECT name FROM person WHERE email = 'grace@example.org'")).toBe("Grace O'Hopper");
    await expect(cell(app, 1, 2)).toHaveText("Grace O'Hopper");
  },
);

test(
  "NULL, the empty string, DEFAULT, an added row and a deleted one are told apart and saved",
  inBothThemes(),
  async ({ app, studio }) => {
    await openTable(app, "person");
    await cell(app, 1, 2).click();
    await app.keyboard.press("Control+Backspace");
    await expect(cell(app, 1, 2)).toHaveText("NULL");
    await cell(app, 0, 2).click();
    await app.keyboard.press("Enter");
    await app.keyboard.press("Control+a");
    await app.keyboard.press("Delete");
    await app.keyboard.press("Enter");
    await expect(cell(app, 0, 2)).toHaveText("''");
    await cell(app, 3, 0).click();
    await app.keyboard.press("Delete");
    await expect(
      app.getByRole("row").filter({ hasText: "mary@example.org" }).getByLabel("to be deleted"),
    ).toBeVisible();
    await app.keyboard.press("Alt+n");
    await expect(cell(app, 0, 0)).toBeFocused();
    await app.keyboard.type("77");
    await app.keyboard.press("Tab");
    await app.keyboard.type("new@example.org");
    await app.keyboard.press("Enter");
    const bar = app.getByRole("region", { name: "Staged changes" });
    await expect(bar).toContainText("2 changed");
    await expect(bar).toContainText("1 added");
    await expect(bar).toContainText("1 deleted");
    await bar.getByRole("button", { name: "Commit" }).click();
    await expect(bar).toBeHidden();
    expect(studio.psql("SELECT id, name IS NULL, name = '', role, note FROM person ORDER BY id")).toBe(
      [
        "77|t||member|",
        "9007199254740993|f|t|owner|",
        "9007199254740994|t||admin|keeps a moth",
        "9007199254740995|t||member|NULL",
      ].join("\n"),
    );
  },
);

test("a key chooses what begins with it, and a default stays one", async ({ app }) => {
  await openTable(app, "person");
  const bar = app.getByRole("region", { name: "Staged changes" });
  await cell(app, 3, 3).click();
  for (const key of ["m", "x"]) {
    await app.keyboard.press(key);
    await app.keyboard.press("Enter");
    await cell(app, 3, 3).click();
  }
  await expect(bar).toBeHidden();
  await app.keyboard.press("a");
  await app.keyboard.press("Enter");
  await expect(cell(app, 3, 3)).toHaveText("admin");
  await app.keyboard.press("Alt+n");
  for (const column of [3, 6]) {
    await cell(app, 0, column).dblclick();
    await app.keyboard.press("Enter");
    await expect(cell(app, 0, column)).toHaveText("default");
  }
  await cell(app, 0, 2).click();
  await app.keyboard.type("x");
  await app.keyboard.press("Backspace");
  await app.keyboard.press("Enter");
  await expect(cell(app, 0, 2)).toHaveText("''");
});

test("line ends of an edited value stay", async ({ app, studio }) => {
  studio.psql("UPDATE person SET note = E'one\\r\\ntwo' WHERE email = 'ada@example.org'");
  await openTable(app, "person");
  await cell(app, 0, 6).click();
  await app.keyboard.press("Enter");
  await app.keyboard.press("Control+End");
  await app.keyboard.type("!");
  await app.keyboard.press("Enter");
  const bar = app.getByRole("region", { name: "Staged changes" });
  await bar.getByRole("button", { name: "Commit" }).click();
  await expect(bar).toBeHidden();
  expect(studio.psql("SELECT note = E'one\\r\\ntwo!' FROM person WHERE email = 'ada@example.org'")).toBe("t");
});

test("undo takes back step by step, and discarding can be undone", async ({ app }) => {
  await openTable(app, "person");
  await cell(app, 0, 2).click();
  await app.keyboard.type("Augusta");
  await app.keyboard.press("Enter");
  await cell(app, 1, 2).click();
  await app.keyboard.press("Delete");
  const bar = app.getByRole("region", { name: "Staged changes" });
  await app.keyboard.press("Control+z");
  await expect(bar).not.toContainText("deleted");
  await expect(bar).toContainText("1 changed");
  await bar.getByRole("button", { name: "Discard" }).click();
  await expect(cell(app, 0, 2)).toHaveText("Ada Lovelace");
  await cell(app, 0, 2).click();
  await app.keyboard.type("Augusta");
  await app.keyboard.press("Enter");
  await expect(bar).toContainText("1 changed");
});

test("a conflict shows yours, theirs and the original, and loses nothing", async ({ app, studio }) => {
  await openTable(app, "person");
  await cell(app, 0, 2).click();
  await app.keyboard.type("Mine");
  await app.keyboard.press("Enter");
  studio.psql("UPDATE person SET name = 'Theirs', note = 'seen' WHERE email = 'ada@example.org'");
  const bar = app.getByRole("region", { name: "Staged changes" });
  await bar.getByRole("button", { name: "Commit" }).click();
  const dialog = app.getByRole("dialog", { name: "A row was changed by another" });
  await expect(dialog.getByRole("row", { name: /^name/ })).toContainText(["Ada Lovelace", "Theirs", "Mine"].join(""));
  expect(studio.psql("SELECT name FROM person WHERE email = 'ada@example.org'")).toBe("Theirs");
  await dialog.getByRole("button", { name: "Keep mine" }).click();
  await bar.getByRole("button", { name: "Commit" }).click();
  await expect(bar).toBeHidden();
  expect(studio.psql("SELECT name, note FROM person WHERE email = 'ada@example.org'")).toBe("Mine|seen");
});

test("a change of a row that is deleted is dropped, and the words say so", async ({ app, studio }) => {
  await openTable(app, "person");
  await cell(app, 3, 2).click();
  await app.keyboard.type("Mine");
  await app.keyboard.press("Enter");
  studio.psql("DELETE FROM person WHERE email = 'mary@example.org'");
  const bar = app.getByRole("region", { name: "Staged changes" });
  await bar.getByRole("button", { name: "Commit" }).click();
  const dialog = app.getByRole("dialog", { name: "A row was changed by another" });
  await expect(dialog).toContainText("What you changed in it cannot be kept");
  await expect(dialog.getByRole("button", { name: "Keep mine" })).toBeHidden();
  await dialog.getByRole("button", { name: "Drop mine" }).click();
  await expect(app.getByRole("status")).toContainText("1 change is dropped, because its row is deleted");
  await expect(cell(app, 3, 2)).toBeHidden();
});

test("an error of a commit is shown and the staged changes stay", async ({ app, studio }) => {
  await openTable(app, "person");
  await cell(app, 0, 1).click();
  await app.keyboard.type("grace@example.org");
  await app.keyboard.press("Enter");
  const bar = app.getByRole("region", { name: "Staged changes" });
  await bar.getByRole("button", { name: "Commit" }).click();
  await expect(bar.getByRole("alert")).toContainText("23505");
  await expect(bar.getByRole("alert")).toContainText("The change in person 9007199254740993");
  await expect(bar).toContainText("1 changed");
  expect(studio.psql("SELECT count(*) FROM person WHERE email = 'ada@example.org'")).toBe("1");
});

test("sort and filters are in the URL, and a reload keeps them", async ({ app }) => {
  await openTable(app, "person");
  await app.getByRole("columnheader", { name: /email/ }).click();
  await expect(app.getByRole("columnheader", { name: /email/ })).toHaveAttribute("aria-sort", "ascending");
  await app.getByRole("columnheader", { name: /email/ }).click();
  await expect(cell(app, 0, 1)).toHaveText("mary@example.org");
  await app.getByRole("button", { name: "Filter", exact: true }).click();
  await app.getByLabel("Column", { exact: true }).selectOption("role");
  await app.getByLabel("Value", { exact: true }).fill("member");
  await app.keyboard.press("Enter");
  await expect(cell(app, 1, 1)).toHaveText("linus@example.org");
  await expect(cell(app, 2, 1)).toBeHidden();
  expect(app.url()).toContain("sort=email%3Adesc");
  expect(app.url()).toContain("where=role%3Aequals%3Amember");
  await app.reload();
  await expect(cell(app, 1, 1)).toHaveText("linus@example.org");
  await app.goBack();
  await expect(cell(app, 3, 1)).toHaveText("ada@example.org");
});

test("a large table is walked to its ends, by pages", async ({ app }) => {
  await openTable(app, "event");
  await cell(app, 0, 0).click();
  await app.keyboard.press("Control+End");
  await expect(app.getByRole("gridcell", { name: "30000", exact: true })).toBeVisible();
  await app.getByLabel("Go to the first row from this id on").fill("12345");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("gridcell", { name: "12345", exact: true })).toBeVisible();
  await app.getByRole("button", { name: "Count" }).click();
  await expect(app.getByText("of 30,000")).toBeVisible();
  await app.getByRole("button", { name: "First rows" }).click();
  await expect(cell(app, 0, 0)).toHaveText("1");
  await cell(app, 0, 0).click();
  for (let page = 0; page < 30; page += 1) await app.keyboard.press("PageDown");
  const drawn = await app.getByRole("row").count();
  expect(drawn).toBeLessThan(80);
});

test("foreign keys are followed both ways", inBothThemes("data by mouse"), async ({ app }) => {
  await openTable(app, "document");
  await cell(app, 0, 1).click();
  await app.keyboard.press("Alt+ArrowRight");
  await expect(app.getByRole("grid", { name: "Rows of person" })).toBeVisible();
  await expect(cell(app, 0, 1)).toHaveText("ada@example.org");
  await expect(cell(app, 1, 1)).toBeHidden();
  await cell(app, 0, 1).click();
  await app.keyboard.press("Space");
  await app
    .getByRole("complementary", { name: "Inspector" })
    .getByRole("button", { name: /document/ })
    .click();
  await expect(app.getByRole("grid", { name: "Rows of document" })).toBeVisible();
  await expect(cell(app, 0, 2)).toHaveText("Notes");
});

test("a large value is cut in the grid and fetched when it is asked for", async ({ app }) => {
  await openTable(app, "document");
  await expect(cell(app, 0, 3)).toContainText("MB");
  await cell(app, 0, 3).click();
  await app.keyboard.press("Space");
  const inspector = app.getByRole("complementary", { name: "Inspector" });
  const download = app.waitForEvent("download");
  await inspector.getByRole("button", { name: "Save to a file" }).click();
  expect(readFileSync(await (await download).path(), "utf8")).toBe("whole ".repeat(200_000));
  await inspector.getByRole("button", { name: /^Fetch all/ }).click();
  await expect
    .poll(() =>
      inspector
        .locator("pre")
        .last()
        .evaluate((element) => element.textContent?.length),
    )
    .toBe(1_200_000);
});

test("JSON keeps the digits of its numbers", async ({ app }) => {
  await openTable(app, "organization");
  await cell(app, 0, 2).click();
  await app.keyboard.press("Space");
  const inspector = app.getByRole("complementary", { name: "Inspector" });
  await expect(inspector).toContainText('"seats": 12345678901234567890');
  await inspector.getByRole("tab", { name: "JSON" }).click();
  await expect(inspector).toContainText('"seats": 12345678901234567890');
});

test("cells are copied and rows exported", async ({ app }) => {
  await openTable(app, "person");
  await cell(app, 0, 0).click();
  await app.keyboard.press("Shift+ArrowRight");
  await app.keyboard.press("Shift+ArrowDown");
  await app.keyboard.press("Control+c");
  await expect(app.getByRole("status")).toContainText("4 cells are copied");
  const copied = await app.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe("9007199254740993\tada@example.org\n9007199254740994\tgrace@example.org");
  await app.getByRole("button", { name: "Export and import" }).click();
  const download = app.waitForEvent("download");
  await app.getByRole("menuitem", { name: "CSV", exact: true }).click();
  const text = readFileSync(await (await download).path(), "utf8");
  expect(text.split("\n")[1]).toMatch(
    /^9007199254740993,ada@example.org,Ada Lovelace,owner,1,12345678901234567890.1234,"",/,
  );
});

test("rows are imported, all or none", async ({ app, studio }) => {
  await openTable(app, "nothing_yet");
  await expect(app.getByText("nothing_yet is empty")).toBeVisible();
  await app.getByRole("button", { name: "Export and import" }).click();
  await app.getByRole("menuitem", { name: /Import/ }).click();
  const dialog = app.getByRole("dialog");
  await dialog
    .getByLabel("A CSV or JSON file")
    .setInputFiles({ name: "rows.csv", mimeType: "text/csv", buffer: Buffer.from("id\n1\nx\n") });
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(dialog.getByRole("alert")).toContainText("22P02");
  expect(studio.psql("SELECT count(*) FROM nothing_yet")).toBe("0");
  await dialog
    .getByLabel("A CSV or JSON file")
    .setInputFiles({ name: "rows.csv", mimeType: "text/csv", buffer: Buffer.from("id\n1\n2\n") });
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(dialog).toBeHidden();
  await expect(cell(app, 1, 0)).toHaveText("2");
});

test("columns are pinned, moved, hidden and resized", inBothThemes("data by mouse"), async ({ app }) => {
  await openTable(app, "person");
  const menu = async (column: string, entry: string) => {
    await app.getByRole("columnheader", { name: new RegExp(column) }).hover();
    await app.getByRole("button", { name: `Column ${column}`, exact: true }).click();
    await app.getByRole("menuitem", { name: entry }).click();
  };
  const heads = () => app.getByRole("columnheader").allInnerTexts();
  await menu("name", "Pin to the left");
  await expect.poll(heads).toEqual(expect.arrayContaining([expect.stringMatching(/^name/)]));
  await expect(app.locator('[role=columnheader][data-column="0"]')).toContainText("name");
  await menu("email", "Hide");
  await expect(app.getByRole("columnheader", { name: /email/ })).toBeHidden();
  await menu("role", "Move left");
  await expect(app.locator('[role=columnheader][data-column="1"]')).toContainText("role");
  const before = await app.locator('[role=columnheader][data-column="1"]').boundingBox();
  if (before === null) throw new Error("the column is not there");
  await app.mouse.move(before.x + before.width, before.y + 10);
  await app.mouse.down();
  await app.mouse.move(before.x + before.width + 60, before.y + 10);
  await app.mouse.up();
  const after = await app.locator('[role=columnheader][data-column="1"]').boundingBox();
  expect(Math.round((after?.width ?? 0) - before.width)).toBe(60);
});

test("a view, and a table of hostile names, are shown and harmless", async ({ app }) => {
  await openTable(app, "owner");
  await expect(cell(app, 0, 0)).toHaveText("9007199254740993");
  await expect(app.getByRole("button", { name: "Add row" })).toBeHidden();
  await visit(app, `/data/public/${encodeURIComponent("<script>document.title='stolen'</script>")}`);
  await expect(cell(app, 0, 1)).toContainText("</script><script>");
  await cell(app, 0, 1).click();
  await app.keyboard.press("Space");
  await expect(app.getByRole("complementary", { name: "Inspector" })).toContainText("</script>");
});
