import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight, Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import type { RelationSummary } from "@/api/types";
import { shortCount } from "@/data/values";
import { cx } from "@/ui/cx";
import { relationIcon, relationWord } from "./relationIcon";
import { ownSchema, type TreeRow, treeRows } from "./tree";

interface SidebarProps {
  schemas: readonly string[];
  relations: readonly RelationSummary[];
  current: { schema: string; name: string } | null;
  onOpen: (relation: RelationSummary) => void;
}

const rowHeight = 26;

/** Every relation of the database, by schema: a virtualised tree with a filter. */
export function Sidebar({ schemas, relations, current, onOpen }: SidebarProps) {
  const [filter, setFilter] = useState("");
  const [closed, setClosed] = useState<ReadonlySet<string>>(
    () => new Set(current?.schema === ownSchema ? [] : [ownSchema]),
  );
  const [activeId, setActiveId] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const rows = useMemo(() => treeRows(schemas, relations, closed, filter), [schemas, relations, closed, filter]);
  const found = rows.findIndex((row) => row.id === activeId);
  // With a filter the first table rather than its schema.
  const active = found >= 0 ? found : filter === "" ? 0 : 1;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });

  const currentId = current === null ? "" : `relation ${current.schema} ${current.name}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of place moves the tree
  useEffect(() => {
    const at = rows.findIndex((row) => row.id === currentId);
    if (at < 0) return;
    setActiveId(currentId);
    virtual.scrollToIndex(at, { align: "auto" });
  }, [currentId]);

  const move = (to: number) => {
    const at = Math.min(rows.length - 1, Math.max(0, to));
    setActiveId(rows[at]?.id ?? null);
    virtual.scrollToIndex(at, { align: "auto" });
  };
  const toggle = (name: string) => {
    const next = new Set(closed);
    if (!next.delete(name)) next.add(name);
    setClosed(next);
  };
  const open = (row: TreeRow | undefined) => {
    if (row?.kind === "schema") toggle(row.name);
    else if (row?.kind === "relation") onOpen(row.relation);
  };
  const onTreeKey = (event: KeyboardEvent) => {
    const row = rows[active];
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const actions: Record<string, () => void> = {
      ArrowDown: () => move(active + 1),
      ArrowUp: () => move(active - 1),
      PageDown: () => move(active + page),
      PageUp: () => move(active - page),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      Enter: () => open(row),
      ArrowRight: () => {
        if (row?.kind === "schema" && !row.open) toggle(row.name);
        else move(active + 1);
      },
      ArrowLeft: () => {
        if (row?.kind === "schema") {
          if (row.open) toggle(row.name);
        } else move(rows.findLastIndex((one, at) => at < active && one.kind === "schema"));
      },
    };
    const action = actions[event.key];
    if (action === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    action();
  };

  return (
    <nav aria-label="Tables" className="flex h-full min-h-0 flex-col bg-surface">
      <div className="relative shrink-0 p-2">
        <Search className="pointer-events-none absolute top-[15px] left-4 size-3.5 text-muted" aria-hidden />
        <input
          data-filter
          aria-label="Filter tables"
          placeholder="Filter"
          autoComplete="off"
          spellCheck={false}
          value={filter}
          onChange={(event) => {
            setFilter(event.target.value);
            setActiveId(null);
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") {
              event.preventDefault();
              scroller.current?.focus();
            } else if (event.key === "Enter") open(rows[active] ?? rows[1]);
            else if (event.key === "Escape") {
              setFilter("");
              event.currentTarget.blur();
            }
          }}
          className="h-7 w-full rounded-[6px] border border-line-strong bg-bg pr-8 pl-7 text-base placeholder:text-muted"
        />
        <kbd className="pointer-events-none absolute top-[13px] right-3.5" aria-hidden>
          /
        </kbd>
      </div>
      <div
        ref={scroller}
        role="tree"
        aria-label="Tables by schema"
        tabIndex={0}
        aria-activedescendant={rows[active] === undefined ? undefined : `${id}-${active}`}
        onKeyDown={onTreeKey}
        className="group min-h-0 flex-1 overflow-auto pb-2 focus-visible:outline-offset-[-2px]"
      >
        {rows.length === 0 && (
          <p className="px-4 py-2 text-muted">
            {filter === "" ? "No tables yet" : `Nothing is named like “${filter}”`}
          </p>
        )}
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <TreeItem
                key={row.id}
                id={`${id}-${index}`}
                row={row}
                top={start}
                active={index === active}
                current={row.id === currentId}
                onClick={() => {
                  setActiveId(row.id);
                  open(row);
                }}
              />
            );
          })}
        </div>
      </div>
    </nav>
  );
}

interface TreeItemProps {
  id: string;
  row: TreeRow;
  top: number;
  active: boolean;
  current: boolean;
  onClick: () => void;
}

function TreeItem({ id, row, top, active, current, onClick }: TreeItemProps) {
  const place = "absolute inset-x-0 top-0 flex h-[26px] items-center gap-1.5 px-2 select-none";
  const ring =
    active && "group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-accent";
  if (row.kind === "schema") {
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
      <div
        id={id}
        role="treeitem"
        aria-level={1}
        aria-expanded={row.open}
        aria-selected={false}
        className={cx(place, "text-sm font-medium text-muted hover:text-text", ring)}
        style={{ transform: `translateY(${top}px)` }}
        onClick={onClick}
      >
        <ChevronRight
          className={cx("size-3.5 shrink-0 transition-transform duration-100", row.open && "rotate-90")}
          aria-hidden
        />
        <span className="truncate">{row.name}</span>
        <span className="ml-auto text-xs">{row.size}</span>
      </div>
    );
  }
  const { relation } = row;
  const Icon = relationIcon[relation.kind];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
    <div
      id={id}
      role="treeitem"
      aria-level={2}
      aria-selected={current}
      aria-posinset={row.position}
      aria-setsize={row.size}
      aria-label={`${relation.name}, ${relationWord[relation.kind]}`}
      title={relation.comment ?? undefined}
      className={cx(
        place,
        "pl-7",
        !relation.readable && "opacity-60",
        current ? "bg-accent-tint text-text" : "hover:bg-hover",
        ring,
      )}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onClick}
    >
      <Icon className={cx("size-3.5 shrink-0", current ? "text-accent" : "text-muted")} aria-hidden />
      <span className="truncate">{relation.name}</span>
      {relation.estimatedRows !== null && (
        <span className="ml-auto pl-2 text-xs text-muted">{shortCount(relation.estimatedRows)}</span>
      )}
    </div>
  );
}
