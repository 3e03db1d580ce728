import { type Node as FlowNode, Handle, type NodeProps, Position } from "@xyflow/react";
import { KeyRound, Link2, Repeat } from "lucide-react";
import { memo } from "react";
import type { DiagramTable } from "@/api/types";
import { relationIcon } from "@/app/relationIcon";
import { shortType } from "@/data/shortType";
import { Chip, type Tone } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import { columnHeight, type Detail, headHeight, leftOut, shownColumns, tableWidth } from "./model";

export type DriftMark = "create" | "alter" | "drop";

export type TableFlowNode = FlowNode<
  {
    table: DiagramTable;
    detail: Detail;
    /** Whether its schema is named. */
    qualified: boolean;
    focused: boolean;
    refersToItself: boolean;
    drift: DriftMark | null;
  },
  "table"
>;

export const driftTone: Record<DriftMark, Tone> = { create: "add", alter: "change", drop: "delete" };
export const driftWord: Record<DriftMark, string> = { create: "missing", alter: "differs", drop: "not in the file" };

const border: Record<DriftMark, string> = { create: "border-add", alter: "border-change", drop: "border-delete" };

export const TableNode = memo(function TableNode({ data }: NodeProps<TableFlowNode>) {
  const { table, detail, qualified, focused, refersToItself, drift } = data;
  const Icon = relationIcon[table.kind];
  const more = leftOut(table, detail);
  return (
    <div
      className={cx(
        "overflow-hidden rounded-[6px] border bg-bg",
        focused ? "border-accent outline-1 outline-accent" : drift ? border[drift] : "border-line-strong",
      )}
      style={{ width: tableWidth }}
    >
      <Handle type="source" id="left" position={Position.Left} className="opacity-0" style={{ top: headHeight / 2 }} />
      <Handle
        type="source"
        id="right"
        position={Position.Right}
        className="opacity-0"
        style={{ top: headHeight / 2 }}
      />
      <Handle
        type="target"
        id="to-left"
        position={Position.Left}
        className="opacity-0"
        style={{ top: headHeight / 2 }}
      />
      <Handle
        type="target"
        id="to-right"
        position={Position.Right}
        className="opacity-0"
        style={{ top: headHeight / 2 }}
      />
      <div
        className="flex items-center gap-1.5 bg-surface px-2.5"
        style={{ height: headHeight - 1 }}
        title={[`${table.schema}.${table.name}`, table.group, table.comment].filter(Boolean).join("\n")}
      >
        <Icon className="size-3.5 shrink-0 text-muted" aria-hidden />
        <span className="flex min-w-0 font-semibold">
          {qualified && <span className="max-w-20 shrink-0 truncate font-normal text-muted">{table.schema}</span>}
          {qualified && <span className="font-normal text-muted">.</span>}
          <span className="truncate">{table.name}</span>
        </span>
        {refersToItself && <Repeat className="size-3 shrink-0 text-muted" aria-label="refers to itself" />}
        {drift !== null && (
          <Chip tone={driftTone[drift]} className="ml-auto">
            {driftWord[drift]}
          </Chip>
        )}
      </div>
      <ul className="py-[3px] empty:hidden">
        {shownColumns(table, detail).map((column) => (
          <li key={column.name} className="flex items-center gap-1.5 px-2.5 text-sm" style={{ height: columnHeight }}>
            <span className="flex w-3 shrink-0 justify-center text-muted">
              {column.primaryKey ? <KeyRound className="size-3" aria-label="primary key" /> : null}
              {!column.primaryKey && column.foreignKey ? <Link2 className="size-3" aria-label="foreign key" /> : null}
            </span>
            <span className={cx("max-w-[72%] shrink-0 truncate", column.primaryKey && "font-medium")}>
              {column.name}
            </span>
            <span className="mono ml-auto shrink-[3] truncate pl-2 text-[11px] text-muted">
              {shortType(column.type)}
              {column.nullable ? "?" : ""}
            </span>
          </li>
        ))}
        {more > 0 && (
          <li className="px-2.5 text-sm text-muted" style={{ height: columnHeight }}>
            and {more} more
          </li>
        )}
      </ul>
    </div>
  );
});
