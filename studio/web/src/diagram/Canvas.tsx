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
import { useEffect, useMemo } from "react";
import type { DiagramResponse } from "@/api/types";
import { Groups } from "./Groups";
import { Line, type LineEdge } from "./Line";
import type { Layout } from "./layout";
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
  drifted: ReadonlyMap<string, DriftMark>;
  onFocus: (id: string | null) => void;
  onOpen: (id: string) => void;
}

/** Below this zoom a canvas is drawn instead of nodes. */
const overviewBelow = 0.35;
/** Where the whole would be smaller, the table that is meant is shown, and not the whole. */
const readableFrom = 0.45;
const margin = 28;
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

function Flow({ response, layout, detail, focused, drifted, onFocus, onOpen }: CanvasProps) {
  const { setViewport, setCenter, screenToFlowPosition } = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const far = useStore((state) => state.transform[2] < overviewBelow);
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
        const near = focused === source || focused === target;
        const look = [key.optional && "optional", near ? "near" : isFar(line) && "far"].filter(Boolean);
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
            // What one looks at is drawn over the tables that it passes.
            zIndex: near ? 1 : 0,
            markerEnd: {
              type: MarkerType.Arrow,
              color: near ? "var(--text)" : "var(--muted)",
              width: 14,
              height: 14,
            },
            focusable: false,
          },
        ];
      }),
    [response.foreignKeys, layout, focused],
  );

  // Of the layout, not of the nodes: from afar there are none.
  const wholeZoom = Math.min(1.1, (width - 2 * margin) / layout.width, (height - 2 * margin) / layout.height);
  const showAll = () => {
    const x = (width - layout.width * wholeZoom) / 2;
    void setViewport({ x, y: (height - layout.height * wholeZoom) / 2, zoom: wholeZoom });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new layout or a new focus moves the picture, nothing else
  useEffect(() => {
    const place = focused === null ? undefined : layout.places[focused];
    if (width === 0) return;
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
      nodes={far ? [] : nodes}
      edges={far ? [] : edges}
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
