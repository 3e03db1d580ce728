import { cell, expect, openTable, test, visit } from "./fixtures";
import { inBothThemes } from "./themes";

test.use({ production: true });

test(
  "production says so, starts read-only, and is unlocked by its name alone",
  inBothThemes(),
  async ({ app, studio }) => {
    const banner = app.getByRole("region", { name: "Environment" });
    await expect(banner).toContainText(`Production: ${studio.database} at`);
    await openTable(app, "person");
    await expect(app.getByRole("button", { name: "Add row" })).toBeHidden();
    await cell(app, 0, 2).click();
    await app.keyboard.type("Augusta");
    await expect(app.getByRole("region", { name: "Staged changes" })).toBeHidden();

    await app.getByRole("button", { name: "read-only" }).click();
    const dialog = app.getByRole("dialog", { name: "Unlock writing" });
    await dialog.getByRole("textbox").fill("another");
    await dialog.getByRole("button", { name: "Unlock writing" }).click();
    await expect(dialog.getByRole("alert")).toBeVisible();
    await dialog.getByRole("textbox").fill(studio.database);
    await app.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect(banner).toContainText("writing is unlocked");

    await expect(app.getByRole("button", { name: "Add row" })).toBeVisible();
    await cell(app, 0, 2).click();
    await app.keyboard.type("Augusta");
    await app.keyboard.press("Enter");
    await app.getByRole("button", { name: "Commit" }).click();
    await expect(app.getByRole("region", { name: "Staged changes" })).toBeHidden();
    expect(studio.psql("SELECT name FROM person WHERE email = 'ada@example.org'")).toBe("Augusta");
    await app.getByRole("button", { name: "writing unlocked" }).click();
    await expect(banner).toContainText("read-only");
  },
);

test("applying asks for the database's name, and for no other", async ({ app, studio }) => {
  studio.keel("gen", "later", "--custom");
  await visit(app, "/migrations");
  await app.reload();
  await app.getByRole("button", { name: "Apply it" }).click();
  const dialog = app.getByRole("dialog");
  const apply = dialog.getByRole("button", { name: "Apply" });
  await expect(apply).toBeDisabled();
  await dialog.getByRole("textbox").fill("another");
  await app.keyboard.press("Enter");
  await expect(apply).toBeDisabled();
  await dialog.getByRole("textbox").fill(studio.database);
  await app.keyboard.press("Enter");
  await expect(app.getByRole("heading", { name: "Nothing pending" })).toBeVisible();
  expect(studio.psql("SELECT count(*) FROM keel.migrations WHERE name = 'later'")).toBe("1");
});
