import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cell, expect, openTable, test, visit } from "./fixtures";
import { relay } from "./relay";
import { begin, end } from "./studio";
import { inBothThemes } from "./themes";

test(
  "the server goes: a banner says so, nothing can be saved, no staged change is lost",
  inBothThemes(),
  async ({ app, studio }) => {
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
  },
);

test("a tab goes on with the new address, or with another tab's new session", async ({ app, studio }) => {
  await openTable(app, "person");
  await cell(app, 0, 2).click();
  await app.keyboard.type("Augusta");
  await app.keyboard.press("Enter");
  await studio.stop();
  await studio.start();
  await app.evaluate((address) => window.location.assign(address), studio.url);
  await expect(app).toHaveURL(/#\/data\/public\/person/);
  await expect(app.getByRole("alert")).toBeHidden();
  await expect(cell(app, 0, 2)).toHaveText("Augusta");

  await studio.stop();
  await app.getByRole("button", { name: "Read the rows again" }).click();
  await studio.start();
  await expect(app.getByRole("alert")).toContainText("This session has ended");
  const second = await app.context().newPage();
  await second.goto(studio.url);
  await expect(app.getByRole("alert")).toBeHidden();
  await app.getByRole("button", { name: "Commit" }).click();
  await expect(app.getByRole("region", { name: "Staged changes" })).toBeHidden();
  expect(studio.psql("SELECT name FROM person WHERE email = 'ada@example.org'")).toBe("Augusta");
});

test("staged changes of one database are never those of another that comes to the same address", async ({
  app,
  studio,
}) => {
  const other = `${studio.database}_other`;
  const drop = `DROP DATABASE IF EXISTS ${other} WITH (FORCE)`;
  studio.psql(drop);
  studio.psql(`CREATE DATABASE ${other} TEMPLATE template0`);
  await openTable(app, "person");
  await cell(app, 0, 2).click();
  await app.keyboard.type("Augusta");
  await app.keyboard.press("Enter");
  await studio.stop();
  await studio.start(studio.beside(other));
  await app.evaluate((address) => window.location.assign(address), studio.url);
  await expect(app.getByText(`${other} has no tables`)).toBeVisible();
  await expect(app.getByRole("region", { name: "Staged changes" })).toBeHidden();
  await studio.stop();
  studio.psql(drop);
  await studio.start();
  await app.evaluate((address) => window.location.assign(address), studio.url);
  await expect(app.getByRole("region", { name: "Staged changes" })).toContainText("1 changed");
});

test("a reload asks before staged changes are lost", async ({ app }) => {
  await openTable(app, "person");
  await cell(app, 0, 2).click();
  await app.keyboard.type("Augusta");
  await app.keyboard.press("Enter");
  const asked = app.waitForEvent("dialog");
  const reload = app.evaluate(() => window.location.reload());
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await reload;
  await expect(cell(app, 0, 2)).toHaveText("Augusta");
});

test("PostgreSQL goes: it is said once, nothing can be saved, and all goes on once it answers", async ({
  app,
  studio,
}) => {
  const server = await relay(studio.beside(studio.database));
  await studio.stop();
  await studio.start(server.url);
  await app.goto("about:blank");
  await app.goto(studio.url);
  await openTable(app, "person");
  await cell(app, 0, 2).click();
  await app.keyboard.type("Augusta");
  await app.keyboard.press("Enter");
  await server.stop();
  await app.getByRole("button", { name: "Read the rows again" }).click();
  await expect(app.getByRole("alert")).toHaveText(/^PostgreSQL does not answer/);
  await expect(app.getByRole("button", { name: "Commit" })).toBeDisabled();
  await server.start();
  await expect(app.getByRole("alert")).toBeHidden();
  await app.getByRole("button", { name: "Commit" }).click();
  await expect(app.getByRole("region", { name: "Staged changes" })).toBeHidden();
  expect(studio.psql("SELECT name FROM person WHERE email = 'ada@example.org'")).toBe("Augusta");
  await server.stop();
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
  await studio.stop();
  await studio.start();
  await stranger.evaluate((address) => window.location.assign(address), studio.url);
  await expect(stranger.getByRole("navigation", { name: "Views" })).toBeVisible();
});

test("the file that leads a browser to the address does, once, and the page goes on from there", async ({
  studio,
  browser,
}) => {
  // What opens files on a desktop: it keeps the file, which goes with keel.
  const file = join(studio.project, "open.html");
  const bin = join(studio.project, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "xdg-open"), '#!/bin/sh\ncp "$1" "$KEPT.part" && mv "$KEPT.part" "$KEPT"\n', { mode: 0o755 });
  const variables = { PATH: `${bin}:${process.env.PATH}`, KEPT: file };
  const begun = await begin(studio.project, ["--database-url", studio.beside(studio.database)], variables);
  const { origin } = new URL(begun.address);
  await expect.poll(() => existsSync(file)).toBe(true);

  const page = await (await browser.newContext()).newPage();
  // Another site gets nowhere by an address that anybody can guess.
  const guess = join(studio.project, "guess.html");
  writeFileSync(guess, `<meta http-equiv="refresh" content="0; url=${origin}/">`);
  await page.goto(`file://${guess}`);
  await expect(page.getByText("the request comes from another site")).toBeVisible();

  await page.goto(`file://${file}`);
  await expect(page.getByRole("navigation", { name: "Views" })).toBeVisible();
  expect(page.url()).toBe(`${origin}/#/`);
  await page.reload();
  await expect(page.getByRole("navigation", { name: "Views" })).toBeVisible();
  const second = await page.context().newPage();
  await second.goto(origin);
  await expect(second.getByRole("navigation", { name: "Views" })).toBeVisible();
  // By now it is as any other site.
  await second.goto(`file://${file}`);
  await expect(second.getByText("the request comes from another site")).toBeVisible();
  await end(begun.process);
});

test("a table that is gone says so", async ({ app, studio }) => {
  await openTable(app, "person");
  studio.psql("DROP TABLE nothing_yet");
  await app.getByRole("treeitem", { name: /^nothing_yet/ }).click();
  await expect(app.getByRole("alert")).toContainText("there is no relation public.nothing_yet");
  await expect(app.getByRole("treeitem", { name: /^nothing_yet/ })).toBeHidden();
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

  test("it is seen that it may not write, before anything fails", async ({ app, studio }) => {
    const bar = app.getByRole("banner");
    await expect(bar.getByText("read-only role")).toBeVisible();
    await expect(bar.getByText("read-only role")).toContainText(`${studio.readingRole} may neither change a row`);
    await expect(bar.getByRole("button", { name: "read-only" })).toHaveCount(0);
    await visit(app, "/sql");
    await expect(app.getByRole("switch", { name: "Let statements write" })).toBeDisabled();
    studio.psql(`GRANT USAGE ON SCHEMA keel TO ${studio.readingRole}`);
    studio.psql(`GRANT SELECT ON ALL TABLES IN SCHEMA keel TO ${studio.readingRole}`);
    studio.keel("gen", "later", "--custom");
    await visit(app, "/migrations");
    await app.reload();
    await expect(app.getByRole("heading", { name: "1 pending" })).toBeVisible();
    await expect(app.getByRole("button", { name: "Apply it" })).toBeDisabled();
    await expect(app.getByRole("main")).toContainText(`${studio.readingRole} may neither change a row`);
    studio.psql(`GRANT UPDATE ON person TO ${studio.readingRole}`);
    await app.reload();
    await expect(app.getByRole("button", { name: "Apply it" })).toBeEnabled();
  });
});
