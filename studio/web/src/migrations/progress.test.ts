import { expect, it } from "vitest";
import type { ApplyEvent, StatementCard } from "@/api/types";
import { advance, begun, cardProgress, isRunning, type Progress } from "./progress";

const statement = (segment: number): StatementCard => ({
  sql: "SELECT 1",
  line: 1,
  segment,
  transactional: true,
  observed: false,
  declared: false,
  locks: [],
  rewrites: null,
  rows: null,
  hazards: [],
  safer: null,
});
const migration = { version: "2", statements: [statement(0), statement(1), statement(1), statement(1)] };
const after = (...events: ApplyEvent[]): Progress => events.reduce(advance, begun("r", 0));
const shown = (progress: Progress) => migration.statements.map((_, at) => cardProgress(progress, migration, at));

const third: ApplyEvent[] = [
  { event: "applied", version: "1", milliseconds: 3 },
  { event: "migration", version: "2", name: "two" },
  { event: "statement", version: "2", statement: 2 },
];

it("shows what is done, what runs and what waits", () => {
  expect(shown(after(...third))).toEqual(["done", "done", "running", "waiting"]);
  expect(isRunning(after(...third))).toBe(true);
  const all = after(...third, { event: "applied", version: "2", milliseconds: 1 }, { event: "done", applied: 2 });
  expect(shown(all)).toEqual(["done", "done", "done", "done"]);
  expect(isRunning(all)).toBe(false);
});

it("calls nothing done that its transaction has taken back", () => {
  const failed = after(...third, { event: "failed", error: { code: "statement", message: "no" } });
  expect(shown(failed)).toEqual(["done", "rolled back", "failed", "waiting"]);
  expect(isRunning(failed)).toBe(false);
});

it("begins anew with another apply", () => {
  const again = after(...third, { event: "begun", request: "s", milliseconds: 500, over: false });
  expect([again.request, again.done, again.version]).toEqual(["s", [], null]);
});
