import { readFileSync } from "node:fs";
import { expect, test, visit } from "./fixtures";

test("tables are drawn, found and focused", async ({ app }) => {
  await visit(app, "/diagram");
  for (const name of ["organization", "person", "document", "event", "owner"]) {
    await expect(app.locator(".react-flow__node").filter({ hasText: name }).first()).toBeVisible();
  }
  await app.getByRole("combobox", { name: "Find a table" }).fill("docu");
  await app.keyboard.press("Enter");
  await expect(app.locator(".react-flow__node")).toHaveCount(2);
  await app.getByRole("button", { name: "2 hops" }).click();
  await expect(app.locator(".react-flow__node")).toHaveCount(3);
  await app.getByRole("button", { name: "All columns" }).click();
  await expect(app.locator(".react-flow__node").filter({ hasText: "document" })).toContainText("body");
  await app.getByRole("button", { name: "Names" }).click();
  await expect(app.locator(".react-flow__node").filter({ hasText: "document" })).not.toContainText("body");
  expect(app.url()).toContain("/diagram/public/document");
});

test("the list says the same in words", async ({ app }) => {
  await visit(app, "/diagram");
  await app.getByRole("button", { name: "As a list" }).click();
  const row = app.getByRole("row").filter({ has: app.getByRole("rowheader", { name: /^document/ }) });
  await expect(row).toContainText("author_id → person");
  await row.getByRole("link", { name: "person" }).focus();
  await app.keyboard.press("Enter");
  await expect(app).toHaveURL(/diagram\/public\/person/);
});

test("the drawing is saved as SVG", async ({ app }) => {
  await visit(app, "/diagram");
  const download = app.waitForEvent("download");
  await app.getByRole("button", { name: "SVG" }).click();
  const text = readFileSync(await (await download).path(), "utf8");
  expect(text).toContain("<svg");
  expect(text).toContain(">organization<");
  expect(text).not.toContain("<script");
});

test("from afar a canvas is drawn, and nodes when one comes near", async ({ app }) => {
  await visit(app, "/diagram");
  await expect(app.locator(".react-flow__node").first()).toBeVisible();
  for (let step = 0; step < 8; step += 1) await app.getByRole("button", { name: "Zoom Out" }).click();
  await expect(app.locator("canvas")).toBeVisible();
  await expect(app.locator(".react-flow__node")).toHaveCount(0);
  await app.getByRole("button", { name: "Fit the whole" }).click();
  await expect(app.locator(".react-flow__node").first()).toBeVisible();
});
