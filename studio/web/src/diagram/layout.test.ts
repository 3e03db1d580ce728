import { describe, expect, it } from "vitest";
import { clusters } from "./cluster";
import { type Graph, type GraphNode, neighbourhood } from "./graph";
import { layOut } from "./layout";

const node = (id: string, group: string | null = null): GraphNode => ({ id, name: id, width: 200, height: 120, group });
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
    expect(layOut({ nodes: [], edges: [] })).toEqual({ places: {}, width: 0, height: 0, islands: [] });
  });
});

it("reaches so many foreign keys away, in both directions", () => {
  const graph: Graph = {
    nodes: ["a", "b", "c", "d"].map((id) => node(id)),
    edges: [edge("a", "b"), edge("c", "b"), edge("d", "c")],
  };
  expect([...neighbourhood(graph, ["a"], 1)].sort()).toEqual(["a", "b"]);
  expect([...neighbourhood(graph, ["a"], 2)].sort()).toEqual(["a", "b", "c"]);
});
