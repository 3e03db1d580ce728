import type { Page } from "@playwright/test";
import { chromium } from "./browser";
import { expect, openTable, type Studio, test } from "./fixtures";
import { statuses, stranger } from "./strangers";

/** Names of an attacker, whose DNS says by now that they are this machine. */
const rebound = "rebind.test";
const foreign = "foreign.test";

test.use({ launchOptions: chromium(`--host-resolver-rules=MAP ${rebound} 127.0.0.1, MAP ${foreign} 127.0.0.1`) });

/** The attacker's page, which was loaded at the studio's port before the name led to the studio. */
async function attack(page: Page, studio: Studio, origin: string): Promise<void> {
  await studio.stop();
  const { server } = await stranger(Number(new URL(origin).port));
  await page.goto(`${origin}/`);
  await expect(page).toHaveTitle("stranger");
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await studio.start();
  expect(new URL(studio.url).port).toBe(new URL(origin).port);
}

interface Got {
  what: string;
  status: number;
  text: string;
}

/** Asks a studio for all that it has, in each way that a page can, and gives what the page's scripts got to see. */
function askForAll(page: Page, target: string, token: string): Promise<Got[]> {
  return page.evaluate(
    async ([to, secret]) => {
      const got: Got[] = [];
      const insert = { request: "r", text: "INSERT INTO nothing_yet VALUES (1)", write: true, rowLimit: 1 };
      const bodies = { "/session": { token: secret }, "/session/tab": {}, "/api/overview": {}, "/api/sql/run": insert };
      const ask = async (what: string, path: string, init: RequestInit) => {
        try {
          const response = await fetch(to + path, { credentials: "include", ...init });
          got.push({ what, status: response.status, text: await response.text() });
        } catch {
          // Kept from this page by the browser.
        }
      };
      for (const mode of ["cors", "no-cors"] as const) {
        for (const path of ["/", "/index.html", "/assets/index.js", "/assets/index.css", "/data/public/person"]) {
          await ask(`GET ${path} ${mode}`, path, { mode });
          await ask(`HEAD ${path} ${mode}`, path, { mode, method: "HEAD" });
        }
        for (const [path, body] of Object.entries(bodies)) {
          await ask(`GET ${path} ${mode}`, path, { mode });
          for (const type of ["application/json", "text/plain"]) {
            const headers = { "Content-Type": type };
            await ask(`POST ${path} ${mode}`, path, { mode, method: "POST", headers, body: JSON.stringify(body) });
          }
        }
      }
      for (const [tag, attribute] of [
        ["script", "src"],
        ["img", "src"],
        ["link", "href"],
      ] as const) {
        const element = document.createElement(tag);
        if (tag === "link") element.setAttribute("rel", "stylesheet");
        const loaded = new Promise<boolean>((resolve) => {
          element.onload = () => resolve(true);
          element.onerror = () => resolve(false);
        });
        element.setAttribute(attribute, `${to}/assets/index.${tag === "link" ? "css" : "js"}`);
        document.head.append(element);
        if (await loaded) got.push({ what: tag, status: 200, text: "" });
      }
      const socket = new WebSocket(`${to?.replace("http", "ws")}/`);
      const open = await new Promise<boolean>((resolve) => {
        socket.onopen = () => resolve(true);
        socket.onerror = () => resolve(false);
      });
      if (open) got.push({ what: "WebSocket", status: 101, text: "" });
      return got;
    },
    [target, token] as const,
  );
}

test("a page whose name was made to lead here gets nothing", async ({ page, studio }) => {
  const origin = `http://${rebound}:${new URL(studio.url).port}`;

  const visited = await page.goto(`${origin}/`);
  expect(visited?.status()).toBe(403);
  await expect(page.getByRole("navigation")).toHaveCount(0);

  await attack(page, studio, origin);
  const token = new URL(studio.url).hash.replace("#token=", "");
  const seen = await statuses(page);
  const got = await askForAll(page, origin, token);
  // To the browser it is the same origin, so the page reads what it gets: nothing but that it is refused.
  expect(got.map(({ what }) => what)).toEqual(
    expect.arrayContaining(["GET / cors", "GET /assets/index.js cors", "POST /session cors", "POST /api/sql/run cors"]),
  );
  expect(got.filter(({ status }) => status !== 403)).toEqual([]);
  expect(got.filter(({ text }) => /acme|person|<script|tab/.test(text))).toEqual([]);
  expect(seen.length).toBeGreaterThan(20);
  expect(seen.filter((status) => status !== 403)).toEqual([]);

  // The token that it had guessed is still good for whom it was printed.
  await page.goto(studio.url);
  await openTable(page, "person");
  expect(studio.psql("SELECT count(*) FROM nothing_yet")).toBe("0");
});

for (const host of ["127.0.0.1", foreign]) {
  test(`a page at another port of ${host} reads nothing and writes nothing`, async ({ app, studio }) => {
    const { origin } = new URL(studio.url);
    const other = await stranger();
    const page = await app.context().newPage();
    await page.goto(`http://${host}:${new URL(other.origin).port}/`);
    const seen = await statuses(page);
    const got = await askForAll(page, origin, "0".repeat(64));
    expect(got.filter(({ status, text }) => status !== 0 || text !== "")).toEqual([]);
    expect(seen.length).toBeGreaterThan(20);
    expect(seen.filter((status) => status < 400)).toEqual([]);
    expect(studio.psql("SELECT count(*) FROM nothing_yet")).toBe("0");
    other.server.close();
    await page.close();
    await app.reload();
    await openTable(app, "person");
  });
}
