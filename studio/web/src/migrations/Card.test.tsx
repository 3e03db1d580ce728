import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { StatementCard } from "@/api/types";
import { Card } from "./Card";

const card: StatementCard = {
  sql: "CREATE INDEX i ON a (b)",
  line: 1,
  segment: 0,
  transactional: true,
  observed: false,
  declared: false,
  locks: [],
  rewrites: null,
  rows: null,
  hazards: [{ code: "index-without-concurrently", message: "writes wait", safer: "build it CONCURRENTLY" }],
  safer: "-- keel: segment no-transaction\n\nCREATE INDEX CONCURRENTLY i ON a (b);",
};

/** The texts of what is rendered. */
function texts(shown: StatementCard): string {
  return renderToStaticMarkup(<Card card={shown} number={1} progress={null} />).replace(/<[^>]*>/g, "");
}

it("shows what is dangerous, what to do, and the statements that are safer", () => {
  const text = texts(card);
  expect(text).toContain("writes wait");
  expect(text).toContain("Safer: build it CONCURRENTLY");
  expect(text).toContain(card.safer);
});

it("offers no form where there is none", () => {
  expect(texts({ ...card, safer: null })).not.toContain("Copy");
});

it("is red for what is lost alone", () => {
  const red = (shown: StatementCard) =>
    renderToStaticMarkup(<Card card={shown} number={1} progress={null} />).includes("border-delete");
  expect(red(card)).toBe(false);
  expect(red({ ...card, hazards: [{ code: "destructive", message: "rows are lost", safer: null }] })).toBe(true);
});
