import type { Page } from "@playwright/test";
import { cell, expect, openTable, test } from "./fixtures";

/** Pastes as a person does who has copied this text elsewhere. */
async function paste(app: Page, text: string): Promise<void> {
  await app.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await app.keyboard.press("Control+v");
}

const staged = (app: Page) => app.getByRole("region", { name: "Staged changes" });

async function commit(app: Page): Promise<void> {
  await staged(app).getByRole("button", { name: "Commit" }).click();
  await expect(staged(app)).toBeHidden();
}

test("a block of a spreadsheet fills cells from the active one on, in one step", async ({ app, studio }) => {
  await openTable(app, "person");
  await cell(app, 0, 2).click();
  await paste(app, '"Ada\n""Countess"" Lovelace"\towner\t2\r\n\tmember\t\r\n""\tadmin\t1\r\n');
  await expect(app.getByRole("status")).toContainText("9 cells are pasted");
  await expect(cell(app, 0, 2)).toContainText('"Countess" Lovelace');
  await expect(cell(app, 1, 2)).toHaveText("NULL");
  await expect(cell(app, 2, 2)).toHaveText("''");
  await expect(cell(app, 2, 4)).toHaveAttribute("aria-selected", "true");
  await expect(cell(app, 0, 2)).toBeFocused();
  await expect(staged(app)).toContainText("3 changed");

  await app.keyboard.press("Control+z");
  await expect(staged(app)).toContainText("No staged changes");
  await expect(cell(app, 1, 2)).toHaveText("Grace Hopper");
  await app.keyboard.press("Control+Shift+z");
  await expect(staged(app)).toContainText("3 changed");
  await commit(app);
  expect(studio.psql("SELECT name, role, organization_id FROM person ORDER BY id LIMIT 3")).toBe(
    'Ada\n"Countess" Lovelace|owner|2\n|member|\n|admin|1',
  );
  expect(studio.psql("SELECT name IS NULL, organization_id IS NULL FROM person ORDER BY id OFFSET 1 LIMIT 2")).toBe(
    "t|t\nf|f",
  );
});

test("rows beyond the end are new rows, and what a new row may not leave out is the server's", async ({
  app,
  studio,
}) => {
  await openTable(app, "person");
  await cell(app, 3, 0).click();
  await paste(
    app,
    ["9007199254740996\tmary@example.org\tMary", "5\tfive@example.org\tFive\t", "6\tsix@example.org\t\tadmin"].join(
      "\n",
    ),
  );
  await expect(staged(app)).toContainText("1 changed");
  await expect(staged(app)).toContainText("2 added");
  await expect(app.getByRole("status")).toContainText("2 rows are added");
  await expect(cell(app, 0, 1)).toHaveText("five@example.org");
  await expect(cell(app, 0, 3)).toHaveText("DEFAULT");
  await expect(cell(app, 5, 0)).toBeFocused();
  await commit(app);
  expect(studio.psql("SELECT id, name, name IS NULL, role FROM person WHERE id < 10 ORDER BY id")).toBe(
    "5|Five|f|member\n6||t|admin",
  );
  expect(studio.psql("SELECT name FROM person WHERE email = 'mary@example.org'")).toBe("Mary");
});

test("what is copied from the grid is pasted as it was", async ({ app, studio }) => {
  studio.psql("UPDATE person SET note = E'a\ttab, \"quotes\"\nand a line' WHERE email = 'ada@example.org'");
  studio.psql("UPDATE person SET name = '' WHERE email = 'grace@example.org'");
  await openTable(app, "person");
  await cell(app, 0, 2).click();
  await cell(app, 2, 6).click({ modifiers: ["Shift"] });
  await app.keyboard.press("Control+c");
  await expect(app.getByRole("status")).toContainText("15 cells are copied");
  await app.keyboard.press("Alt+n");
  await expect(cell(app, 0, 0)).toBeFocused();
  await app.keyboard.press("ArrowRight");
  await app.keyboard.press("ArrowRight");
  await app.keyboard.press("Control+v");
  // Three new rows: nothing of the table's own below the added one is touched.
  await expect(staged(app)).toContainText("3 added");
  await expect(staged(app)).not.toContainText("changed");
  await cell(app, 0, 0).click();
  await paste(app, "1\ta@example.org\n2\tb@example.org\n3\tc@example.org");
  await expect(staged(app)).not.toContainText("changed");
  await commit(app);
  const columns = "name IS NULL, name, role, organization_id, balance, note";
  const [copies, originals] = ["id < 10", "id > 10"].map((which) =>
    studio.psql(`SELECT ${columns} FROM person WHERE ${which} ORDER BY id LIMIT 3`),
  );
  expect(copies).toBe(originals);
});

test("one value fills all selected cells, and a NULL is copied too", async ({ app, studio }) => {
  await openTable(app, "person");
  await cell(app, 2, 2).click();
  await app.keyboard.press("Control+c");
  await expect(app.getByRole("status")).toContainText("The value is copied");
  await cell(app, 0, 2).click();
  await cell(app, 1, 2).click({ modifiers: ["Shift"] });
  await app.keyboard.press("Control+v");
  await expect(staged(app)).toContainText("2 changed");
  await commit(app);
  expect(studio.psql("SELECT count(*) FROM person WHERE name IS NULL")).toBe("3");
});

test("a long block goes on over rows that have not been read yet", async ({ app, studio }) => {
  await openTable(app, "event");
  await cell(app, 0, 1).click();
  await paste(app, Array.from({ length: 1500 }, (_, at) => `pasted ${at + 1}`).join("\n"));
  await expect(staged(app)).toContainText("1500 changed");
  await commit(app);
  expect(studio.psql("SELECT count(*) FROM event WHERE kind = 'pasted ' || id")).toBe("1500");
});

test("cells that cannot be set are left as they are, and the page says how many", async ({ app, studio }) => {
  studio.psql(
    "CREATE TABLE part (id integer PRIMARY KEY, twice integer GENERATED ALWAYS AS (id * 2) STORED, name text)",
  );
  studio.psql("INSERT INTO part VALUES (1, DEFAULT, 'one'), (2, DEFAULT, 'two')");
  await app.reload();
  await openTable(app, "part");
  await cell(app, 1, 0).click();
  await app.keyboard.press("Delete");
  await cell(app, 0, 0).click();
  await paste(app, "1\t7\teins\tbeyond\n2\t8\tzwei");
  await expect(app.getByRole("status")).toContainText("2 cells are pasted, 5 could not be set");
  await commit(app);
  expect(studio.psql("SELECT id, twice, name FROM part")).toBe("1|2|eins");
  await openTable(app, "owner");
  await cell(app, 0, 1).click();
  await paste(app, "no");
  await expect(staged(app)).toBeHidden();
});
