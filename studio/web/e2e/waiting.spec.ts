import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { cell, expect, openTable, passesAxe, test, visit } from "./fixtures";
import { relay } from "./relay";
import { inBothThemes } from "./themes";

/** Lets what is sent to `path` arrive so much later. */
async function delay(app: Page, path: string, milliseconds: number): Promise<void> {
  await app.route(`**${path}`, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    await route.continue().catch(() => undefined);
  });
}

const cancel = (app: Page) => app.getByRole("button", { name: "Cancel" });

test(
  "rows that take long show an outline, the time and Cancel, which ends it on the server",
  inBothThemes(),
  async ({ app, studio }) => {
    studio.psql("CREATE VIEW slow AS SELECT id, pg_sleep(20)::text AS nap FROM person");
    await app.reload();
    await app.getByRole("treeitem", { name: /^slow,/ }).click();
    await expect(app.getByRole("status", { name: "Loading rows" })).toBeVisible();
    const sleeping = () =>
      studio.psql(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND wait_event = 'PgSleep' AND datname = current_database()",
      );
    await expect.poll(sleeping).toBe("1");
    await expect(app.getByText(/^[1-9]\.\d s$/)).toBeVisible();
    await cancel(app).click();
    await expect.poll(sleeping).toBe("0");
    await expect(app.getByRole("status", { name: "Loading rows" })).toBeHidden();
  },
);

test("a row that is written before the table's own have come is kept, with what is being typed", async ({ app }) => {
  await delay(app, "/api/rows", 3000);
  await openTable(app, "person");
  await app.keyboard.press("Alt+n");
  await expect(cell(app, 0, 0)).toBeFocused();
  await app.keyboard.type("77");
  // Past the moment at which an outline would stand for a table that is empty so far, and until its rows are there.
  await expect(app.getByRole("row").nth(3)).toBeVisible();
  await expect(cell(app, 0, 0).getByRole("textbox")).toHaveValue("77");
  await app.keyboard.press("Enter");
  await expect(cell(app, 0, 0)).toHaveText("77");
});

for (const [view, path, what] of [
  ["diagram", "/api/diagram", "Reading the tables"],
  ["drift", "/api/drift", "Comparing schema.yaml with the database"],
  ["migrations", "/api/migrations", "Reading the migrations"],
] as const) {
  test(
    `${view} shows an outline while it loads, then the time and Cancel, and a way back`,
    inBothThemes(),
    async ({ app }) => {
      await delay(app, path, 4000);
      await app.reload();
      await visit(app, `/${view}`);
      const outline = app.getByRole("status", { name: what });
      await expect(outline).toBeVisible();
      await expect(outline.locator(".skeleton").first()).toBeVisible();
      await expect(outline.getByText(/^[1-9]\.\d s$/)).toBeVisible();
      await outline.getByRole("button", { name: "Cancel" }).click();
      await expect(app.getByText("Cancelled", { exact: true })).toBeVisible();
      await app.unroute(`**${path}`);
      await app.getByRole("button", { name: "Try again" }).click();
      await expect(
        app.locator(".react-flow__node").first().or(app.getByText("No drift")).or(app.getByText("Nothing pending")),
      ).toBeVisible();
    },
  );
}

test("a commit that takes long is cancelled, and nothing staged is lost", async ({ app, studio }) => {
  studio.psql(
    "CREATE FUNCTION nap() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(20); RETURN NEW; END'",
  );
  studio.psql("CREATE TRIGGER nap BEFORE INSERT OR UPDATE ON person FOR EACH ROW EXECUTE FUNCTION nap()");
  await openTable(app, "person");
  await cell(app, 0, 2).click();
  await app.keyboard.type("Augusta");
  await app.keyboard.press("Enter");
  await app.getByRole("button", { name: "Commit" }).click();
  await cancel(app).click();
  await expect(app.getByRole("alert")).toContainText(/cancel/);
  await expect(app.getByRole("region", { name: "Staged changes" })).toContainText("1 changed");
  expect(studio.psql("SELECT name FROM person WHERE email = 'ada@example.org'")).toBe("Ada Lovelace");

  await app.getByRole("button", { name: "Export and import" }).click();
  await app.getByRole("menuitem", { name: /Import/ }).click();
  const dialog = app.getByRole("dialog");
  const buffer = Buffer.from("id,email\n1,new@example.org\n");
  await dialog.getByLabel("A CSV or JSON file").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer });
  await dialog.getByRole("button", { name: "Import" }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog.getByRole("alert")).toContainText(/cancel/);
  expect(studio.psql("SELECT count(*) FROM person WHERE id = 1")).toBe("0");
});

test("an export that takes long is cancelled", async ({ app }) => {
  await openTable(app, "person");
  await delay(app, "/api/export", 4000);
  await app.getByRole("button", { name: "Export and import" }).click();
  await app.getByRole("menuitem", { name: "CSV", exact: true }).click();
  await expect(app.getByText("Exporting…")).toBeVisible();
  await cancel(app).click();
  await expect(app.getByText("Exporting…")).toBeHidden();
  await expect(app.getByRole("alert")).toBeHidden();
});

