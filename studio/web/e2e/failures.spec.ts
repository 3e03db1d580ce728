import { cell, expect, openTable, test } from "./fixtures";

test("the server goes: a banner says so, nothing can be saved, no staged change is lost", async ({ app, studio }) => {
  await openTable(app, "person");
  await cell(app, 0, 2).click();
  await app.keyboard.type("Augusta");
  await app.keyboard.press("Enter");
  await studio.stop();
  await app.getByRole("button", { name: "Read the rows again" }).click();
  await expect(app.getByRole("alert")).toContainText("keel studio does not answer");
  await expect(app.getByRole("button", { name: "Commit" })).toBeDisabled();
  await expect(app.getByRole("region", { name: "Staged changes" })).toContainText("1 changed");
  await studio.start();
  await expect(app.getByRole("alert")).toContainText("This session has ended");
  await expect(cell(app, 0, 2)).toHaveText("Augusta");
});

test("a link works once, a reload and a second tab go on", async ({ app, studio, browser }) => {
  expect(app.url()).not.toContain(studio.url.split("#")[1] ?? "never");
  await app.reload();
  await expect(app.getByRole("navigation", { name: "Views" })).toBeVisible();
  const second = await app.context().newPage();
  await second.goto(new URL(studio.url).origin);
  await expect(second.getByRole("navigation", { name: "Views" })).toBeVisible();
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(studio.url);
  await expect(stranger.getByRole("heading", { name: "This tab has no session" })).toBeVisible();
});

test("a table that is gone says so", async ({ app, studio }) => {
  await openTable(app, "person");
  studio.psql("DROP TABLE nothing_yet");
  await app.getByRole("treeitem", { name: /^nothing_yet/ }).click();
  await expect(app.getByRole("alert")).toBeVisible();
});

test.describe("for a role that may only read", () => {
  test.use({ reader: true });

  test("what it may read is shown, and what it may not says why", async ({ app }) => {
    await openTable(app, "person");
    await expect(cell(app, 0, 1)).toHaveText("ada@example.org");
    await expect(app.getByRole("button", { name: "Add row" })).toBeHidden();
    await cell(app, 0, 2).click();
    await app.keyboard.press("Enter");
    await expect(app.getByRole("region", { name: "Staged changes" })).toBeHidden();
    await app.getByRole("treeitem", { name: /^document/ }).click();
    await expect(app.getByRole("alert")).toContainText("42501");
    await expect(app.getByRole("alert")).toContainText("permission denied");
  });
});
