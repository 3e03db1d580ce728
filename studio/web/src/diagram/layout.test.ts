import { describe, expect, it } from "vitest";
import { clusters } from "./cluster";
import { type Graph, type GraphNode, neighbourhood } from "./graph";
import { type Layout, layOut } from "./layout";
import { lineOf } from "./line";
import { tableWidth } from "./model";

const node = (id: string, group: string | null = null): GraphNode => ({
  id,
  name: id,
  width: tableWidth,
  height: 120,
  group,
});
const edge = (source: string, target: string) => ({ id: `${source}-${target}`, source, target });

/** `many` modules of `size` tables, each a chain with a cross link, all of them referring to one hub. */
function modules(many: number, size: number): Graph {
  const nodes = [node("users")];
  const edges = [];
  for (let m = 0; m < many; m += 1) {
    for (let t = 0; t < size; t += 1) {
      const id = `m${m}_t${t}`;
      nodes.push(node(id));
      edges.push(edge(id, "users"));
      if (t > 0) edges.push(edge(id, `m${m}_t${t - 1}`));
      if (t > 1) edges.push(edge(id, `m${m}_t${t - 2}`));
    }
  }
  return { nodes, edges };
}

/** `many` groups of `size` tables, each a star, and every table joined to some tables of other groups. */
function groups(many: number, size: number): Graph {
  const nodes = [];
  const edges = [];
  for (let g = 0; g < many; g += 1) {
    for (let t = 0; t < size; t += 1) {
      nodes.push({ ...node(`g${g}_t${t}`, `group ${g}`), height: 30 + ((g * 7 + t * 5) % 9) * 22 });
      if (t > 0 && t % 3 > 0) edges.push(edge(`g${g}_t${t}`, `g${g}_t0`));
      edges.push(edge(`g${g}_t${t}`, `g${(g + t + 1) % many}_t${(t * 5) % size}`));
    }
  }
  return { nodes, edges: edges.filter(({ source, target }) => source !== target) };
}

/** The lines that pass behind a table that is neither their beginning nor their end. */
function crossings({ nodes, edges }: Graph, layout: Layout): string[] {
  return edges
    .filter(({ id, source, target }) => {
      const line = lineOf(layout, id, source, target) ?? [];
      return nodes.some((one) => {
        const box = layout.places[one.id];
        if (box === undefined || one.id === source || one.id === target) return false;
        return line.slice(1).some((end, at) => {
          const start = line[at] ?? end;
          const misses =
            Math.max(start.x, end.x) <= box.x ||
            Math.min(start.x, end.x) >= box.x + one.width ||
            Math.max(start.y, end.y) <= box.y ||
            Math.min(start.y, end.y) >= box.y + one.height;
          if (misses) return false;
          return Array.from({ length: 101 }, (_, step) => step / 100).some((share) => {
            const x = start.x + (end.x - start.x) * share;
            const y = start.y + (end.y - start.y) * share;
            return x > box.x && x < box.x + one.width && y > box.y && y < box.y + one.height;
          });
        });
      });
    })
    .map(({ id }) => id);
}

describe("clusters", () => {
  it("finds the modules behind a hub", () => {
    const found = clusters(modules(8, 10));
    for (const cluster of found) {
      const names = new Set(cluster.filter((id) => id !== "users").map((id) => id.split("_")[0]));
      expect(names.size).toBe(1);
    }
    expect(found.flat()).toHaveLength(81);
  });

  it("keeps a group of the schema together", () => {
    const graph: Graph = {
      nodes: [node("a", "billing"), node("b", "billing"), node("c"), node("d")],
      edges: [edge("c", "d")],
    };
    expect(clusters(graph).map((ids) => ids.sort())).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });

  it("is the same whatever the order of the tables", () => {
    const graph = modules(5, 9);
    const turned = { nodes: [...graph.nodes].reverse(), edges: [...graph.edges].reverse() };
    expect(clusters(turned)).toEqual(clusters(graph));
  });
});

