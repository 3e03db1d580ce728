import { Table2, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { Link } from "wouter";
import { navigate } from "@/app/location";
import { cx } from "@/ui/cx";
import { useEdits } from "./editStore";
import type { RelationName } from "./edits";
import { hasEdits, type OpenTable, openTables, useOpenTables } from "./openTables";
import { relationPath } from "./urlState";

export function pathOf({ schema, name, search }: OpenTable): string {
  return relationPath(schema, name) + (search === "" ? "" : `?${search}`);
}

/** The open tables. Closing the last one leads to the start page. */
export function TableTabs({ current }: { current: RelationName }) {
  const tables = useOpenTables();
  useEdits();
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the current table is brought into sight once it is there
  useEffect(() => {
    const tab = list.current?.querySelector("[aria-current=page]")?.closest("li");
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current.schema, current.name, tables.length]);
  const close = (table: OpenTable, isCurrent: boolean) => {
    const next = openTables.close(table);
    if (isCurrent) navigate(next === null ? "/data" : pathOf(next));
  };
  return (
    <nav aria-label="Open tables" className="flex h-8 shrink-0 border-b bg-surface">
      <ul ref={list} className="flex min-w-0 overflow-x-auto [scrollbar-width:none]">
        {tables.map((table) => {
          const isCurrent = table.schema === current.schema && table.name === current.name;
          return (
            <li
              key={`${table.schema}.${table.name}`}
              className={cx(
                "group relative flex max-w-[220px] shrink-0 items-center border-r",
                isCurrent
                  ? "bg-bg after:absolute after:inset-x-0 after:top-0 after:h-[2px] after:bg-accent"
                  : "hover:bg-hover",
              )}
            >
              <Link
                href={pathOf(table)}
                aria-current={isCurrent ? "page" : undefined}
                onAuxClick={(event) => {
                  if (event.button !== 1) return;
                  event.preventDefault();
                  close(table, isCurrent);
                }}
                className={cx(
                  "flex h-full min-w-0 items-center gap-1.5 pr-1 pl-2.5",
                  isCurrent ? "text-text" : "text-muted",
                )}
              >
                <Table2 className="size-3.5 shrink-0 text-muted" aria-hidden />
                <span className="truncate">{table.name}</span>
                {hasEdits(table) && (
                  <span className="size-1.5 shrink-0 rounded-full bg-change">
                    <span className="sr-only">has staged changes</span>
                  </span>
                )}
              </Link>
              <button
                type="button"
                aria-label={`Close ${table.name}`}
                onClick={() => close(table, isCurrent)}
                className={cx(
                  "mr-1 flex size-5 items-center justify-center rounded-[4px] text-muted hover:bg-line focus-visible:opacity-100",
                  !isCurrent && "opacity-0 group-hover:opacity-100",
                )}
              >
                <X className="size-3" aria-hidden />
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
