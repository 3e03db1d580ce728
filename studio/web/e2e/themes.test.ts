import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { walks } from "./themes";

interface Spec {
  tests: { projectName: string; annotations: { type: string; description?: string }[] }[];
}

interface Suite {
  specs?: Spec[];
  suites?: Suite[];
}

/** Playwright's own word of which tests run in which project. */
function specs({ specs: own = [], suites = [] }: Suite): Spec[] {
  return [...own, ...suites.flatMap(specs)];
}

test("every view is walked by mouse, by keyboard and by axe in both themes", () => {
  const folder = join(import.meta.dirname, "..");
  const playwright = join(folder, "node_modules/.bin/playwright");
  const said = execFileSync(playwright, ["test", "--list", "--reporter=json"], { cwd: folder, encoding: "utf8" });
  const walked = new Set<string>();
  for (const { projectName, annotations } of specs(JSON.parse(said)).flatMap(({ tests }) => tests)) {
    for (const { type, description } of annotations) if (type === "walk") walked.add(`${description}, ${projectName}`);
  }
  const wanted = walks.flatMap((walk) => ["light", "dark"].map((theme) => `${walk}, ${theme}`));
  expect([...walked].sort()).toEqual(wanted.sort());
}, 60_000);
