import { readFileSync } from "node:fs";
import type { Browser, CDPSession, Page } from "@playwright/test";

declare global {
  interface Window {
    keelListening?: AbortController;
    keelKeys: { key: string; time: number }[];
  }
}

export interface Key {
  /** Which one, and the how manieth. */
  name: string;
  /** How long it was under way, from when the browser had it until the picture that answers it was made, in milliseconds. */
  time: number;
}

/** As often as a key that is held down repeats. */
const between = 33;

/**
 * Presses keys and gives the slowest. The browser's own measure of events (PerformanceEventTiming) is not taken: a key that
 * changes nothing more is counted there until some later key changes something.
 */
export async function slowestKey(page: Page, keys: readonly string[]): Promise<Key> {
  await page.evaluate(() => {
    window.keelKeys = [];
    window.keelListening?.abort();
    window.keelListening = new AbortController();
    window.addEventListener(
      "keydown",
      ({ key, timeStamp }) =>
        requestAnimationFrame(() => {
          // A task after the picture's.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => window.keelKeys.push({ key, time: performance.now() - timeStamp });
          port2.postMessage(null);
        }),
      { capture: true, signal: window.keelListening.signal },
    );
  });
  for (const key of keys) {
    const pressed = performance.now();
    await page.keyboard.press(key);
    await page.waitForTimeout(Math.max(0, between - (performance.now() - pressed)));
  }
  return page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    let slowest = { name: "", time: 0 };
    window.keelKeys.forEach(({ key, time }, at) => {
      if (time > slowest.time) slowest = { name: `${key}, the ${at + 1}th`, time };
    });
    return slowest;
  });
}

/** The memory that Chromium's processes of pages have to themselves, in megabytes: the largest since it was begun. */
export class Memory {
  private most = 0;
  private timer: NodeJS.Timeout | null = null;

  private constructor(private readonly session: CDPSession) {}

  static async watch(browser: Browser): Promise<Memory> {
    const memory = new Memory(await browser.newBrowserCDPSession());
    await memory.look();
    memory.timer = setInterval(() => void memory.look(), 100);
    return memory;
  }

  async stop(): Promise<number> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.look();
    await this.session.detach();
    return this.most;
  }

  private async look(): Promise<void> {
    const { processInfo } = await this.session.send("SystemInfo.getProcessInfo");
    for (const { type, id } of processInfo) {
      if (type === "renderer") this.most = Math.max(this.most, ownMegabytes(id));
    }
  }
}

function ownMegabytes(process: number): number {
  try {
    const status = readFileSync(`/proc/${process}/status`, "utf8");
    return Number(status.match(/^RssAnon:\s+(\d+) kB$/m)?.[1] ?? 0) / 1024;
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}

/** The time from a change of place until `there` holds and was painted, in milliseconds. */
export function timeTo(page: Page, place: string, there: string): Promise<number> {
  return page.evaluate(
    ([to, selector]) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        const look = () => {
          if (document.querySelector(selector ?? "") === null) requestAnimationFrame(look);
          // One picture later it is to be seen.
          else requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
        };
        window.location.hash = to ?? "";
        look();
      }),
    [place, there],
  );
}
