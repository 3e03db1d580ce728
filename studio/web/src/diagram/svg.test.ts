import { expect, it } from "vitest";
import type { DiagramResponse } from "@/api/types";
import { layOut } from "./layout";
import { toGraph } from "./model";
import { toSvg } from "./svg";

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

it("is one well-formed picture whatever the names are", () => {
  const colours = { background: "#fff", line: "#ddd", head: "#eee", text: "#111", muted: "#666" };
  const text = toSvg(response, layOut(toGraph(response, "columns")), "columns", colours);
  const svg = new DOMParser().parseFromString(text, "image/svg+xml");
  expect(svg.querySelector("parsererror")).toBeNull();
  expect(svg.querySelector("script")).toBeNull();
  expect(svg.querySelectorAll("g")).toHaveLength(2);
  expect(svg.querySelectorAll("path[marker-end]")).toHaveLength(1);
});
