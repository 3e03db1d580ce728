import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Column } from "@/api/types";
import type { CellView } from "@/grid/model";
import { CellEditor } from "./CellEditor";
import { FieldEditor } from "./FieldEditor";
import { NULL, type Typed, textValue } from "./values";

const name: Column = {
  name: "name",
  type: "text",
  kind: "text",
  nullable: true,
  default: null,
  generated: null,
  identity: null,
  comment: null,
  labels: null,
  orderable: true,
  indexed: false,
  readable: true,
  updatable: true,
};
const role: Column = { ...name, name: "role", labels: ["owner", "admin", "member"], nullable: false };
const active: Column = { ...name, name: "active", type: "boolean", kind: "boolean" };
const text = (value: string): CellView => ({ kind: "text", text: value, cut: null, changed: false });
const empty: CellView = { kind: "null", changed: false };

let place: HTMLElement;
let root: Root;
let count = 0;
beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  place = document.body.appendChild(document.createElement("div"));
  root = createRoot(place);
});
afterEach(() => {
  act(() => root.unmount());
  place.remove();
});

type Field = HTMLTextAreaElement | HTMLSelectElement;

/** As a person does it: React hears what the browser's own setter and events say. */
function put(field: Field, value: string): void {
  const prototype = field instanceof HTMLSelectElement ? HTMLSelectElement.prototype : HTMLTextAreaElement.prototype;
  act(() => {
    Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(field, value);
    field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
  });
}

/** What comes of a cell that is edited by `does` and left with Enter. */
function left(column: Column, view: CellView, typed: string | null, does: (field: Field) => void = () => undefined) {
  const done: (Typed | null)[] = [];
  count += 1;
  act(() =>
    root.render(
      <CellEditor key={count} column={column} view={view} typed={typed} onDone={(value) => void done.push(value)} />,
    ),
  );
  const field = place.querySelector<Field>("textarea, select");
  if (field === null) throw new Error("no editor");
  does(field);
  act(() => void field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })));
  expect(done).toHaveLength(1);
  return done[0];
}

describe("a cell with choices", () => {
  it("takes the choice that begins with the key, and no other", () => {
    expect(left(role, text("owner"), "m")).toEqual(textValue("member"));
    expect(left(role, text("owner"), "A")).toEqual(textValue("admin"));
    expect(left(role, text("member"), "m")).toBeNull();
    expect(left(role, text("member"), "x")).toBeNull();
    expect(left(active, text("t"), "f")).toEqual(textValue("f"));
    expect(left(active, empty, "y")).toBeNull();
  });

  it("keeps a default, NULL, and a value that has since come to the enum", () => {
    expect(left(role, { kind: "unset" }, null)).toBeNull();
    expect(left(role, empty, null)).toBeNull();
    expect(left(role, text("guest"), null)).toBeNull();
    expect(left(role, { kind: "unset" }, null, (field) => put(field, "=owner"))).toEqual(textValue("owner"));
    expect(left(active, text("t"), null, (field) => put(field, "null"))).toEqual(NULL);
  });
});

describe("a cell of text", () => {
  it("keeps what nobody has typed into", () => {
    for (const view of [empty, { kind: "unset" } as const, text("one\r\ntwo")]) {
      expect(left(name, view, null)).toBeNull();
    }
  });

  it("is the empty string where something was typed and erased", () => {
    const erased = (field: Field) => {
      put(field, "x");
      put(field, "");
    };
    expect(left(name, empty, null, erased)).toEqual(textValue(""));
    expect(left(name, { kind: "unset" }, null, erased)).toEqual(textValue(""));
    expect(left(name, empty, "x", (field) => put(field, ""))).toEqual(textValue(""));
  });

  it("keeps the line ends", () => {
    expect(left(name, text("one\r\ntwo"), null, (field) => put(field, "one\ntwo!"))).toEqual(textValue("one\r\ntwo!"));
  });
});

it("keeps the line ends in the inspector", () => {
  const staged: Typed[] = [];
  const relation = { schema: "public", name: "person" };
  act(() =>
    root.render(
      <FieldEditor
        heading="name"
        relation={relation}
        column={name}
        rowKey={["1"]}
        view={text("one\r\ntwo")}
        editable
        onValue={(value) => void staged.push(value)}
      />,
    ),
  );
  const press = (label: string) =>
    act(() => [...place.querySelectorAll("button")].find((button) => button.textContent === label)?.click());
  press("Edit");
  const field = place.querySelector("textarea");
  if (field === null) throw new Error("no editor");
  put(field, "one\ntwo\nthree");
  press("Stage");
  expect(staged).toEqual([textValue("one\r\ntwo\r\nthree")]);
});
