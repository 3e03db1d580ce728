import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";

/** Tests run one after another, each with a database of this name. */
const name = "acme";
const keel = process.env.KEEL ?? join(import.meta.dirname, "../../../target/debug/keel");

/** A database of its own with a project of its own, and `keel studio` on it. */
export interface Studio {
  url: string;
  database: string;
  project: string;
  /** Runs SQL beside the studio, as another person would. */
  psql: (sql: string) => string;
  keel: (...parameters: string[]) => string;
  stop: () => Promise<void>;
  /** Starts it again, on another database where one is named. */
  start: (url?: string) => Promise<void>;
  /** The URL of a database beside it. */
  beside: (database: string) => string;
}

function serverUrl(): URL {
  const text = process.env.EVENKEEL_TEST_URL;
  if (text === undefined) throw new Error("EVENKEEL_TEST_URL names no server: run this through .ci/with-server");
  return new URL(text);
}

interface Options {
  /** The SQL file that fills the database. */
  sample: string;
  /** Whether the database is that of a protected environment. */
  production: boolean;
  /** Whether the studio's role may read one table and nothing else. */
  reader: boolean;
}

/** Starts `keel studio` and waits for the address that it prints. */
function begin(project: string, parameters: string[]): Promise<{ process: ChildProcess; address: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(keel, ["studio", "--no-open", ...parameters], { cwd: project });
    let said = "";
    const listen = (data: Buffer) => {
      said += data.toString();
      const address = said.match(/http:\/\/127\.0\.0\.1:\d+\/\S*#\S+/)?.[0];
      if (address !== undefined) resolve({ process: child, address });
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("exit", (code) => reject(new Error(`keel studio ended with ${code}: ${said}`)));
  });
}

async function makeStudio({ sample, production, reader }: Options): Promise<Studio & { remove: () => Promise<void> }> {
  const server = serverUrl();
  const maintenance = server.href;
  server.pathname = `/${name}`;
  const url = server.href;
  const run = (program: string, parameters: string[], cwd?: string) =>
    execFileSync(program, parameters, { encoding: "utf8", ...(cwd === undefined ? {} : { cwd }) });
  const psqlOn = (database: string, ...parameters: string[]) =>
    run("psql", ["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", database, ...parameters]).trim();
  psqlOn(maintenance, "-c", `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, "-c", `CREATE DATABASE ${name}`);
  psqlOn(url, "-f", join(import.meta.dirname, sample));
  const project = mkdtempSync(join(tmpdir(), "keel-studio-"));
  const runKeel = (...parameters: string[]) => run(keel, [...parameters, "--database-url", url], project);
  runKeel("init", "--from", "database", "--no-workflow");
  runKeel("gen", "first", "--from", "migrations");
  runKeel("migrate", "baseline");

  if (production) {
    const settings = `\n[environments.production]\ndatabase_url = ${JSON.stringify(url)}\nprotected = true\n`;
    appendFileSync(join(project, "keel.toml"), settings);
  }
  const asReader = new URL(url);
  if (reader) {
    asReader.username = "studio_reader";
    asReader.password = "reads";
    psqlOn(url, "-c", "DROP ROLE IF EXISTS studio_reader", "-c", "CREATE ROLE studio_reader LOGIN PASSWORD 'reads'");
    psqlOn(url, "-c", "GRANT SELECT ON person TO studio_reader");
  }
  const where = production ? ["--environment", "production"] : ["--database-url", asReader.href];

  let running: ChildProcess | null = null;
  const studio: Studio & { remove: () => Promise<void> } = {
    url: "",
    database: name,
    project,
    psql: (sql) => psqlOn(url, "-c", sql),
    keel: runKeel,
    beside: (database) => {
      const other = serverUrl();
      other.pathname = `/${database}`;
      return other.href;
    },
    start: async (other) => {
      const begun = await begin(project, other === undefined ? where : ["--database-url", other]);
      running = begun.process;
      studio.url = begun.address;
    },
    stop: async () => {
      const child = running;
      running = null;
      if (child === null) return;
      if (child.exitCode !== null) return;
      await new Promise((resolve) => {
        child.removeAllListeners("exit");
        child.on("exit", resolve);
        child.kill("SIGINT");
      });
    },
    remove: async () => {
      await studio.stop();
      psqlOn(maintenance, "-c", `DROP DATABASE ${name} WITH (FORCE)`);
      rmSync(project, { recursive: true, force: true });
    },
  };
  await studio.start();
  return studio;
}

export const test = base.extend<Options & { studio: Studio; app: Page }>({
  sample: ["sample.sql", { option: true }],
  production: [false, { option: true }],
  reader: [false, { option: true }],
  studio: async ({ sample, production, reader }, use) => {
    const studio = await makeStudio({ sample, production, reader });
    await use(studio);
    await studio.remove();
  },
  /** The studio's page, with its session; a violated policy or a script's error fails the test. */
  app: async ({ page, studio }, use) => {
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    await page.exposeFunction("tellViolation", (text: string) => faults.push(text));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective, sourceFile, blockedURI, sample }) => {
        // Chromium itself styles what is typed over a selection in an editor, is refused, and nothing is lost: such a
        // report has no source.
        if (effectiveDirective === "style-src-attr" && !sourceFile) return;
        void (window as unknown as { tellViolation: (text: string) => void }).tellViolation(
          [effectiveDirective, sourceFile, blockedURI, sample].join(" "),
        );
      });
    });
    await page.goto(studio.url);
    await expect(page.getByRole("navigation", { name: "Views" })).toBeVisible();
    await use(page);
    expect(faults).toEqual([]);
    await expect(page).not.toHaveTitle("stolen");
  },
});

export { expect };

/** Goes to a place of the page as a link would. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, path);
}

export async function openTable(page: Page, name: string): Promise<void> {
  await page.getByRole("treeitem", { name: new RegExp(`^${name},`) }).click();
  await expect(page.getByRole("grid", { name: `Rows of ${name}` })).toBeVisible();
}

/** The cell of a row (from 0) and a column (by its place, from 0). */
export function cell(page: Page, row: number, column: number) {
  return page.locator(`[role=gridcell][data-row="${row}"][data-column="${column}"]`);
}
