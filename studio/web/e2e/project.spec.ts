import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Studio, test, visit } from "./fixtures";
import { inBothThemes } from "./themes";

function addColumn({ project }: Studio): void {
  const file = join(project, "schema.yaml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/^( *)email: .*$/m, "$&\n$1nickname: text?"));
}

test(
  "drift is shown, its migration generated, reviewed and applied",
  inBothThemes("drift by mouse", "migrations by mouse"),
  async ({ app, studio }) => {
    await visit(app, "/drift");
    await expect(app.getByText("No drift")).toBeVisible();
    addColumn(studio);
    await app.getByRole("button", { name: "Compare again" }).click();
    await expect(app.getByRole("option", { name: /person/ })).toBeVisible();
    await expect(app.locator(".cm-merge-b")).toContainText("nickname");
    await expect(app.locator(".cm-merge-a")).not.toContainText("nickname");
    await visit(app, "/diagram?drift");
    await expect(app.locator(".react-flow__node").filter({ hasText: "person" })).toContainText("differs");
    await visit(app, "/drift");
    await app.getByRole("button", { name: "Generate the migration" }).click();
    await app.getByLabel(/^Name/).fill("add_nickname");
    await app.getByRole("button", { name: "Generate", exact: true }).click();
    const dialog = app.getByRole("dialog");
    await expect(dialog).toContainText("nickname");
    await dialog.getByRole("button", { name: "Review it" }).click();

    await expect(app.getByRole("heading", { name: "add_nickname" })).toBeVisible();
    const card = app.getByRole("article", { name: "Statement 1" });
    await expect(card).toContainText("ADD COLUMN");
    await expect(card).toContainText("ACCESS EXCLUSIVE");
    await expect(app.getByRole("note", { name: "Verdict" })).toBeVisible();
    expect(studio.psql("SELECT count(*) FROM information_schema.columns WHERE column_name = 'nickname'")).toBe("0");
    await app.getByRole("button", { name: "Apply it" }).click();
    await app.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
    await expect(app.getByRole("heading", { name: "Nothing pending" })).toBeVisible();
    expect(studio.psql("SELECT count(*) FROM information_schema.columns WHERE column_name = 'nickname'")).toBe("1");
    await visit(app, "/drift");
    await expect(app.getByText("No drift")).toBeVisible();
  },
);

test(
  "drift marks tables of any name, and draws those that the database has not got",
  inBothThemes(),
  async ({ app, studio }) => {
    studio.psql("ALTER TABLE \"<script>document.title='stolen'</script>\" ADD COLUMN extra text");
    studio.psql("DROP TABLE nothing_yet");
    await visit(app, "/diagram?drift");
    await app.reload();
    const node = (text: string) => app.locator(".react-flow__node").filter({ hasText: text });
    await expect(node("<script>")).toContainText("differs");
    await expect(node("nothing_yet")).toContainText("missing");
  },
);

test("a broken schema.yaml is shown with its place", inBothThemes(), async ({ app, studio }) => {
  appendFileSync(join(studio.project, "schema.yaml"), "tabels: {}\n");
  await visit(app, "/drift");
  await app.reload();
  const alert = app.getByRole("alert");
  await expect(alert).toContainText(/schema\.yaml:\d+:\d+/);
  await expect(alert).toContainText("tabels: {}");
  await expect(app.getByRole("link", { name: /Drift/ })).toContainText("!");
});
