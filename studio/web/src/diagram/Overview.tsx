import { useStore } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { DiagramResponse } from "@/api/types";
import type { Layout } from "./layout";
import { isFar, lineOf } from "./line";
import { type Detail, edgeId, groupMargin, headHeight, tableHeight, tableId, tableWidth } from "./model";

interface OverviewProps {
  response: DiagramResponse;
  layout: Layout;
  detail: Detail;
  focused: string | null;
  /** Whether schemas are named. */
  qualified: boolean;
  drifted: ReadonlyMap<string, string>;
}

/** Below this zoom only clusters are named. */
const namesFrom = 0.14;

function colour(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name);
}

/** The whole from afar, on a plain canvas: a thousand tables are painted within a frame. */
export function Overview({ response, layout, detail, focused, qualified, drifted }: OverviewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const transform = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const [x, y, zoom] = transform;
    const ratio = window.devicePixelRatio;
    element.width = width * ratio;
    element.height = height * ratio;
    context.scale(ratio, ratio);
    context.clearRect(0, 0, width, height);
    context.translate(x, y);
    context.scale(zoom, zoom);
    drawFrames(context, layout, zoom, colour(element, "--line-strong"));
    drawEdges(context, element, response, layout, zoom);
    const colours = {
      fill: colour(element, "--bg"),
      head: colour(element, "--line"),
      line: colour(element, "--line-strong"),
      text: colour(element, "--text"),
      accent: colour(element, "--accent"),
    };
    for (const table of response.tables) {
      const id = tableId(table.schema, table.name);
      const place = layout.places[id];
      if (!place) continue;
      const tall = tableHeight(table, detail);
      const right = (place.x + tableWidth) * zoom + x;
      const bottom = (place.y + tall) * zoom + y;
      if (right < 0 || bottom < 0 || place.x * zoom + x > width || place.y * zoom + y > height) continue;
      const drift = drifted.get(id);
      context.fillStyle = colours.fill;
      context.fillRect(place.x, place.y, tableWidth, tall);
      context.fillStyle = colours.head;
      context.fillRect(place.x, place.y, tableWidth, Math.min(headHeight, tall));
      context.strokeStyle =
        id === focused ? colours.accent : drift === undefined ? colours.line : colour(element, drift);
      context.lineWidth = (id === focused || drift !== undefined ? 2.5 : 1) / zoom;
      context.strokeRect(place.x, place.y, tableWidth, tall);
      if (zoom > namesFrom) {
        // Larger than in the boxes themselves, so that names can be read from afar.
        const size = Math.min(44, 11 / zoom);
        context.font = `600 ${size}px "Inter Variable", sans-serif`;
        context.fillStyle = colours.text;
        context.fillText(
          qualified ? `${table.schema}.${table.name}` : table.name,
          place.x + 6,
          place.y + size * 0.95,
          Math.max(tableWidth - 12, size * 3),
        );
      }
    }
    if (focused !== null) drawFocused(context, colours.text, response, layout, focused, zoom);
    drawTitles(context, layout, zoom, zoom <= namesFrom ? colours.text : colour(element, "--muted"));
  }, [transform, width, height, response, layout, detail, focused, qualified, drifted]);
  return <canvas ref={canvas} aria-hidden className="pointer-events-none absolute inset-0 size-full" />;
}

function drawEdges(
  context: CanvasRenderingContext2D,
  element: Element,
  response: DiagramResponse,
  layout: Layout,
  zoom: number,
): void {
  context.strokeStyle = colour(element, "--muted");
  context.lineWidth = 1 / zoom;
  // Lines from one cluster to another would cover all that lies between: they are fainter.
  const near = new Path2D();
  const far = new Path2D();
  for (const key of response.foreignKeys) {
    const source = tableId(key.schema, key.table);
    const line = lineOf(layout, edgeId(key), source, tableId(key.toSchema, key.toTable));
    if (line === null) continue;
    const path = isFar(line) ? far : near;
    line.forEach(({ x, y }, at) => {
      if (at === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    });
  }
  context.globalAlpha = 0.12;
  context.stroke(far);
  context.globalAlpha = 0.5;
  context.stroke(near);
  context.globalAlpha = 1;
}

/** The lines of the table that one looks at, over the tables that they pass. */
function drawFocused(
  context: CanvasRenderingContext2D,
  colour: string,
  { foreignKeys }: DiagramResponse,
  layout: Layout,
  focused: string,
  zoom: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.5 / zoom;
  context.beginPath();
  for (const key of foreignKeys) {
    const [source, target] = [tableId(key.schema, key.table), tableId(key.toSchema, key.toTable)];
    if (source !== focused && target !== focused) continue;
    lineOf(layout, edgeId(key), source, target)?.forEach(({ x, y }, at) => {
      if (at === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    });
  }
  context.stroke();
}

/** The frames of groups, as they are from near. */
function drawFrames(context: CanvasRenderingContext2D, layout: Layout, zoom: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1 / zoom;
  context.setLineDash([3 / zoom, 3 / zoom]);
  for (const { x, y, width, height, group } of layout.islands) {
    if (!group) continue;
    context.beginPath();
    context.roundRect(x - groupMargin, y - groupMargin, width + 2 * groupMargin, height + 2 * groupMargin, 10);
    context.stroke();
  }
  context.setLineDash([]);
}

/** The names of groups, and from so far that no table is named those of all clusters. */
function drawTitles(context: CanvasRenderingContext2D, layout: Layout, zoom: number, text: string): void {
  const size = zoom <= namesFrom ? Math.max(60, 12 / zoom) : 12 / zoom;
  context.font = `600 ${size}px "Inter Variable", sans-serif`;
  context.fillStyle = text;
  for (const { x, y, width, title, group } of layout.islands) {
    if (title === null || width * zoom <= 30 || (zoom > namesFrom && !group)) continue;
    context.fillText(title, x - (group ? groupMargin : 0), y - (group ? groupMargin : 0) - size * 0.35, width + 100);
  }
}
