import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Samples } from "./sample";
import { keel, keelOn, psqlOn, serverUrl } from "./server";

/** The tests of one worker run one after another, each with a database of its worker's name. */
const worker = Number(process.env.TEST_PARALLEL_INDEX ?? 0);
const name = worker === 0 ? "acme" : `acme_${worker}`;

/** A studio that starts again has to have the port that it had, so no worker takes another's. */
const port = 15_000 + worker * 100;

/** Roles are the server's, not a database's. */
const readingRole = `${name}_reader`;

/** A database of its own with a project of its own, and `keel studio` on it. */
export interface Studio {
  url: string;
  database: string;
  project: string;
  /** The role that the studio of a test with the option `reader` has. */
  readingRole: string;
  /** Runs SQL beside the studio, as another person would. */
  psql: (sql: string) => string;
  keel: (...parameters: string[]) => string;
  stop: () => Promise<void>;
  /** Starts it again, on another database where one is named. */
  start: (url?: string) => Promise<void>;
  /** The URL of a database beside it. */
  beside: (database: string) => string;
}

/** Lets a program end as Ctrl-C does. */
export async function end(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null) return;
  await new Promise((resolve) => {
    child.removeAllListeners("exit");
    child.on("exit", resolve);
    child.kill("SIGINT");
  });
}

export interface Options {
  /** The SQL file that fills the database. */
  sample: string;
  /** Whether the database is that of a protected environment. */
  production: boolean;
  /** Whether the studio's role may read one table and nothing else. */
  reader: boolean;
}

/** Starts `keel studio` and waits for the address that it prints. */
export function begin(
  project: string,
  parameters: string[],
  variables: Record<string, string> = {},
): Promise<{ process: ChildProcess; address: string }> {
  return new Promise((resolve, reject) => {
    const { DATABASE_URL: _, ...env } = process.env;
    const child = spawn(keel, ["studio", "--port", String(port), ...parameters], {
      cwd: project,
      env: { ...env, ...variables },
    });
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

export async function makeStudio(
  samples: Samples,
  { sample, production, reader }: Options,
): Promise<Studio & { remove: () => Promise<void> }> {
  const maintenance = serverUrl().href;
  const url = serverUrl(name).href;
  const project = mkdtempSync(join(tmpdir(), "keel-studio-"));
  samples.copy(sample, name, project);

  if (production) {
    const settings = `\n[environments.production]\ndatabase_url = ${JSON.stringify(url)}\nprotected = true\n`;
    appendFileSync(join(project, "keel.toml"), settings);
  }
  const asReader = new URL(url);
  if (reader) {
    asReader.username = readingRole;
    asReader.password = "reads";
    const create = `CREATE ROLE ${readingRole} LOGIN PASSWORD 'reads'`;
    psqlOn(url, "-c", `DROP ROLE IF EXISTS ${readingRole}`, "-c", create);
    psqlOn(url, "-c", `GRANT SELECT ON person TO ${readingRole}`);
  }
  const where = production ? ["--environment", "production"] : ["--database-url", asReader.href];

  let running: ChildProcess | null = null;
  const studio: Studio & { remove: () => Promise<void> } = {
    url: "",
    database: name,
    readingRole,
    project,
    psql: (sql) => psqlOn(url, "-c", sql),
    keel: (...parameters) => keelOn(url, project, ...parameters),
    beside: (database) => serverUrl(database).href,
    start: async (other) => {
      const begun = await begin(project, ["--no-open", ...(other === undefined ? where : ["--database-url", other])]);
      running = begun.process;
      studio.url = begun.address;
    },
    stop: async () => {
      const child = running;
      running = null;
      await end(child);
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
