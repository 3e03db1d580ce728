import { expect, it } from "vitest";
import type { DiagramResponse } from "@/api/types";
import { layOut } from "./layout";
import { tableId, toGraph } from "./model";
import { toSvg } from "./svg";
import type { DriftMark } from "./TableNode";

const evil = `</text><script>alert("1")</script>&`;
const response: DiagramResponse = {
  tables: [evil, "b"].map((name) => ({
    schema: "public",
    name,
    kind: "table",
    group: null,
    comment: null,
    columns: [{ name: evil, type: evil, nullable: false, primaryKey: true, foreignKey: false, unique: true }],
  })),
  foreignKeys: [
    {
      name: "k",
      schema: "public",
      table: "b",
      columns: ["x"],
      toSchema: "public",
      toTable: evil,
      toColumns: [evil],
      optional: true,
      unique: false,
    },
  ],
};

const colours = {
  background: "#fff",
  line: "#ddd",
  head: "#eee",
  text: "#111",
  muted: "#666",
  accent: "#06c",
  create: "#0a0",
  alter: "#a50",
  drop: "#a00",
};
const kinds = { table: "", partitioned_table: "", partition: "", view: "", materialized_view: "", foreign_table: "" };
const signs = { primaryKey: "<circle/>", foreignKey: "<circle/>", toItself: "<circle/>", kinds };

function draw(of: DiagramResponse, drifted: ReadonlyMap<string, DriftMark> = new Map()): Document {
  const layout = layOut(toGraph(of, "columns"));
  const text = toSvg(of, { layout, detail: "columns", qualified: true, focused: null, drifted }, colours, signs);
  return new DOMParser().parseFromString(text, "image/svg+xml");
}

it("is one well-formed picture whatever the names are", () => {
  const svg = draw(response);
  expect(svg.querySelector("parsererror")).toBeNull();
  expect(svg.querySelector("script")).toBeNull();
  expect(svg.querySelectorAll("g[transform] > rect")).toHaveLength(2);
  expect(svg.querySelectorAll("path[marker-end]")).toHaveLength(1);
});

it("has the signs that the page has", () => {
  const [first, second] = response.tables;
  const [key] = response.foreignKeys;
  if (first === undefined || second === undefined || key === undefined) throw new Error("the sample is short");
  const plain = { type: "integer", nullable: true, primaryKey: false, foreignKey: false, unique: false };
  const long = Array.from({ length: 50 }, (_, at) => ({ ...plain, name: `column ${at}` }));
  const of: DiagramResponse = {
    tables: [
      { ...first, name: "invoice", schema: "billing", group: "Money" },
      { ...second, columns: [{ ...plain, name: "x", foreignKey: true }, ...long] },
    ],
    foreignKeys: [{ ...key, toTable: "b" }],
  };
  const svg = draw(of, new Map([[tableId("public", "b"), "alter"]]));
  const labels = [...svg.querySelectorAll("[aria-label]")].map((sign) => sign.getAttribute("aria-label"));
  expect(labels.sort()).toEqual(["foreign key", "primary key", "refers to itself", "table", "table"]);
  const text = svg.documentElement.textContent ?? "";
  for (const shown of ["billing.invoice", "Money", "and 11 more", "differs", "integer?"]) expect(text).toContain(shown);
});
