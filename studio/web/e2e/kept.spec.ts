import type { Page, Route } from "@playwright/test";
import { cell, expect, openTable, test, visit } from "./fixtures";

/** Holds what is sent to `path` back until it is let go. */
async function hold(app: Page, path: string, which: (body: string) => boolean = () => true): Promise<() => void> {
  let letGo = () => {};
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await app.route(`**${path}`, async (route: Route) => {
    if (which(route.request().postData() ?? "")) await gone;
    await route.fallback().catch(() => undefined);
  });
  return letGo;
}

const staged = (app: Page) => app.getByRole("region", { name: "Staged changes" });

test("rows that come before the one that is being written leave it where it is, with what is typed", async ({
  app,
}) => {
  const letGo = await hold(app, "/api/rows", (body) => body.includes('"before"'));
  await openTable(app, "event");
  await app.getByRole("textbox", { name: "Go to the first row from this id on" }).fill("15000");
  await app.keyboard.press("Enter");
  await expect(cell(app, 0, 0)).toHaveText("15000");
  await cell(app, 2, 1).click();
  await app.keyboard.type("half a wo");
  const editor = app.getByRole("gridcell").getByRole("textbox");
  await expect(editor).toHaveValue("half a wo");
  letGo();
  await expect(app.getByText("400 rows held")).toBeVisible();
  await expect(editor).toBeFocused();
  await app.keyboard.type("rd");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("row").filter({ hasText: "15002" })).toContainText("half a word");
  await expect(staged(app)).toContainText("1 changed");
});

test("rows in another order wait until the cell that is being written is done", async ({ app }) => {
  await openTable(app, "person");
  const letGo = await hold(app, "/api/rows");
  await app.getByRole("columnheader", { name: /email/ }).click();
  await app.getByRole("columnheader", { name: /email/ }).click();
  await cell(app, 1, 2).click();
  await app.keyboard.type("Rear Admiral ");
  const arrived = app.waitForResponse(/api\/rows/);
  letGo();
  await arrived;
  await app.waitForTimeout(300);
  await app.keyboard.type("Hopper");
  await expect(app.getByRole("gridcell").getByRole("textbox")).toHaveValue("Rear Admiral Hopper");
  await app.keyboard.press("Enter");
  await expect(cell(app, 0, 1)).toHaveText("mary@example.org");
  await expect(app.getByRole("row").filter({ hasText: "grace@example.org" })).toContainText("Rear Admiral Hopper");
});

test("what is written while a commit is on its way is kept, in the row that it was written into", async ({
  app,
  studio,
}) => {
  await openTable(app, "person");
  await app.keyboard.press("Alt+n");
  await expect(cell(app, 0, 0)).toBeFocused();
  await app.keyboard.type("77");
  await app.keyboard.press("Tab");
  await app.keyboard.type("new@example.org");
  await app.keyboard.press("Enter");
  await cell(app, 1, 2).click();
  await app.keyboard.type("Augusta");
  await app.keyboard.press("Enter");
  const letGo = await hold(app, "/api/edits/commit");
  await staged(app).getByRole("button", { name: "Commit" }).click();
  // In the rows that were sent, and in one that was not and stands below the one that will be gone from its place.
  await cell(app, 0, 2).click();
  await app.keyboard.type("Newcomer");
  await app.keyboard.press("Enter");
  await cell(app, 1, 6).click();
  await app.keyboard.type("first of all");
  await app.keyboard.press("Enter");
  await cell(app, 2, 6).click();
  await app.keyboard.type("a moth, ");
  letGo();
  await expect(app.getByRole("status")).toContainText("2 changes are saved");
  await app.keyboard.type("still");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("row").filter({ hasText: "grace@example.org" })).toContainText("a moth, still");
  await expect(staged(app)).toContainText("3 changed");
  await staged(app).getByRole("button", { name: "Commit" }).click();
  await expect(staged(app)).toBeHidden();
  expect(studio.psql("SELECT name, note FROM person WHERE id = 77 OR email ~ 'ada|grace' ORDER BY id")).toBe(
    ["Newcomer|", "Augusta|first of all", "Grace Hopper|a moth, still"].join("\n"),
  );
});

