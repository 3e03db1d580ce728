import { BaseEdge, type EdgeProps, type Edge as FlowEdge } from "@xyflow/react";

/** A foreign key whose path the layout knows. */
export type LineEdge = FlowEdge<{ path: string }, "line">;

export function Line({ data, markerEnd }: EdgeProps<LineEdge>) {
  return <BaseEdge path={data?.path ?? ""} interactionWidth={0} {...(markerEnd === undefined ? {} : { markerEnd })} />;
}
