import type { Point } from "./island";

/** A line, and to which bundle it belongs: lines of one bundle may lie on each other. */
export interface Route {
  bundle: string;
  points: Point[];
}

interface Part {
  bundle: string;
  from: number;
  to: number;
}

/** Lines of one channel lie so far from each other where there is room. */
const apart = 6;

/** Where several bundles take the same channel, each gets a lane of its own. */
export function intoLanes(routes: readonly Route[], roomOf: (vertical: boolean, at: number) => number): Point[][] {
  const parts = new Map<string, Part[]>();
  const keyOf = (vertical: boolean, at: number) => `${vertical ? "x" : "y"}${at}`;
  for (const { bundle, points } of routes) {
    points.slice(1).forEach((to, index) => {
      const from = points[index] ?? to;
      const vertical = from.x === to.x;
      const [a, b] = vertical ? [from.y, to.y] : [from.x, to.x];
      const key = keyOf(vertical, vertical ? from.x : from.y);
      const list = parts.get(key) ?? [];
      list.push({ bundle, from: Math.min(a, b), to: Math.max(a, b) });
      parts.set(key, list);
    });
  }
  const lanes = new Map<string, Map<string, number>>();
  for (const [key, list] of parts) {
    lanes.set(key, offsets(list, roomOf(key.startsWith("x"), Number(key.slice(1)))));
  }
  const offset = (vertical: boolean, at: number, bundle: string) => lanes.get(keyOf(vertical, at))?.get(bundle) ?? 0;
  return routes.map(({ bundle, points }) =>
    points.map((point, index) => {
      const beside = [points[index - 1], points[index + 1]];
      const onVertical = beside.some((other) => other !== undefined && other.x === point.x);
      const onHorizontal = beside.some((other) => other !== undefined && other.y === point.y);
      return {
        x: point.x + (onVertical ? offset(true, point.x, bundle) : 0),
        y: point.y + (onHorizontal ? offset(false, point.y, bundle) : 0),
      };
    }),
  );
}

/** By bundle, how far from the middle of its channel it lies. */
function offsets(parts: readonly Part[], room: number): Map<string, number> {
  const spans = new Map<string, Part>();
  for (const part of parts) {
    const known = spans.get(part.bundle);
    if (known === undefined) spans.set(part.bundle, { ...part });
    else {
      known.from = Math.min(known.from, part.from);
      known.to = Math.max(known.to, part.to);
    }
  }
  const ends: number[] = [];
  const laneOf = new Map<string, number>();
  for (const { bundle, from, to } of [...spans.values()].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const found = ends.findIndex((end) => end < from);
    const lane = found < 0 ? ends.length : found;
    ends[lane] = to;
    laneOf.set(bundle, lane);
  }
  const step = Math.min(apart, (2 * room) / Math.max(1, ends.length - 1));
  const middle = (ends.length - 1) / 2;
  return new Map([...laneOf].map(([bundle, lane]) => [bundle, Math.round((lane - middle) * step * 10) / 10]));
}