test("a cell that is being written in an added row is kept when the row is saved", async ({ app, studio }) => {
  await openTable(app, "person");
  await app.keyboard.press("Alt+n");
  await expect(cell(app, 0, 0)).toBeFocused();
  await app.keyboard.type("77");
  await app.keyboard.press("Tab");
  await app.keyboard.type("new@example.org");
  await app.keyboard.press("Enter");
  const letGo = await hold(app, "/api/edits/commit");
  await staged(app).getByRole("button", { name: "Commit" }).click();
  await cell(app, 0, 2).click();
  await app.keyboard.type("Newcomer");
  letGo();
  await expect(app.getByRole("status")).toContainText("1 change is saved");
  await expect(staged(app)).toContainText("1 changed");
  await app.unroute("**/api/edits/commit");
  await staged(app).getByRole("button", { name: "Commit" }).click();
  await expect(staged(app)).toBeHidden();
  expect(studio.psql("SELECT name FROM person WHERE id = 77")).toBe("Newcomer");
});

test("what came of a commit is told where another view was looked at meanwhile", async ({ app, studio }) => {
  await openTable(app, "person");
  await cell(app, 0, 2).click();
  await app.keyboard.type("Mine");
  await app.keyboard.press("Enter");
  studio.psql("UPDATE person SET name = 'Theirs' WHERE email = 'ada@example.org'");
  const letGo = await hold(app, "/api/edits/commit");
  await staged(app).getByRole("button", { name: "Commit" }).click();
  await app.keyboard.press("Alt+3");
  letGo();
  await expect(app.getByRole("status").filter({ hasText: "another has changed" })).toBeVisible();
  await app.keyboard.press("Alt+1");
  await expect(app.getByRole("dialog", { name: "A row was changed by another" })).toContainText("Theirs");
});

test("what is typed into a cell or the inspector outlives a click elsewhere, another row and another view", async ({
  app,
}) => {
  await openTable(app, "person");
  await cell(app, 0, 2).click();
  await app.keyboard.type("Augusta");
  await cell(app, 2, 2).click();
  await expect(cell(app, 0, 2)).toHaveText("Augusta");
  await app.keyboard.type("Linus");
  await app.evaluate(() => window.history.pushState(null, "", "#/drift"));
  await app.evaluate(() => window.dispatchEvent(new HashChangeEvent("hashchange")));
  await expect(app.getByRole("grid")).toBeHidden();
  await app.goBack();
  await expect(cell(app, 2, 2)).toHaveText("Linus");

  await cell(app, 1, 6).click();
  await app.keyboard.press("Space");
  const inspector = app.getByRole("complementary", { name: "Inspector" });
  const note = inspector.locator("section").filter({ has: app.getByRole("heading", { name: "note" }) });
  await note.hover();
  await note.getByRole("button", { name: "Edit" }).click();
  await app.keyboard.press("Control+a");
  await app.keyboard.insertText("two moths");
  await cell(app, 3, 6).click();
  await expect(cell(app, 1, 6)).toHaveText("two moths");
  await expect(staged(app)).toContainText("3 changed");
});

test("a value that was fetched whole is not shown for the one that takes its place", async ({ app }) => {
  await openTable(app, "document");
  await cell(app, 0, 3).click();
  await app.keyboard.press("Enter");
  const inspector = app.getByRole("complementary", { name: "Inspector" });
  const body = inspector.locator("section").filter({ has: app.getByRole("heading", { name: "body" }) });
  await body.getByRole("button", { name: /Fetch all/ }).click();
  await body.hover();
  await body.getByRole("button", { name: "Edit" }).click();
  await app.keyboard.press("Control+a");
  await app.keyboard.insertText("brief");
  await body.getByRole("button", { name: "Stage" }).click();
  await expect(body.locator("pre")).toHaveText("brief");
});

test("rows are read again, and again after a failure, where one is", async ({ app, studio }) => {
  await openTable(app, "event");
  const grid = app.getByRole("grid");
  await expect(cell(app, 0, 0)).toHaveText("1");
  // Page after page comes as one goes down.
  const goTo = async (top: number) => {
    await expect
      .poll(() =>
        grid.evaluate((element, to) => {
          element.scrollTop = to;
          return element.scrollTop;
        }, top),
      )
      .toBe(top);
  };
  await goTo(20_000);
  const seen = app.getByRole("row").filter({ hasText: "2026-01-01 00:12:00" });
  await expect(seen).toBeVisible();
  studio.psql("UPDATE event SET kind = 'changed by another' WHERE id = 720");
  await app.getByRole("button", { name: "Read the rows again" }).click();
  await expect(seen).toContainText("changed by another");
  await expect(seen).toBeInViewport();

  await app.route("**/api/rows", (route) => route.abort());
  await grid.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  await expect(app.getByRole("alert")).toBeVisible();
  await app.unroute("**/api/rows");
  await expect(app.getByRole("alert")).toBeHidden();
  // What comes next is there, below what one looked at, and nothing has begun anew.
  const numbers = async () =>
    (await app.getByRole("rowheader").allTextContents()).map((text) => Number(text.replace(",", "")));
  await expect.poll(async () => Math.min(...(await numbers()).slice(1))).toBeGreaterThan(720);
  await expect.poll(() => grid.evaluate((element) => element.scrollHeight - element.scrollTop)).toBeGreaterThan(3000);
});

