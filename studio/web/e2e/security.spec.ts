import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, openTable, test, visit } from "./fixtures";
import { answers, statuses, stranger } from "./strangers";

test("a page of another port, with the cookie sent along, gets nothing and does nothing", async ({ app, studio }) => {
  const { origin } = new URL(studio.url);
  const other = await stranger();
  const page = await app.context().newPage();
  await page.goto(other.origin);
  const seen = await statuses(page);
  const read = await page.evaluate(async (to) => {
    const texts: string[] = [];
    for (const path of ["/session/tab", "/api/overview", "/api/sql/run"]) {
      for (const mode of ["cors", "no-cors"] as const) {
        for (const type of ["text/plain", "application/json"]) {
          try {
            const body = JSON.stringify({
              request: "r",
              text: "INSERT INTO nothing_yet VALUES (1)",
              write: true,
              rowLimit: 1,
            });
            const headers = { "Content-Type": type };
            const response = await fetch(to + path, { method: "POST", mode, credentials: "include", headers, body });
            texts.push(await response.text());
          } catch {
            // Refused by the browser, as it should be.
          }
        }
      }
    }
    return texts.join("");
  }, origin);
  expect(read).toBe("");
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.filter((status) => status < 400)).toEqual([]);
  expect(studio.psql("SELECT count(*) FROM nothing_yet")).toBe("0");
  other.server.close();
});

test("a form of another page is refused", async ({ app, studio }) => {
  const { origin } = new URL(studio.url);
  const other = await stranger();
  const page = await app.context().newPage();
  const seen = answers(page, origin);
  await page.goto(other.origin);
  await page.evaluate((action) => {
    const form = document.createElement("form");
    form.method = "post";
    form.enctype = "text/plain";
    form.action = action;
    document.body.append(form);
    form.submit();
  }, `${origin}/session/tab`);
  await expect.poll(() => seen.length).toBeGreaterThan(0);
  expect(seen.filter(({ status }) => status < 400)).toEqual([]);
  other.server.close();
});

test("the studio is shown in no frame of another page", async ({ app, studio }) => {
  const { origin } = new URL(studio.url);
  const other = await stranger();
  const page = await app.context().newPage();
  await page.goto(other.origin);
  await page.evaluate((source) => {
    const frame = document.createElement("iframe");
    frame.src = source;
    document.body.append(frame);
  }, origin);
  await page.waitForLoadState("networkidle");
  await expect(page.frameLocator("iframe").getByRole("navigation")).toHaveCount(0);
  other.server.close();
});

test("a call with the cookie but without the tab's token is refused", async ({ app }) => {
  const status = await app.evaluate(async () => {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch("/api/overview", { method: "POST", headers, body: "{}" });
    return response.status;
  });
  expect(status).toBeGreaterThanOrEqual(400);
});

test("nothing of the session can be read by scripts or found in what is stored", async ({ app, studio }) => {
  const token = new URL(studio.url).hash.replace("#token=", "");
  const kept = await app.evaluate(() => ({
    cookie: document.cookie,
    stored: JSON.stringify({ ...localStorage, ...sessionStorage }),
    address: window.location.href,
  }));
  expect(kept.cookie).toBe("");
  expect(kept.stored).not.toContain(token);
  expect(kept.address).not.toContain(token);
});

