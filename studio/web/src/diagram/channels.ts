import type { Point } from "./island";
import type { Box } from "./pack";

/** A table or a cluster, and where it stands. */
export type Placed = Point & Box;

/** A place where lines may run: all of it is free of tables. */
export interface Channel {
  vertical: boolean;
  /** Its x where it is vertical, else its y; and the other coordinate of its two ends. */
  at: number;
  from: number;
  to: number;
  /** How far lines may lie beside it. */
  room: number;
}

/** How far beside a table, above a table and around a cluster lines run. */
export const beside = 24;
const above = 12;
/** No line comes nearer to a table than this. */
const clear = 8;

/** As far as it is free of tables, from a place on it. */
function free(vertical: boolean, at: number, from: number, limits: [number, number], boxes: readonly Placed[]) {
  let [low, high] = limits;
  for (const { x, y, width, height } of boxes) {
    const [across, size] = vertical ? [x, width] : [y, height];
    if (at <= across - clear || at >= across + size + clear) continue;
    const [start, length] = vertical ? [y, height] : [x, width];
    if (start >= from) high = Math.min(high, start - clear);
    else if (start + length <= from) low = Math.max(low, start + length + clear);
    else return null;
  }
  return low < high ? { from: low, to: high } : null;
}

/** The channels between the tables of a cluster, each up to the ring around it. */
export function channelsIn(tables: readonly Placed[], ring: Placed): Channel[] {
  const found = new Map<string, Channel>();
  const add = (vertical: boolean, at: number, from: number, room: number) => {
    const limits: [number, number] = vertical ? [ring.y, ring.y + ring.height] : [ring.x, ring.x + ring.width];
    const span = free(vertical, at, from, limits, tables);
    if (span !== null) found.set(`${vertical} ${at} ${span.from}`, { vertical, at, ...span, room });
  };
  for (const { x, y, width } of tables) {
    add(true, x - beside, y, 12);
    add(true, x + width + beside, y, 12);
    add(false, y - above, x, 3);
  }
  return [...found.values()];
}

/** The four sides of a cluster's ring, each as far as no other cluster is in its way. */
export function channelsAround(ring: Placed, clusters: readonly Placed[], whole: Placed, room: number): Channel[] {
  const { x, y, width, height } = ring;
  const sides: [boolean, number, number][] = [
    [true, x, y],
    [true, x + width, y],
    [false, y, x],
    [false, y + height, x],
  ];
  return sides.flatMap(([vertical, at, from]): Channel[] => {
    const limits: [number, number] = vertical ? [whole.y, whole.y + whole.height] : [whole.x, whole.x + whole.width];
    const span = free(vertical, at, from, limits, clusters);
    return span === null ? [] : [{ vertical, at, ...span, room }];
  });
}
