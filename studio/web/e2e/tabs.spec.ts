import type { Page } from "@playwright/test";
import { cell, expect, openTable, test } from "./fixtures";

const tabs = (page: Page) => page.getByRole("navigation", { name: "Open tables" }).getByRole("link");

test("open tables survive a reload, each as it was left", async ({ app }) => {
  await openTable(app, "person");
  await app.getByRole("columnheader", { name: /email/ }).click();
  await expect(app.getByRole("columnheader", { name: /email/ })).toHaveAttribute("aria-sort", "ascending");
  await openTable(app, "event");
  await openTable(app, "document");
  await tabs(app).filter({ hasText: "event" }).click();
  await app.reload();
  await expect(app.getByRole("grid", { name: "Rows of event" })).toBeVisible();
  await expect(tabs(app)).toHaveText(["person", "event", "document"]);
  await app.getByRole("button", { name: "Close document" }).click();
  await tabs(app).filter({ hasText: "person" }).click();
  await expect(app.getByRole("columnheader", { name: /email/ })).toHaveAttribute("aria-sort", "ascending");
  await app.keyboard.press("Alt+2");
  await app.reload();
  await expect(app.getByRole("textbox", { name: "SQL" })).toBeVisible();
  await app.keyboard.press("Alt+1");
  await expect(app).toHaveURL(/data\/public\/person\?sort=email/);
  await expect(tabs(app)).toHaveText(["person", "event"]);
});

test("each database has its own open tables", async ({ app, studio }) => {
  const name = `${studio.database}_other`;
  const other = studio.beside(name);
  const drop = `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`;
  studio.psql(drop);
  studio.psql(`CREATE DATABASE ${name} TEMPLATE template0`);
  const { origin } = new URL(studio.url);
  await openTable(app, "person");
  await openTable(app, "event");

  await studio.stop();
  await studio.start(other);
  expect(new URL(studio.url).origin).toBe(origin);
  await app.goto("about:blank");
  await app.goto(studio.url);
  await expect(app.getByText(`${name} has no tables`)).toBeVisible();
  await expect(tabs(app)).toHaveCount(0);

  await studio.stop();
  studio.psql(drop);
  studio.psql("DROP TABLE event");
  await studio.start();
  const later = await app.context().newPage();
  await later.goto(studio.url);
  await expect(cell(later, 0, 1)).toHaveText("ada@example.org");
  await expect(tabs(later)).toHaveText(["person"]);
});

test("keel's own schema is the last, and folded", async ({ app }) => {
  const tree = app.getByRole("tree");
  await expect(tree.locator("[aria-level='1']")).toHaveText([/^public/, /^keel/]);
  await expect(tree.locator("[aria-level='1'][aria-expanded=true]")).toHaveText(/^public/);
  await tree.locator("[aria-level='1']").last().click();
  await expect(tree.getByRole("treeitem", { name: /^migration/ })).toBeVisible();
});

test("the tab of the table that is looked at is in sight, however many there are", async ({ app, studio }) => {
  for (let at = 0; at < 12; at += 1) studio.psql(`CREATE TABLE a_longer_name_${at} (id integer PRIMARY KEY)`);
  await app.reload();
  for (let at = 0; at < 12; at += 1) await openTable(app, `a_longer_name_${at}`);
  const list = app.getByRole("navigation", { name: "Open tables" });
  const strip = await list.boundingBox();
  for (const name of ["a_longer_name_11", "a_longer_name_0"]) {
    await openTable(app, name);
    await expect
      .poll(async () => {
        const tab = await list
          .getByRole("listitem")
          .filter({ hasText: new RegExp(`^${name}$`) })
          .boundingBox();
        if (strip === null || tab === null) return false;
        return tab.x >= strip.x - 1 && tab.x + tab.width <= strip.x + strip.width + 1;
      })
      .toBe(true);
  }
});
