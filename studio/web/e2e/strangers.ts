import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";

/** Another program on this machine, at any port or this one, whose pages are same-site with the studio's: SameSite alone keeps nothing from it. */
export async function stranger(port = 0): Promise<{ origin: string; server: Server }> {
  const server = createServer(({ url }, response) => {
    // What the browser asks for of itself, an icon, must not look like something that was got from the studio.
    if (url !== "/") response.statusCode = 404;
    response.setHeader("Content-Type", "text/html");
    response.end("<!doctype html><title>stranger</title><body></body>");
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** The statuses of what the studio answers to a page. */
export function answers(page: Page, origin: string): { path: string; status: number }[] {
  const seen: { path: string; status: number }[] = [];
  page.on("response", (response) => {
    const url = new URL(response.url());
    if (url.origin === origin) seen.push({ path: url.pathname, status: response.status() });
  });
  return seen;
}

/** The statuses of all that a page gets from now on, of what the browser keeps from its scripts too. */
export async function statuses(page: Page): Promise<number[]> {
  const seen: number[] = [];
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  devtools.on("Network.responseReceivedExtraInfo", ({ statusCode }) => seen.push(statusCode));
  return seen;
}
