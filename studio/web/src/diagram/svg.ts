import type { DiagramResponse } from "@/api/types";
import { shortType } from "@/data/shortType";
import type { Layout, Point } from "./layout";
import { columnHeight, type Detail, headHeight, shownColumns, tableHeight, tableId, tableWidth } from "./model";

export interface SvgColours {
  background: string;
  line: string;
  head: string;
  text: string;
  muted: string;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** A curve from one table's side to another's, leaving at the nearer sides. */
export function curve(from: Point, to: Point, fromHeight: number, toHeight: number): string {
  const leftward = to.x + tableWidth / 2 < from.x + tableWidth / 2;
  const start = { x: leftward ? from.x : from.x + tableWidth, y: from.y + Math.min(headHeight / 2, fromHeight / 2) };
  const end = { x: leftward ? to.x + tableWidth : to.x, y: to.y + Math.min(headHeight / 2, toHeight / 2) };
  const bend = Math.max(40, Math.abs(end.x - start.x) / 2) * (leftward ? -1 : 1);
  return `M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`;
}

/** The diagram as an SVG document of its own. */
export function toSvg(response: DiagramResponse, layout: Layout, detail: Detail, colours: SvgColours): string {
  const margin = 24;
  const byId = new Map(response.tables.map((table) => [tableId(table.schema, table.name), table]));
  const edges = response.foreignKeys.flatMap((key) => {
    const [from, to] = [tableId(key.schema, key.table), tableId(key.toSchema, key.toTable)];
    const [source, target] = [byId.get(from), byId.get(to)];
    const [start, end] = [layout.places[from], layout.places[to]];
    if (!source || !target || !start || !end || from === to) return [];
    const path = curve(start, end, tableHeight(source, detail), tableHeight(target, detail));
    const dash = key.optional ? ' stroke-dasharray="4 3"' : "";
    return [`<path d="${path}" fill="none" stroke="${colours.muted}"${dash} marker-end="url(#to)"/>`];
  });
  const tables = response.tables.flatMap((table) => {
    const place = layout.places[tableId(table.schema, table.name)];
    if (!place) return [];
    const height = tableHeight(table, detail);
    const columns = shownColumns(table, detail).map((column, at) => {
      const y = headHeight + at * columnHeight + 17;
      const weight = column.primaryKey ? ' font-weight="600"' : "";
      return (
        `<text x="10" y="${y}" fill="${colours.text}" font-size="12"${weight}>${escaped(cut(column.name, 20))}</text>` +
        `<text x="${tableWidth - 10}" y="${y}" fill="${colours.muted}" font-size="11" text-anchor="end">${escaped(cut(shortType(column.type), 16))}</text>`
      );
    });
    return [
      `<g transform="translate(${place.x} ${place.y})">` +
        `<rect width="${tableWidth}" height="${height}" rx="6" fill="${colours.background}" stroke="${colours.line}"/>` +
        `<path d="M0 6a6 6 0 0 1 6-6h${tableWidth - 12}a6 6 0 0 1 6 6v${headHeight - 6}H0z" fill="${colours.head}"/>` +
        `<text x="10" y="20" fill="${colours.text}" font-size="13" font-weight="600">${escaped(cut(table.name, 28))}</text>` +
        `${columns.join("")}</g>`,
    ];
  });
  const [width, height] = [layout.width + margin * 2, layout.height + margin * 2];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}" font-family="Inter, system-ui, sans-serif">` +
    `<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8" fill="none" stroke="${colours.muted}"/></marker></defs>` +
    `<rect x="${-margin}" y="${-margin}" width="${width}" height="${height}" fill="${colours.background}"/>` +
    `${edges.join("")}${tables.join("")}</svg>\n`
  );
}
