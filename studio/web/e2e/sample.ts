import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keelOn, psqlOn, serverUrl } from "./server";

/** A filled database, and the project that `keel` makes of it, of which each test gets a copy. */
interface Sample {
  database: string;
  project: string;
}

/** The samples that a worker has made so far, by the file that fills them. */
export class Samples {
  readonly #made = new Map<string, Sample>();

  /** Makes `database` and the folder `project` equal to the sample of this file. */
  copy(file: string, database: string, project: string): void {
    const sample = this.#made.get(file) ?? this.#make(file);
    const create = `CREATE DATABASE ${database} TEMPLATE ${sample.database}`;
    psqlOn(serverUrl().href, "-c", `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`, "-c", create);
    cpSync(sample.project, project, { recursive: true });
  }

  remove(): void {
    for (const { database, project } of this.#made.values()) {
      psqlOn(serverUrl().href, "-c", `DROP DATABASE ${database} WITH (FORCE)`);
      rmSync(project, { recursive: true, force: true });
    }
    this.#made.clear();
  }

  #make(file: string): Sample {
    const database = `sample_${process.env.TEST_PARALLEL_INDEX ?? 0}_${file.replace(/\W/g, "_")}`;
    const url = serverUrl(database).href;
    // A worker that was stopped may have left it.
    const drop = `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`;
    psqlOn(serverUrl().href, "-c", drop, "-c", `CREATE DATABASE ${database}`);
    psqlOn(url, "-f", join(import.meta.dirname, file));
    const project = mkdtempSync(join(tmpdir(), "keel-sample-"));
    const sample = { database, project };
    this.#made.set(file, sample);
    keelOn(url, project, "init", "--from", "database", "--no-workflow");
    keelOn(url, project, "gen", "first", "--from", "migrations");
    keelOn(url, project, "migrate", "baseline");
    return sample;
  }
}
