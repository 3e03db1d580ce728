import { execFileSync } from "node:child_process";
import { join } from "node:path";

export const keel = process.env.KEEL ?? join(import.meta.dirname, "../../../target/debug/keel");

/** The URL of a database of the server that `.ci/with-server` started; without a name, of its maintenance database. */
export function serverUrl(database?: string): URL {
  const text = process.env.EVENKEEL_TEST_URL;
  if (text === undefined) throw new Error("EVENKEEL_TEST_URL names no server: run this through .ci/with-server");
  const url = new URL(text);
  if (database !== undefined) url.pathname = `/${database}`;
  return url;
}

function run(program: string, parameters: string[], cwd?: string): string {
  return execFileSync(program, parameters, { encoding: "utf8", ...(cwd === undefined ? {} : { cwd }) });
}

export function psqlOn(database: string, ...parameters: string[]): string {
  return run("psql", ["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", database, ...parameters]).trim();
}

/** What `keel` prints that is run in this folder, on this database. */
export function keelOn(url: string, project: string, ...parameters: string[]): string {
  return run(keel, [...parameters, "--database-url", url], project);
}
