import type { Channel } from "./channels";
import type { Point } from "./island";

/** Where channels meet, and what is next along each of them. */
export interface Roads {
  points: Point[];
  /** By place: the places that are next, and whether they are above or below. */
  next: { to: number; length: number; vertical: boolean }[][];
  /** By place: the cluster within which it lies; -1 where it is between clusters. */
  inside: number[];
}

/** The places are known by their coordinates, which are whole numbers. */
export class RoadMap {
  readonly roads: Roads = { points: [], next: [], inside: [] };
  private readonly byPlace = new Map<string, number>();

  place(x: number, y: number, inside: number): number {
    const key = `${x} ${y}`;
    const known = this.byPlace.get(key);
    const { points, next, inside: within } = this.roads;
    if (known !== undefined) {
      if (inside < 0) within[known] = -1;
      return known;
    }
    points.push({ x, y });
    next.push([]);
    within.push(inside);
    this.byPlace.set(key, points.length - 1);
    return points.length - 1;
  }

  /** Puts the channels on the map: those of one cluster, which meet each other and the ring, or those between clusters. */
  add(channels: readonly Channel[], ring: readonly Channel[], inside: number, stops: readonly Point[]): void {
    const all = [...channels, ...ring];
    for (const channel of channels) {
      const on: number[] = [];
      for (const other of all) {
        if (other.vertical === channel.vertical || !meets(channel, other)) continue;
        const [x, y] = channel.vertical ? [channel.at, other.at] : [other.at, channel.at];
        on.push(this.place(x, y, inside >= 0 && ring.includes(other) ? -1 : inside));
      }
      for (const { x, y } of stops) {
        const [at, along] = channel.vertical ? [x, y] : [y, x];
        if (at === channel.at && along >= channel.from && along <= channel.to) on.push(this.place(x, y, inside));
      }
      this.join(on, channel.vertical);
    }
  }

  /** Joins places that lie on one channel. */
  join(places: readonly number[], vertical: boolean): void {
    const { points, next } = this.roads;
    const along = (place: number) => (vertical ? points[place]?.y : points[place]?.x) ?? 0;
    const order = [...new Set(places)].sort((a, b) => along(a) - along(b));
    order.slice(1).forEach((to, at) => {
      const from = order[at] ?? to;
      const length = along(to) - along(from);
      next[from]?.push({ to, length, vertical });
      next[to]?.push({ to: from, length, vertical });
    });
  }
}

function meets(a: Channel, b: Channel): boolean {
  return a.at >= b.from && a.at <= b.to && b.at >= a.from && b.at <= a.to;
}

/** A turn is worth so long a way. */
const turn = 60;

/** The shortest ways from one end to many, each as the places that it passes. */
export class Ways {
  private readonly cost: Float64Array;
  private readonly before: Int32Array;
  private readonly heap = new Heap();

  /** `through` says within which clusters a way may run. */
  constructor(
    private readonly roads: Roads,
    starts: readonly { place: number; cost: number }[],
    through: ReadonlySet<number>,
  ) {
    // Each place twice: as one comes to it from the side, and from above or below.
    this.cost = new Float64Array(roads.points.length * 2).fill(Number.POSITIVE_INFINITY);
    this.before = new Int32Array(roads.points.length * 2).fill(-1);
    for (const { place, cost } of starts) this.reach(place * 2, cost, -1);
    for (let state = this.heap.take(); state !== null; state = this.heap.take()) {
      const { at, cost } = state;
      if (cost > this.at(at)) continue;
      const place = at >> 1;
      for (const { to, length, vertical } of roads.next[place] ?? []) {
        const inside = roads.inside[to] ?? -1;
        if (inside >= 0 && !through.has(inside)) continue;
        const direction = vertical ? 1 : 0;
        const turned = (at & 1) === direction ? 0 : turn;
        this.reach(to * 2 + direction, cost + length + turned, at);
      }
    }
  }

  private reach(at: number, cost: number, from: number): void {
    if (cost >= this.at(at)) return;
    this.cost[at] = cost;
    this.before[at] = from;
    this.heap.add(at, cost);
  }

  /** What is on no way, and what came onto the map later, is never reached. */
  private at(state: number): number {
    return this.cost[state] ?? Number.POSITIVE_INFINITY;
  }

  /** What it costs to come to a place from which one goes on to the side. */
  costTo(place: number): number {
    return Math.min(this.at(place * 2), this.at(place * 2 + 1) + turn);
  }

  /** From a place back to where the ways begin, only its turns. */
  back(place: number): Point[] {
    let at = this.at(place * 2) <= this.at(place * 2 + 1) + turn ? place * 2 : place * 2 + 1;
    const way: Point[] = [];
    while (at >= 0) {
      const point = this.roads.points[at >> 1];
      if (point !== undefined) way.push(point);
      at = this.before[at] ?? -1;
    }
    return way.filter((point, index) => {
      const [last, following] = [way[index - 1], way[index + 1]];
      if (last === undefined || following === undefined) return true;
      return !(last.x === point.x && point.x === following.x) && !(last.y === point.y && point.y === following.y);
    });
  }
}

class Heap {
  private readonly held: { at: number; cost: number }[] = [];

  add(at: number, cost: number): void {
    const { held } = this;
    held.push({ at, cost });
    let index = held.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const [own, upper] = [held[index], held[parent]];
      if (own === undefined || upper === undefined || upper.cost <= own.cost) break;
      held[index] = upper;
      held[parent] = own;
      index = parent;
    }
  }

  take(): { at: number; cost: number } | null {
    const { held } = this;
    const first = held[0];
    const last = held.pop();
    if (first === undefined || last === undefined) return null;
    if (held.length === 0) return first;
    held[0] = last;
    for (let index = 0; ; ) {
      const left = index * 2 + 1;
      const [one, other] = [held[left], held[left + 1]];
      const least = other !== undefined && one !== undefined && other.cost < one.cost ? left + 1 : left;
      const lower = held[least];
      if (lower === undefined || lower.cost >= last.cost) break;
      held[index] = lower;
      held[least] = last;
      index = least;
    }
    return first;
  }
}