test("a file that is too large is said to be, and is not sent", async ({ app }) => {
  await openTable(app, "person");
  await app.getByRole("button", { name: "Export and import" }).click();
  await app.getByRole("menuitem", { name: /Import/ }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("A CSV or JSON file").evaluate((input: HTMLInputElement) => {
    const files = new DataTransfer();
    files.items.add(new File(["x".repeat(65 * 1024 * 1024)], "people.csv", { type: "text/csv" }));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await expect(dialog.getByRole("alert")).toContainText("The file is too large: at most 64.0 MB");
  await expect(dialog.getByRole("button", { name: "Import" })).toBeDisabled();
});

test(
  "a studio that is opened while its server does not answer says so, and opens as soon as it does",
  inBothThemes(),
  async ({ app, studio }) => {
    const server = await relay(studio.beside(studio.database));
    await studio.stop();
    await server.stop();
    await studio.start(server.url);
    await app.goto("about:blank");
    await app.goto(studio.url);
    await expect(app.getByRole("heading", { name: "The database cannot be reached" })).toBeVisible();
    await expect(app.getByRole("alert")).toBeVisible();
    await passesAxe(app);
    await app.getByRole("button", { name: "Try now" }).click();
    await expect(app.getByRole("heading", { name: "The database cannot be reached" })).toBeVisible();
    await server.start();
    await expect(app.getByRole("navigation", { name: "Views" })).toBeVisible();
    await server.stop();
  },
);

test("the theme that is chosen stays, whatever the system does, and is there before anything is drawn", async ({
  app,
}) => {
  const theme = () => app.evaluate(() => document.documentElement.dataset.theme);
  for (const [choice, shown] of [
    ["Dark", "dark"],
    ["Light", "light"],
  ] as const) {
    await app.getByRole("button", { name: "Theme" }).click();
    await app.getByRole("menuitem", { name: choice }).click();
    for (const colorScheme of ["light", "dark", "light"] as const) {
      await app.emulateMedia({ colorScheme });
      await expect.poll(theme).toBe(shown);
    }
  }
  await app.getByRole("button", { name: "Theme" }).click();
  await app.getByRole("menuitem", { name: "Dark" }).click();
  await delay(app, "/session/tab", 1500);
  await app.reload();
  await expect.poll(theme, { timeout: 1000 }).toBe("dark");
  await expect(app.getByRole("navigation", { name: "Views" })).toBeVisible();
});

test("a value with a comma is one of those that are looked for", async ({ app, studio }) => {
  studio.psql("UPDATE person SET name = 'Lovelace, Ada' WHERE email = 'ada@example.org'");
  await openTable(app, "person");
  await app.getByRole("button", { name: "Filter", exact: true }).click();
  await app.getByRole("combobox", { name: "Column" }).selectOption("name");
  await app.getByRole("combobox", { name: "Comparison" }).selectOption("in");
  await app.getByRole("textbox", { name: "Value" }).fill('"Lovelace, Ada", Grace Hopper');
  await app.getByRole("button", { name: "Apply" }).click();
  await expect(app.getByText("2 rows")).toBeVisible();
  await app.reload();
  await expect(app.getByText("2 rows")).toBeVisible();
  await app.getByRole("button", { name: /name is one of/ }).click();
  await expect(app.getByRole("textbox", { name: "Value" })).toHaveValue('"Lovelace, Ada", Grace Hopper');
});

test("a migration that takes long is cancelled, and one that fails says where", async ({ app, studio }) => {
  studio.keel("gen", "nap", "--custom");
  const [folder] = readdirSync(join(studio.project, "migrations")).filter((name) => name.endsWith("_nap"));
  const file = join(studio.project, "migrations", folder ?? "", "up.sql");
  const head = readFileSync(file, "utf8");
  writeFileSync(file, `${head}\nCREATE TABLE before_the_nap (id integer);\nSELECT pg_sleep(20);\n`);
  await visit(app, "/migrations");
  await app.reload();
  await app.getByRole("button", { name: "Apply it" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
  await app.locator("header").getByRole("button", { name: "Cancel" }).click();
  await expect(app.getByRole("alert")).toContainText(/cancel/);
  await expect(app.getByRole("heading", { name: "1 pending" })).toBeVisible();
  expect(studio.psql("SELECT to_regclass('before_the_nap') IS NULL")).toBe("t");

  writeFileSync(
    file,
    `${head}\nCREATE TABLE before_the_nap (id integer);\nALTER TABLE no_such_table ADD COLUMN x integer;\n`,
  );
  await app.getByRole("button", { name: "Read them again" }).click();
  await expect(app.getByRole("article", { name: "Statement 2" })).toContainText("no_such_table");
  await app.getByRole("button", { name: "Apply it" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
  await expect(app.getByRole("alert").filter({ hasText: "42P01" })).toContainText("no_such_table");
  // Nothing is called done that was taken back with it.
  await expect(app.getByRole("article", { name: "Statement 1" })).toContainText("rolled back");
  await expect(app.getByRole("article", { name: "Statement 2" })).toContainText("failed");
  await expect(app.getByRole("heading", { name: "1 pending" })).toBeVisible();
  expect(studio.psql("SELECT to_regclass('before_the_nap') IS NULL")).toBe("t");
});
