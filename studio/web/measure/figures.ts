import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { cell } from "../e2e/fixtures";
import { begin, end } from "../e2e/studio";
import { make, remove } from "./database";
import { type Key, Memory, slowestKey, timeTo } from "./page";
import { type Figure, isMissed, table } from "./report";
import { isSmall, size } from "./sizes";

const keyBound = 100;
const memoryBound = 300;
const count = new Intl.NumberFormat("en-US").format;
const many = (key: string, times: number) => new Array<string>(times).fill(key);

function ofKey(name: string, { name: key, time }: Key): Figure {
  return { name: time > keyBound / 2 ? `${name} (${key})` : name, value: time, unit: "ms", bound: keyBound };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A page of its own, as one that has just been opened. */
async function withPage<Answer>(browser: Browser, url: string, use: (page: Page) => Promise<Answer>): Promise<Answer> {
  const page = await browser.newPage({ storageState: await session(browser, url) });
  await page.goto(new URL(url).origin);
  await expect(page.getByRole("tree")).toBeVisible();
  // What a person sees first is at rest.
  await page.waitForLoadState("networkidle");
  const answer = await use(page);
  await page.context().close();
  return answer;
}

let state: Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>> | null = null;

/** The session, which the address gives once. */
async function session(browser: Browser, url: string): Promise<NonNullable<typeof state>> {
  if (state === null) {
    const page = await browser.newPage();
    await page.goto(url);
    await expect(page.getByRole("tree")).toBeVisible();
    state = await page.context().storageState();
    await page.context().close();
  }
  return state;
}

async function sidebar(page: Page): Promise<Figure[]> {
  const open = await page.evaluate(async () => {
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return (paint?.startTime ?? 0) - (navigation?.startTime ?? 0);
  });
  await page.keyboard.press("/");
  const filter = await slowestKey(page, [..."part_77", ...many("Backspace", 7)]);
  await page.getByRole("tree").focus();
  const keys = await slowestKey(page, [...many("ArrowDown", 40), ...many("PageDown", 20), "End", "Home"]);
  return [
    {
      name: `the page with ${count(size.tables)} tables in the side bar is there`,
      value: open,
      unit: "ms",
      bound: null,
    },
    ofKey("a key in the side bar", keys),
    ofKey("a letter of its filter", filter),
  ];
}

/** The keys of a person who looks around in a grid, edits and goes on. */
async function gridKeys(page: Page, name: string): Promise<Figure> {
  const around = [
    ...many("ArrowDown", 30),
    ...many("ArrowRight", 30),
    ...many("PageDown", 10),
    ...many("ArrowLeft", 30),
    ...many("ArrowUp", 10),
    "End",
    "Home",
    "ArrowRight",
    "Enter",
    ..."12345",
    "Enter",
    "Control+z",
    // With the inspector, which shows each row.
    "Space",
    ...many("ArrowDown", 10),
    "Space",
  ];
  return ofKey(`a key in ${name}`, await slowestKey(page, around));
}

async function grid(page: Page, relation: string, name: string): Promise<Figure[]> {
  const open = await timeTo(page, `/data/public/${relation}`, "[role=gridcell]");
  await cell(page, 0, 0).click();
  const keys = await gridKeys(page, name);
  await page.keyboard.press("Control+End");
  await expect(page.getByRole("grid")).toHaveAttribute("aria-busy", "false");
  await expect(page.locator("[role=gridcell]:focus")).toBeVisible();
  const last = await gridKeys(page, `${name}, at its end`);
  return [{ name: `${name} is open`, value: open, unit: "ms", bound: null }, keys, last];
}

async function diagram(page: Page): Promise<Figure> {
  const time = await timeTo(page, "/diagram?near=0", ".react-flow canvas");
  return { name: `the diagram of ${count(size.tables)} tables`, value: time / 1000, unit: "s", bound: 3 };
}

/** Opens a value of each type, shows its beginning, and saves all of it to a file. */
async function values(browser: Browser, page: Page): Promise<Figure[]> {
  const memory = await Memory.watch(browser);
  const open = await timeTo(page, "/data/public/large", "[role=gridcell]");
  const figures: Figure[] = [];
  for (const [place, type] of ["text", "bytea", "jsonb"].entries()) {
    await cell(page, 0, place + 1).click();
    if (place === 0) await page.keyboard.press("Space");
    const inspector = page.getByRole("complementary", { name: "Inspector" });
    const field = inspector.locator("section").nth(place + 1);
    const started = performance.now();
    await field.getByRole("button", { name: /^(Fetch all|Show more)/ }).click();
    await expect(field.getByRole("button", { name: /^(Fetch all|Show more)/ })).toBeHidden();
    const shown = (performance.now() - started) / 1000;
    figures.push({ name: `the beginning of ${size.megabytes} MB of ${type}`, value: shown, unit: "s", bound: null });
    const key = await slowestKey(page, ["ArrowLeft", "ArrowRight", "ArrowLeft", "ArrowRight"]);
    figures.push(ofKey("a key beside it", key));
    const save = field.getByRole("button", { name: "Save to a file" });
    if (!(await save.isVisible())) continue;
    const saving = performance.now();
    const download = page.waitForEvent("download", { timeout: 0 });
    await save.click();
    const file = await (await download).path();
    figures.push({ name: "all of it in a file", value: (performance.now() - saving) / 1000, unit: "s", bound: null });
    expect(statSync(file).size).toBeGreaterThanOrEqual(size.megabytes * 1_000_000);
  }
  return [
    { name: `rows with values of ${size.megabytes} MB are open`, value: open, unit: "ms", bound: null },
    ...figures,
    { name: "the page's memory meanwhile, at most", value: await memory.stop(), unit: "MB", bound: memoryBound },
  ];
}

test("figures", async ({ browser }) => {
  const folder = mkdtempSync(join(tmpdir(), "keel-measure-"));
  say("making the database");
  const database = make(size);
  const studio = await begin(folder, ["--database-url", database]);
  const figures: Figure[] = [];
  const add = async (what: string, measured: (page: Page) => Promise<Figure | Figure[]>) => {
    say(`measuring ${what}`);
    figures.push(...[await withPage(browser, studio.address, measured)].flat());
  };
  try {
    await add("the side bar", sidebar);
    await add("the long table", (page) => grid(page, "long", `a table of ${count(size.rows)} rows`));
    await add("the wide table", (page) => grid(page, "wide", `a table of ${count(size.columns)} columns`));
    await add("the diagram", diagram);
    await add("large values", (page) => values(browser, page));
  } finally {
    await end(studio.process);
    remove();
    rmSync(folder, { recursive: true, force: true });
    say(`\nkeel studio in Chromium ${browser.version()}${isSmall ? ", at a small size" : ""}\n\n${table(figures)}`);
  }
  if (process.env.KEEL_MEASURE_CHECK !== undefined) expect(figures.filter(isMissed)).toEqual([]);
});