test("the browser runs, styles, loads and asks nothing that is not the studio's own", async ({ page, studio }) => {
  const other = await stranger();
  await page.goto(studio.url);
  await expect(page.getByRole("navigation", { name: "Views" })).toBeVisible();
  const refused = await page.evaluate(async (elsewhere) => {
    const seen: string[] = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => seen.push(effectiveDirective));
    const add = (tag: string, attributes: Record<string, string>, text = "") => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.textContent = text;
      document.body.append(element);
    };
    add("script", {}, "document.title = 'stolen'");
    add("script", { src: `${elsewhere}/script.js` });
    add("img", { src: "/no-such-file.png", onerror: "document.title = 'stolen'" });
    add("style", {}, "body { display: none }");
    add("style", { nonce: "0".repeat(64) }, "body { display: none }");
    add("link", { rel: "stylesheet", href: `${elsewhere}/style.css` });
    add("img", { src: `${elsewhere}/pixel.png` });
    add("iframe", { src: `${elsewhere}/` });
    add("object", { data: `${elsewhere}/` });
    add("base", { href: `${elsewhere}/` });
    add("form", { action: `${elsewhere}/`, method: "post", target: "_blank", id: "leak" });
    (document.getElementById("leak") as HTMLFormElement).submit();
    await new FontFace("stolen", `url(${elsewhere}/font.woff2)`).load().catch(() => undefined);
    await fetch(`${elsewhere}/`).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 500));
    return seen;
  }, other.origin);
  for (const directive of [
    "script-src-elem",
    "script-src-attr",
    "style-src-elem",
    "img-src",
    "frame-src",
    "object-src",
    "base-uri",
    "form-action",
    "font-src",
    "connect-src",
  ]) {
    expect(refused).toContain(directive);
  }
  await expect(page).not.toHaveTitle("stolen");
  await expect(page.getByRole("navigation", { name: "Views" })).toBeVisible();
  other.server.close();
});

test("markup in comments, types, keys, notices, files and names of migrations is text", async ({ app, studio }) => {
  const bad = `<img src=x onerror="document.title='stolen'">`;
  const quoted = bad.replaceAll("'", "''");
  const name = `"${bad.replaceAll('"', '""')}"`;
  studio.psql(`CREATE TYPE ${name} AS ENUM ('${quoted}')`);
  studio.psql(`CREATE TABLE hostile (id int PRIMARY KEY, kind ${name}, up int CONSTRAINT ${name} REFERENCES hostile)`);
  studio.psql(`INSERT INTO hostile VALUES (1, '${quoted}', 1)`);
  studio.psql(`COMMENT ON TABLE hostile IS '${quoted}'`);
  studio.psql(`COMMENT ON COLUMN hostile.kind IS '${quoted}'`);
  studio.psql(`CREATE VIEW hostile_view AS SELECT '${quoted}'::text AS ${name}`);
  studio.psql(`CREATE INDEX ${name} ON hostile (kind)`);
  studio.psql(`ALTER TABLE person ADD COLUMN ${name} text`);
  studio.keel("gen", "hostile", "--custom");
  const folder = readdirSync(join(studio.project, "migrations")).find((entry) => entry.endsWith("_hostile")) ?? "";
  writeFileSync(
    join(studio.project, "migrations", folder, "up.sql"),
    `-- ${bad}\n\n-- DESTRUCTIVE: ${bad}\nSELECT '${quoted}'::integer;\n`,
  );

  await app.reload();
  await openTable(app, "hostile");
  await app.getByRole("button", { name: "Inspector" }).click();
  const inspector = app.getByRole("complementary", { name: "Inspector" });
  await expect(inspector).toContainText(bad);
  await inspector.getByRole("tab", { name: "Table" }).click();
  await expect(inspector).toContainText(bad);
  await openTable(app, "hostile_view");
  await expect(app.getByRole("columnheader", { name: bad })).toBeVisible();

  await visit(app, "/sql");
  await app.getByRole("textbox", { name: "SQL" }).click();
  await app.keyboard.insertText(`DO $$ BEGIN RAISE NOTICE '${quoted}' USING HINT = '${quoted}'; END $$`);
  await app.keyboard.press("Control+Enter");
  await expect(app.getByRole("region", { name: "Results" })).toContainText(bad);
  await visit(app, "/diagram/public/hostile");
  await expect(app.locator(".react-flow__node").filter({ hasText: "hostile" }).first()).toBeVisible();
  await visit(app, "/drift");
  await app.getByRole("option", { name: /person/ }).click();
  await expect(app.locator(".cm-merge-a")).toContainText("onerror=");
  await visit(app, "/migrations");
  await expect(app.getByRole("article", { name: "Statement 1" })).toContainText(bad);
  await app.getByRole("button", { name: "Apply it" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
  await expect(app.getByRole("alert").first()).toContainText("invalid input syntax");
  await expect(app.getByRole("alert").first()).toContainText(bad);
});
