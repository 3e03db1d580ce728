import { psqlOn, serverUrl } from "../e2e/server";
import type { Sizes } from "./sizes";

const name = "keel_measure";

/** The database that is measured, made anew. */
export function make({ rows, columns, tables, megabytes }: Sizes): string {
  remove();
  psqlOn(serverUrl().href, "-c", `CREATE DATABASE ${name}`);
  const url = serverUrl(name).href;
  for (const sql of [long(rows), wide(columns), many(tables), large(megabytes), ["VACUUM ANALYZE"]].flat()) {
    psqlOn(url, "-c", sql);
  }
  return url;
}

export function remove(): void {
  psqlOn(serverUrl().href, "-c", `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** As `cargo run -p evenkeel-benchmarks -- studio` has it. */
function long(rows: number): string[] {
  return [
    "CREATE TABLE long (id bigint PRIMARY KEY, sensor text NOT NULL, taken_at timestamptz NOT NULL, value numeric, note text)",
    `INSERT INTO long SELECT n, 'sensor ' || n % 1000, '2020-01-01'::timestamptz + n * interval '1 second',
       n % 977 / 7.0, CASE WHEN n % 3 = 0 THEN repeat('note ', (n % 9)::int) END FROM generate_series(1, ${rows}) n`,
    "CREATE INDEX ON long (taken_at)",
  ];
}

function wide(columns: number): string[] {
  const names = Array.from({ length: columns - 1 }, (_, at) => `column_${at + 1}`);
  return [
    `CREATE TABLE wide (id bigint PRIMARY KEY, ${names.map((column) => `${column} integer`).join(", ")})`,
    `INSERT INTO wide SELECT n, ${names.map((_, at) => `n * ${at + 1}`).join(", ")} FROM generate_series(1, 1000) n`,
  ];
}

/** Modules of ten tables that refer to each other and to one that all refer to. */
function many(tables: number): string[] {
  return [
    "CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL)",
    `DO $$ BEGIN
       FOR number IN 0 .. ${tables - 1} LOOP
         EXECUTE format('CREATE TABLE %I (id bigint PRIMARY KEY, title text NOT NULL, state text NOT NULL, amount numeric,
           created_at timestamptz NOT NULL DEFAULT now(), owner_id bigint NOT NULL REFERENCES account)', 'part_' || number);
         IF number % 10 > 0 THEN
           EXECUTE format('ALTER TABLE %I ADD before_id bigint REFERENCES %I', 'part_' || number, 'part_' || number - 1);
         END IF;
         IF number % 10 > 1 THEN
           EXECUTE format('ALTER TABLE %I ADD root_id bigint REFERENCES %I', 'part_' || number, 'part_' || number - 2);
         END IF;
         COMMIT;
       END LOOP;
     END $$`,
  ];
}

/** Text that does not compress to nothing, as text of people does not. */
function large(megabytes: number): string[] {
  const bytes = megabytes * 1_000_000;
  return [
    "CREATE TABLE large (id integer PRIMARY KEY, words text, bytes bytea, document jsonb)",
    `INSERT INTO large SELECT 1, words, convert_to(words, 'UTF8'),
       (SELECT jsonb_agg(md5(n::text)) FROM generate_series(1, ${Math.ceil(bytes / 36)}) n)
     FROM (SELECT string_agg(md5(n::text), '') AS words FROM generate_series(1, ${Math.ceil(bytes / 32)}) n) made`,
  ];
}