describe("layOut", () => {
  it("places each table once, none over another", () => {
    const graph = modules(6, 8);
    const { places } = layOut(graph);
    const boxes = graph.nodes.map(({ id }) => places[id]);
    expect(boxes.every((box) => box !== undefined)).toBe(true);
    boxes.forEach((a, i) => {
      boxes.slice(i + 1).forEach((b) => {
        if (!a || !b) return;
        expect(Math.abs(a.x - b.x) >= 200 || Math.abs(a.y - b.y) >= 120).toBe(true);
      });
    });
  });

  it("lays out a thousand tables in a shape that can be looked at, soon enough", () => {
    const graph = modules(100, 10);
    const start = performance.now();
    const { width, height } = layOut(graph);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(width / height).toBeGreaterThan(0.4);
    expect(width / height).toBeLessThan(4);
  }, 30_000);

  it("puts tables that nothing joins into rows, also within a group", () => {
    const nodes = Array.from({ length: 30 }, (_, at) => node(`t${at}`, "billing"));
    const { width, height } = layOut({ nodes, edges: [edge("t0", "t1")] });
    expect(height).toBeLessThan(width * 1.5);
  });

  it("puts what refers to one table and to nothing else into rows, and their lines between the rows", () => {
    const many = Array.from({ length: 40 }, (_, at) => `t${at}`);
    const graph = { nodes: [node("hub"), ...many.map((id) => node(id))], edges: many.map((id) => edge(id, "hub")) };
    const layout = layOut(graph);
    expect(layout.height).toBeLessThan(layout.width * 1.5);
    expect(crossings(graph, layout)).toEqual([]);
  });

  it("leads lines around the tables between", () => {
    const ids = ["a", "b", "c", "d", "e"];
    const chain = ids.slice(1).map((id, at) => edge(ids[at] ?? "", id));
    const graph = { nodes: ids.map((id) => node(id)), edges: [...chain, edge("a", "e"), edge("b", "e")] };
    expect(crossings(graph, layOut(graph))).toEqual([]);
  });

  it("leads lines from one cluster to another through the gaps, whatever stands between", () => {
    for (const graph of [modules(8, 10), groups(9, 12), groups(25, 3)]) {
      const layout = layOut(graph);
      expect(crossings(graph, layout)).toEqual([]);
      // Nothing is drawn without a way, and no way is slanted.
      const clusterOf = new Map(clusters(graph).flatMap((ids, at) => ids.map((id) => [id, at] as const)));
      for (const { id, source, target } of graph.edges) {
        if (clusterOf.get(source) === clusterOf.get(target)) continue;
        const line = lineOf(layout, id, source, target) ?? [];
        expect(line.length).toBeGreaterThan(3);
        line.slice(1).forEach((end, at) => {
          const start = line[at] ?? end;
          expect(Math.min(Math.abs(start.x - end.x), Math.abs(start.y - end.y))).toBe(0);
        });
      }
    }
  });

  it("lets lines to different tables lie beside each other, and lines to one on each other", () => {
    const nodes = ["a", "b", "c", "d"].map((id) => node(id, id < "c" ? "left" : "right"));
    const layout = layOut({ nodes, edges: [edge("a", "c"), edge("b", "d")] });
    const uprights = (id: string) => {
      const points = layout.routes[id] ?? [];
      return points.slice(1).flatMap(({ x, y }, at) => {
        const before = points[at];
        return before?.x === x ? [{ x, top: Math.min(y, before.y), bottom: Math.max(y, before.y) }] : [];
      });
    };
    const over = uprights("a-c").flatMap((one) =>
      uprights("b-d").filter(({ x, top, bottom }) => x === one.x && top < one.bottom && one.top < bottom),
    );
    expect(uprights("a-c").length).toBeGreaterThan(0);
    expect(over).toEqual([]);
    const together = layOut({ nodes, edges: [edge("a", "c"), edge("b", "c")] });
    expect(together.routes["a-c"]?.at(-1)).toEqual(together.routes["b-c"]?.at(-1));
  });

  it("names a cluster after its group, or after the table that most are joined to", () => {
    const grouped = { nodes: [node("a", "billing"), node("b", "billing")], edges: [edge("a", "b")] };
    expect(layOut(grouped).islands.map(({ title }) => title)).toEqual(["billing"]);
    const star = {
      nodes: ["a", "b", "c", "d"].map((id) => node(id)),
      edges: ["b", "c", "d"].map((id) => edge(id, "a")),
    };
    expect(layOut(star).islands.map(({ title }) => title)).toEqual(["a"]);
  });

  it("draws a table that refers to itself, and an empty schema", () => {
    expect(Object.keys(layOut({ nodes: [node("a")], edges: [edge("a", "a")] }).places)).toEqual(["a"]);
    expect(layOut({ nodes: [], edges: [] })).toEqual({ places: {}, routes: {}, width: 0, height: 0, islands: [] });
  });
});

it("leaves out what is farthest and joined to the least, never what the table refers to", () => {
  const many = Array.from({ length: 50 }, (_, at) => `t${String(at).padStart(2, "0")}`);
  const graph: Graph = {
    nodes: ["hub", "zoo", ...many].map((id) => node(id)),
    edges: [...many.map((id) => edge(id, "hub")), edge("hub", "zoo")],
  };
  const { ids, found } = neighbourhood(graph, "hub", 1, 10);
  expect(found).toBe(52);
  expect([...ids]).toEqual(["hub", "zoo", ...many.slice(0, 8)]);
});

it("reaches so many foreign keys away, in both directions", () => {
  const graph: Graph = {
    nodes: ["a", "b", "c", "d"].map((id) => node(id)),
    edges: [edge("a", "b"), edge("c", "b"), edge("d", "c")],
  };
  expect([...neighbourhood(graph, "a", 1).ids].sort()).toEqual(["a", "b"]);
  expect([...neighbourhood(graph, "a", 2).ids].sort()).toEqual(["a", "b", "c"]);
});