test("a view whose program cannot be read leaves the page and what is staged, and is there the next time", async ({
  app,
}) => {
  await app.route("**/assets/*View.js", (route) => route.abort());
  await app.reload();
  await openTable(app, "person");
  await cell(app, 0, 2).click();
  await app.keyboard.type("Augusta");
  await app.keyboard.press("Enter");
  await app
    .getByRole("navigation", { name: "Views" })
    .getByRole("link", { name: /^Diagram/ })
    .click();
  await expect(app.getByText("This view cannot be shown")).toBeVisible();
  await app.keyboard.press("Alt+1");
  await expect(cell(app, 0, 2)).toHaveText("Augusta");
  await app.unroute("**/assets/*View.js");
  await app.keyboard.press("Alt+3");
  await expect(app.locator(".react-flow__node").first()).toBeVisible();
});

test("views are there when the studio is gone", async ({ app, studio }) => {
  await openTable(app, "person");
  await app.waitForFunction(
    () => performance.getEntriesByName(new URL("/assets/SqlView.js", location.href).href).length,
  );
  await app.waitForLoadState("networkidle");
  await studio.stop();
  await app.keyboard.press("Alt+2");
  await expect(app.getByRole("textbox", { name: "SQL" })).toBeVisible();
});

test("a query of a table that is looked at in SQL takes nothing away from what is written there", async ({ app }) => {
  await visit(app, "/sql");
  const editor = app.getByRole("textbox", { name: "SQL" });
  await editor.click();
  await app.keyboard.insertText("SELECT 'an hour of work'");
  await app.keyboard.press("Alt+1");
  await openTable(app, "person");
  await expect(cell(app, 0, 1)).toHaveText("ada@example.org");
  await app.getByRole("button", { name: "Open this query in the SQL view" }).click();
  await expect(editor).toContainText("an hour of work");
  await expect(editor).toContainText("person");
  await app.keyboard.press("Control+Enter");
  await expect(app.getByRole("tab")).toHaveCount(1);
  await expect(cell(app, 0, 1)).toHaveText("ada@example.org");
});

test("another tab's text does not take the place of this one's", async ({ app }) => {
  const write = async (page: Page, text: string) => {
    await visit(page, "/sql");
    await page.getByRole("textbox", { name: "SQL" }).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(text);
  };
  await write(app, "SELECT 'this tab'");
  const other = await app.context().newPage();
  await other.goto(new URL("/", app.url()).href);
  await expect(other.getByRole("navigation", { name: "Views" })).toBeVisible();
  await write(other, "SELECT 'the other tab'");
  await other.close();
  await app.reload();
  await expect(app.getByRole("textbox", { name: "SQL" })).toContainText("this tab");
});

test("a view that comes late takes no focus from what is being typed", async ({ app }) => {
  const letGo = await hold(app, "/assets/SqlView.js");
  await app.reload();
  await app.getByRole("navigation", { name: "Views" }).getByRole("link", { name: /^SQL/ }).click();
  const filter = app.getByRole("textbox", { name: "Filter tables" });
  await filter.fill("per");
  letGo();
  await expect(app.getByRole("textbox", { name: "SQL" })).toBeVisible();
  await app.keyboard.type("son");
  await expect(filter).toHaveValue("person");
});

test("a value of a result that was fetched whole is not shown for that of another run", async ({ app, studio }) => {
  await visit(app, "/sql");
  await app.getByRole("textbox", { name: "SQL" }).click();
  await app.keyboard.insertText("SELECT body FROM document WHERE id = 1");
  await app.keyboard.press("Control+Enter");
  await cell(app, 0, 0).click();
  await app.keyboard.press("Enter");
  const value = app.getByRole("complementary", { name: "Value" });
  await value.getByRole("button", { name: /Fetch all/ }).click();
  await expect(value).not.toContainText("The beginning of");
  studio.psql("UPDATE document SET body = 'brief' WHERE id = 1");
  await app.getByRole("button", { name: "Run", exact: true }).click();
  await expect(value.locator("pre")).toHaveText("brief");
});
