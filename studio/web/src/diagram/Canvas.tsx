import {
  Background,
  BackgroundVariant,
  ControlButton,
  Controls,
  MarkerType,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import { Maximize } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { DiagramResponse } from "@/api/types";
import { Groups } from "./Groups";
import { Line, type LineEdge } from "./Line";
import { type Layout, moveInMiddle } from "./layout";
import { isFar, lineOf, pathOf } from "./line";
import { type Detail, edgeId, hasSchemas, selfReferences, tableHeight, tableId, tableWidth } from "./model";
import { Overview } from "./Overview";
import { type DriftMark, type TableFlowNode, TableNode } from "./TableNode";
import "@xyflow/react/dist/base.css";
import "./diagram.css";

interface CanvasProps {
  response: DiagramResponse;
  layout: Layout;
  detail: Detail;
  focused: string | null;
  /** What a person has asked for: where only the database has changed, the picture does not move. */
  wish: string;
  /** Whether another layout is on its way. */
  pending: boolean;
  drifted: ReadonlyMap<string, DriftMark>;
  onFocus: (id: string | null) => void;
  onOpen: (id: string) => void;
}

/** Below this zoom a canvas is drawn instead of nodes; of few tables all columns are drawn from farther too. */
const overviewBelow = (tables: number) => (tables > 60 ? 0.35 : 0.2);
/** Where the whole would be smaller, the table that is meant is shown, and not the whole. */
const readableFrom = 0.45;
const margin = 24;
const nodeTypes = { table: TableNode };
const edgeTypes = { line: Line };
const driftColour: Record<DriftMark, string> = { create: "--add", alter: "--change", drop: "--delete" };

export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function Flow({ response, layout, detail, focused, wish, pending, drifted, onFocus, onOpen }: CanvasProps) {
  const { getViewport, setViewport, setCenter, screenToFlowPosition } = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const below = overviewBelow(response.tables.length);
  const far = useStore((state) => state.transform[2] < below);
  const [hovered, setHovered] = useState<string | null>(null);
  const turned = useMemo(() => selfReferences(response), [response]);
  const schemas = useMemo(() => hasSchemas(response), [response]);
  const nodes = useMemo(
    () =>
      response.tables.flatMap((table): TableFlowNode[] => {
        const id = tableId(table.schema, table.name);
        const position = layout.places[id];
        if (position === undefined) return [];
        const size = { width: tableWidth, height: tableHeight(table, detail) };
        const data = {
          table,
          detail,
          qualified: schemas,
          focused: id === focused,
          refersToItself: turned.has(id),
          drift: drifted.get(id) ?? null,
        };
        return [{ id, type: "table", position, data, ...size, measured: size, draggable: false, connectable: false }];
      }),
    [response, layout, detail, focused, drifted, turned, schemas],
  );
  const edges = useMemo(
    () =>
      response.foreignKeys.flatMap((key): LineEdge[] => {
        const source = tableId(key.schema, key.table);
        const target = tableId(key.toSchema, key.toTable);
        const id = edgeId(key);
        const line = lineOf(layout, id, source, target);
        if (line === null) return [];
        const leftward = (line.at(-1)?.x ?? 0) < (line[0]?.x ?? 0);
        const look = [key.optional && "optional", isFar(line) && "far"].filter(Boolean);
        return [
          {
            id,
            type: "line",
            source,
            target,
            data: { path: pathOf(line) },
            sourceHandle: leftward ? "left" : "right",
            targetHandle: leftward ? "to-right" : "to-left",
            className: look.join(" "),
            zIndex: 0,
            markerEnd: { type: MarkerType.Arrow, color: "var(--muted)", width: 14, height: 14 },
            focusable: false,
          },
        ];
      }),
    [response.foreignKeys, layout],
  );
  const lit = hovered ?? focused;
  const { litNodes, litEdges } = useMemo(() => lightUp(nodes, edges, lit), [nodes, edges, lit]);

  // Of the layout, not of the nodes: from afar there are none.
  const wholeZoom = Math.min(1.1, (width - 2 * margin) / layout.width, (height - 2 * margin) / layout.height);
  const showAll = () => {
    const x = (width - layout.width * wholeZoom) / 2;
    void setViewport({ x, y: (height - layout.height * wholeZoom) / 2, zoom: wholeZoom });
  };
  /** Keeps the table in the middle where it is. */
  const stay = (before: Layout) => {
    const { x, y, zoom } = getViewport();
    const moved = moveInMiddle(before, layout, { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom });
    void setViewport({ x: x - moved.x * zoom, y: y - moved.y * zoom, zoom });
  };
  const seen = useRef<{ layout: Layout; wish: string } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new layout or a new focus moves the picture, nothing else
  useEffect(() => {
    const place = focused === null ? undefined : layout.places[focused];
    if (width === 0) return;
    const before = seen.current;
    const wanted = JSON.stringify([wish, focused]);
    // What is shown until another layout is there is still what was wished before.
    if (before?.layout !== layout || !pending) seen.current = { layout, wish: wanted };
    if (before !== null && before.layout !== layout && before.wish === wanted) {
      stay(before.layout);
      return;
    }
    if (place !== undefined && wholeZoom < readableFrom) {
      void setCenter(place.x + tableWidth / 2, place.y + 60, { zoom: 0.9, duration: 0 });
    } else showAll();
  }, [layout, focused, width > 0]);

  const hit = (event: { clientX: number; clientY: number }): string | null => {
    const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const node = nodes.find(
      ({ position, height }) =>
        x >= position.x && x <= position.x + tableWidth && y >= position.y && y <= position.y + (height ?? 0),
    );
    return node?.id ?? null;
  };
  return (
    <ReactFlow
      className={lit === null ? "" : "lit"}
      nodes={far ? [] : litNodes}
      edges={far ? [] : litEdges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onlyRenderVisibleElements
      nodesDraggable={false}
      nodesConnectable={false}
      elementsSelectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      minZoom={0.02}
      maxZoom={2}
      zoomOnDoubleClick={false}
      onNodeClick={(_, node) => onFocus(node.id)}
      onNodeMouseEnter={(_, node) => setHovered(node.id)}
      onNodeMouseLeave={() => setHovered(null)}
      onNodeDoubleClick={(_, node) => onOpen(node.id)}
      onPaneClick={(event) => {
        if (far) onFocus(hit(event));
      }}
      proOptions={{ hideAttribution: true }}
      aria-label="Diagram; the list has the same in words"
    >
      {!far && <Background variant={BackgroundVariant.Dots} gap={24} size={1} color="var(--line-strong)" />}
      {!far && <Groups layout={layout} />}
      {far && (
        <Overview
          response={response}
          layout={layout}
          detail={detail}
          focused={focused}
          qualified={schemas}
          drifted={new Map([...drifted].map(([id, mark]) => [id, driftColour[mark]]))}
        />
      )}
      <Controls showInteractive={false} showFitView={false} position="bottom-right">
        <ControlButton onClick={showAll} aria-label="Fit the whole" title="Fit the whole">
          <Maximize aria-hidden />
        </ControlButton>
      </Controls>
    </ReactFlow>
  );
}

/** The lines of the table that one looks at are drawn over the tables that they pass, and the tables at their ends stand out. */
function lightUp(nodes: TableFlowNode[], edges: LineEdge[], lit: string | null) {
  if (lit === null) return { litNodes: nodes, litEdges: edges };
  const ends = new Set<string>();
  const litEdges = edges.map((edge): LineEdge => {
    if (edge.source !== lit && edge.target !== lit) return edge;
    ends.add(edge.source).add(edge.target);
    const look = (edge.className ?? "").split(" ").filter((word) => word !== "far");
    const markerEnd = { type: MarkerType.Arrow, color: "var(--text)", width: 14, height: 14 };
    return { ...edge, className: [...look, "near"].join(" "), zIndex: 1, markerEnd };
  });
  const litNodes = nodes.map((node) =>
    ends.has(node.id) && node.id !== lit ? { ...node, className: "beside" } : node,
  );
  return { litNodes, litEdges };
}
