import type { DiagramColumn, DiagramResponse, DiagramTable, RelationKind } from "@/api/types";
import { shortType } from "@/data/shortType";
import type { Layout } from "./layout";
import { isFar, lineOf, pathOf } from "./line";
import {
  columnHeight,
  type Detail,
  edgeId,
  groupMargin,
  headHeight,
  leftOut,
  selfReferences,
  shownColumns,
  tableHeight,
  tableId,
  tableWidth,
} from "./model";
import { type DriftMark, driftWord } from "./TableNode";

export interface SvgColours extends Record<DriftMark, string> {
  background: string;
  line: string;
  head: string;
  text: string;
  muted: string;
  accent: string;
}

/** What is inside the icons, which are 24 wide and high. */
export interface SvgSigns {
  primaryKey: string;
  foreignKey: string;
  toItself: string;
  kinds: Record<RelationKind, string>;
}

/** What is shown, and how. */
export interface Picture {
  layout: Layout;
  detail: Detail;
  /** Whether schemas are named. */
  qualified: boolean;
  focused: string | null;
  drifted: ReadonlyMap<string, DriftMark>;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** The diagram as an SVG document of its own. */
export function toSvg(response: DiagramResponse, picture: Picture, colours: SvgColours, signs: SvgSigns): string {
  const { layout } = picture;
  const margin = 24;
  const [width, height] = [layout.width + margin * 2, layout.height + margin * 2];
  const parts = [
    `<rect x="${-margin}" y="${-margin}" width="${width}" height="${height}" fill="${colours.background}"/>`,
    ...groups(layout, colours),
    ...lines(response, picture, colours),
    ...tables(response, picture, colours, signs),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}" font-family="Inter, system-ui, sans-serif">` +
    `<defs>${arrow("to", colours.muted)}${arrow("near", colours.text)}</defs>` +
    `${parts.join("")}</svg>\n`
  );
}

function arrow(id: string, colour: string): string {
  return `<marker id="${id}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8" fill="none" stroke="${colour}"/></marker>`;
}

function groups({ islands }: Layout, colours: SvgColours): string[] {
  return islands.flatMap(({ x, y, width, height, title, group }) => {
    if (!group || title === null) return [];
    const [left, top] = [x - groupMargin, y - groupMargin];
    return [
      `<rect x="${left}" y="${top}" width="${width + 2 * groupMargin}" height="${height + 2 * groupMargin}" rx="10" fill="none" stroke="${colours.line}" stroke-dasharray="3 3"/>`,
      `<text x="${left + 4}" y="${top - 8}" fill="${colours.muted}" font-size="15" font-weight="600">${escaped(title)}</text>`,
    ];
  });
}

function lines(response: DiagramResponse, { layout, focused }: Picture, colours: SvgColours): string[] {
  const shown = new Set(response.tables.map(({ schema, name }) => tableId(schema, name)));
  return response.foreignKeys.flatMap((key) => {
    const [from, to] = [tableId(key.schema, key.table), tableId(key.toSchema, key.toTable)];
    const line = shown.has(from) && shown.has(to) ? lineOf(layout, edgeId(key), from, to) : null;
    if (line === null) return [];
    const near = from === focused || to === focused;
    const dash = key.optional ? ' stroke-dasharray="4 3"' : "";
    const faint = !near && isFar(line) ? ' opacity="0.35"' : "";
    const colour = near ? colours.text : colours.muted;
    return [
      `<path d="${pathOf(line)}" fill="none" stroke="${colour}"${dash}${faint} marker-end="url(#${near ? "near" : "to"})"/>`,
    ];
  });
}

function sign(inside: string, name: string, x: number, y: number, size: number, colour: string): string {
  return `<g role="img" aria-label="${name}" transform="translate(${x} ${y}) scale(${size / 24})" fill="none" stroke="${colour}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" color="${colour}">${inside}</g>`;
}

function tables(
  response: DiagramResponse,
  { layout, detail, qualified, focused, drifted }: Picture,
  colours: SvgColours,
  signs: SvgSigns,
): string[] {
  const turned = selfReferences(response);
  return response.tables.flatMap((table) => {
    const id = tableId(table.schema, table.name);
    const place = layout.places[id];
    if (!place) return [];
    const drift = drifted.get(id) ?? null;
    const [border, weight] = id === focused ? [colours.accent, 2] : [drift === null ? colours.line : colours[drift], 1];
    const more = leftOut(table, detail);
    const columns = shownColumns(table, detail).map((column, at) => columnText(column, at, colours, signs));
    if (more > 0) {
      const y = headHeight + columns.length * columnHeight + 17;
      columns.push(`<text x="10" y="${y}" fill="${colours.muted}" font-size="12">and ${more} more</text>`);
    }
    return [
      `<g transform="translate(${place.x} ${place.y})">` +
        `<rect width="${tableWidth}" height="${tableHeight(table, detail)}" rx="6" fill="${colours.background}" stroke="${border}" stroke-width="${weight}"/>` +
        `<path d="M.5 6a5.5 5.5 0 0 1 5.5-5.5h${tableWidth - 12}a5.5 5.5 0 0 1 5.5 5.5v${headHeight - 6}H.5z" fill="${colours.head}"/>` +
        `${head(table, { qualified, toItself: turned.has(id), drift }, colours, signs)}${columns.join("")}</g>`,
    ];
  });
}

function head(
  table: DiagramTable,
  { qualified, toItself, drift }: { qualified: boolean; toItself: boolean; drift: DriftMark | null },
  colours: SvgColours,
  signs: SvgSigns,
): string {
  const word = drift === null ? "" : driftWord[drift];
  const right = tableWidth - 10;
  const schema = qualified ? `${cut(table.schema, 12)}.` : "";
  const room = 26 - schema.length - word.length - (toItself ? 3 : 0);
  const prefix = schema === "" ? "" : `<tspan fill="${colours.muted}" font-weight="400">${escaped(schema)}</tspan>`;
  return [
    sign(signs.kinds[table.kind], table.kind.replaceAll("_", " "), 9, 8, 14, colours.muted),
    `<text x="29" y="20" fill="${colours.text}" font-size="13" font-weight="600">${prefix}${escaped(cut(table.name, Math.max(8, room)))}</text>`,
    toItself ? sign(signs.toItself, "refers to itself", right - 12 - word.length * 6.2, 9, 12, colours.muted) : "",
    drift === null
      ? ""
      : `<text x="${right}" y="19" fill="${colours[drift]}" font-size="11" font-weight="500" text-anchor="end">${word}</text>`,
  ].join("");
}

function columnText(column: DiagramColumn, at: number, colours: SvgColours, signs: SvgSigns): string {
  const top = headHeight + at * columnHeight;
  const y = top + 17;
  const weight = column.primaryKey ? ' font-weight="600"' : "";
  const key = column.primaryKey
    ? sign(signs.primaryKey, "primary key", 9, top + 7, 12, colours.muted)
    : column.foreignKey
      ? sign(signs.foreignKey, "foreign key", 9, top + 7, 12, colours.muted)
      : "";
  const type = `${cut(shortType(column.type), 15)}${column.nullable ? "?" : ""}`;
  return (
    `${key}<text x="28" y="${y}" fill="${colours.text}" font-size="12"${weight}>${escaped(cut(column.name, 19))}</text>` +
    `<text x="${tableWidth - 10}" y="${y}" fill="${colours.muted}" font-size="11" text-anchor="end">${escaped(type)}</text>`
  );
}
