import { expect, test } from "./fixtures";
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
