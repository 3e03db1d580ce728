import { ArrowUpRight, X } from "lucide-react";
import { Tabs } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import type { Column, ReferencedBy, RelationResponse } from "@/api/types";
import type { CellView } from "@/grid/model";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { IconButton } from "@/ui/IconButton";
import { SqlText } from "@/ui/SqlText";
import { FieldEditor } from "./FieldEditor";
import { RowJson } from "./RowJson";
import type { GridRowData } from "./tableModel";
import { foreignKeyOf } from "./tableModel";
import { count, type Typed } from "./values";

export interface InspectorProps {
  relation: RelationResponse;
  row: GridRowData | null;
  viewOf: (column: string) => CellView;
  /** The column of the active cell. */
  activeColumn: string | null;
  isEditable: (column: Column) => boolean;
  onValue: (column: string, value: Typed) => void;
  onFollow: (column: string) => void;
  onReferencedBy: (key: ReferencedBy) => void;
  onClose: () => void;
}

/** A row of a very wide table is shown whole only where a person asks for it: moving on must stay quick. */
const shownAtFirst = 50;

const tab =
  "h-full border-b-2 border-transparent px-1 text-sm font-medium text-muted data-[state=active]:border-accent data-[state=active]:text-text";

export function Inspector(props: InspectorProps) {
  const { relation, row } = props;
  return (
    <aside aria-label="Inspector" className="flex h-full min-h-0 flex-col bg-bg">
      <h2 className="sr-only">Inspector</h2>
      <Tabs.Root defaultValue="row" className="flex min-h-0 flex-1 flex-col">
        <div className="flex h-8 shrink-0 items-center border-b pr-1 pl-3">
          <Tabs.List aria-label="Inspector" className="flex h-full gap-3">
            <Tabs.Trigger value="row" className={tab}>
              Row
            </Tabs.Trigger>
            <Tabs.Trigger value="json" className={tab}>
              JSON
            </Tabs.Trigger>
            <Tabs.Trigger value="table" className={tab}>
              Table
            </Tabs.Trigger>
          </Tabs.List>
          <IconButton label="Close the inspector" className="ml-auto size-6" onClick={props.onClose}>
            <X />
          </IconButton>
        </div>
        <Tabs.Content value="row" className="min-h-0 flex-1 overflow-auto">
          {row === null ? <Nothing /> : <RowFields {...props} row={row} />}
        </Tabs.Content>
        <Tabs.Content value="json" className="min-h-0 flex-1 overflow-auto">
          {row === null ? <Nothing /> : <RowJson relation={relation} viewOf={props.viewOf} />}
        </Tabs.Content>
        <Tabs.Content value="table" className="min-h-0 flex-1 overflow-auto">
          <TableFacts relation={relation} />
        </Tabs.Content>
      </Tabs.Root>
    </aside>
  );
}

function Nothing() {
  return <p className="p-4 text-muted">Choose a row.</p>;
}

function RowFields({
  relation,
  row,
  viewOf,
  activeColumn,
  isEditable,
  onValue,
  onFollow,
  onReferencedBy,
}: InspectorProps & { row: GridRowData }) {
  const [all, setAll] = useState(false);
  const shown = relation.columns.filter(({ name }, at) => all || at < shownAtFirst || name === activeColumn);
  const active = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another column moves the list
  useEffect(() => {
    active.current?.scrollIntoView({ block: "nearest" });
  }, [activeColumn]);
  return (
    <div>
      {shown.map((column) => (
        <section
          key={column.name}
          ref={column.name === activeColumn ? active : null}
          className={cx(
            "border-b px-3 py-2 [contain-intrinsic-size:auto_62px] [content-visibility:auto]",
            column.name === activeColumn && "bg-surface",
          )}
        >
          <FieldEditor
            heading={
              <>
                <h3 className="truncate text-sm font-medium" title={column.name}>
                  {column.name}
                </h3>
                <span className="max-w-[45%] shrink-0 truncate text-xs text-muted">{column.type}</span>
                {foreignKeyOf(relation, column.name) !== undefined && viewOf(column.name).kind === "text" && (
                  <button
                    type="button"
                    onClick={() => onFollow(column.name)}
                    className="flex shrink-0 items-center gap-0.5 text-sm text-accent hover:underline"
                  >
                    {foreignKeyOf(relation, column.name)?.toTable}
                    <ArrowUpRight className="size-3.5" aria-hidden />
                  </button>
                )}
              </>
            }
            key={row.kind === "added" ? row.staged.row : (row.id ?? "")}
            relation={relation}
            column={column}
            rowKey={row.kind === "stored" ? row.row.key : null}
            view={viewOf(column.name)}
            editable={isEditable(column)}
            onValue={(value) => onValue(column.name, value)}
          />
          {column.comment !== null && <p className="mt-1 text-sm text-muted">{column.comment}</p>}
        </section>
      ))}
      {shown.length < relation.columns.length && (
        <div className="border-b px-3 py-2">
          <Button onClick={() => setAll(true)}>Show all {count(relation.columns.length)} columns</Button>
        </div>
      )}
      {row.kind === "stored" && relation.referencedBy.length > 0 && (
        <section className="px-3 py-2">
          <h3 className="mb-1 text-sm font-medium text-muted">Rows that refer to this one</h3>
          <ul>
            {relation.referencedBy.map((key) => (
              <li key={`${key.schema}.${key.table}.${key.name}`}>
                <button
                  type="button"
                  onClick={() => onReferencedBy(key)}
                  className="flex w-full items-center gap-1 py-0.5 text-left text-accent hover:underline"
                >
                  <span className="truncate">
                    {key.table} <span className="text-muted">by {key.columns.join(", ")}</span>
                  </span>
                  <ArrowUpRight className="size-3.5 shrink-0" aria-hidden />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function TableFacts({ relation }: { relation: RelationResponse }) {
  return (
    <div className="flex flex-col gap-4 p-3">
      {relation.comment !== null && <p>{relation.comment}</p>}
      <Facts
        title="Columns"
        facts={relation.columns.map(({ name, type, nullable, default: otherwise, generated }) => ({
          name,
          text: [
            type,
            nullable ? "NULL" : "",
            otherwise === null ? "" : `DEFAULT ${otherwise}`,
            generated === null ? "" : `GENERATED ${generated}`,
          ]
            .filter(Boolean)
            .join(" "),
        }))}
      />
      <Facts title="Indexes" facts={relation.indexes.map(({ name, definition }) => ({ name, text: definition }))} />
      <Facts
        title="Foreign keys"
        facts={relation.foreignKeys.map(({ name, columns, toTable, toColumns, onDelete }) => ({
          name,
          text: `(${columns.join(", ")}) → ${toTable} (${toColumns.join(", ")}), on delete ${onDelete}`,
        }))}
      />
      {relation.definition !== null && (
        <section>
          <h3 className="mb-1 text-sm font-medium text-muted">Definition</h3>
          <SqlText sql={relation.definition} />
        </section>
      )}
    </div>
  );
}

function Facts({ title, facts }: { title: string; facts: { name: string; text: string }[] }) {
  if (facts.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 text-sm font-medium text-muted">{title}</h3>
      <dl className="flex flex-col gap-1">
        {facts.map(({ name, text }) => (
          <div key={name}>
            <dt className="font-medium break-words">{name}</dt>
            <dd className="mono break-words text-muted">{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
