import { expect, it } from "vitest";
import type { StatementCard } from "@/api/types";
import { verdict } from "./verdict";

const plain: StatementCard = {
  sql: "",
  line: 1,
  segment: 0,
  transactional: true,
  observed: true,
  declared: false,
  locks: [],
  rewrites: false,
  rows: null,
  hazards: [],
  safer: null,
};

it("says the hardest lock and the tables that have it", () => {
  const statements: StatementCard[] = [
    { ...plain, locks: [{ object: "a", mode: "SHARE", blocks: "writes" }] },
    { ...plain, locks: [{ object: "b", mode: "ACCESS EXCLUSIVE", blocks: "reads and writes" }] },
  ];
  expect(verdict({ statements, down: "" })).toEqual({
    tone: "change",
    words: "Mind the locks",
    facts: ["blocks reads and writes on b"],
  });
});

it("puts the server's hazards first", () => {
  const hazards = [{ code: "type-changed", message: "", safer: null }];
  const dangerous: StatementCard = { ...plain, rewrites: true, hazards };
  expect(verdict({ statements: [dangerous], down: null })).toEqual({
    tone: "change",
    words: "1 hazard",
    facts: ["rewrites a table", "no way back"],
  });
  const lost: StatementCard = { ...plain, hazards: [{ code: "destructive", message: "", safer: null }] };
  expect(verdict({ statements: [dangerous, lost], down: "" })).toMatchObject({ tone: "delete", words: "2 hazards" });
});

it("finds nothing where there is nothing", () => {
  const locks = [{ object: "a", mode: "SHARE UPDATE EXCLUSIVE", blocks: "schema changes" }];
  expect(verdict({ statements: [{ ...plain, locks }], down: "" })).toEqual({
    tone: "add",
    words: "No hazard found",
    facts: [],
  });
});

it("praises nothing that nobody has looked at", () => {
  const statements = [plain, { ...plain, observed: false }];
  expect(verdict({ statements, down: "" })).toEqual({ tone: "muted", words: "Locks not known yet", facts: [] });
});
