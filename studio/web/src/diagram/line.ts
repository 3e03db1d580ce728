import { anchorBelow, type Point } from "./island";
import type { Layout } from "./layout";
import { tableWidth } from "./model";

const corner = 10;
/** Lines so long would cover all that lies between: they are fainter. */
const farFrom = 1400;

/** Where the line of an edge begins, turns and ends; null where one of the tables is not there. */
export function lineOf(layout: Layout, edge: string, source: string, target: string): Point[] | null {
  const [from, to] = [layout.places[source], layout.places[target]];
  if (!from || !to || source === target) return null;
  const route = layout.routes[edge] ?? [];
  const [first, last] = [route[0] ?? to, route.at(-1) ?? from];
  return [beside(from, first), ...route, beside(to, last)];
}

/** Where a line leaves a table that goes on to a point. */
function beside({ x, y }: Point, to: Point): Point {
  return { x: to.x < x ? x : x + tableWidth, y: y + anchorBelow };
}

export function isFar(line: readonly Point[]): boolean {
  const [start, end] = [line[0], line.at(-1)];
  return start !== undefined && end !== undefined && Math.hypot(start.x - end.x, start.y - end.y) > farFrom;
}

/** A line as an SVG path: straight with round corners where it runs to a side or up and down, else a curve. */
export function pathOf(line: readonly Point[]): string {
  const [start, second] = line;
  if (start === undefined || second === undefined) return "";
  if (line.length === 2) return `M${start.x} ${start.y}${curve(start, second, 40)}`;
  const parts = line.slice(1).map((to, at) => {
    const from = line[at] ?? start;
    if (!isStraight(from, to)) return curve(from, to, 0);
    const next = line[at + 2];
    if (next === undefined || !isStraight(to, next)) return `L${to.x} ${to.y}`;
    const [before, after] = [towards(to, from), towards(to, next)];
    return `L${before.x} ${before.y}Q${to.x} ${to.y} ${after.x} ${after.y}`;
  });
  return `M${start.x} ${start.y}${parts.join("")}`;
}

function isStraight(from: Point, to: Point): boolean {
  return from.x === to.x || from.y === to.y;
}

/** A curve that leaves to the side and comes from the side. */
function curve(from: Point, to: Point, least: number): string {
  const bend = Math.max(least, Math.abs(to.x - from.x) / 2) * (to.x < from.x ? -1 : 1);
  return `C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
}

/** The point near `from` on the way to `to`. */
function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(corner, length / 2) / length;
  const round = (value: number) => Math.round(value * 10) / 10;
  return { x: round(from.x + (to.x - from.x) * share), y: round(from.y + (to.y - from.y) * share) };
}
