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

/** A line as an SVG path: a curve from end to end, or straight between its turns with round corners. */
export function pathOf(line: readonly Point[]): string {
  const [start, second] = line;
  const end = line.at(-1);
  if (start === undefined || second === undefined || end === undefined) return "";
  if (line.length === 2) {
    const bend = Math.max(40, Math.abs(end.x - start.x) / 2) * (end.x < start.x ? -1 : 1);
    return `M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`;
  }
  const turns = line.slice(1, -1).map((turn, at) => {
    const before = towards(turn, line[at] ?? start);
    const after = towards(turn, line[at + 2] ?? end);
    return `L${before.x} ${before.y}Q${turn.x} ${turn.y} ${after.x} ${after.y}`;
  });
  return `M${start.x} ${start.y}${turns.join("")}L${end.x} ${end.y}`;
}

/** The point near `from` on the way to `to`. */
function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(corner, length / 2) / length;
  const round = (value: number) => Math.round(value * 10) / 10;
  return { x: round(from.x + (to.x - from.x) * share), y: round(from.y + (to.y - from.y) * share) };
}
