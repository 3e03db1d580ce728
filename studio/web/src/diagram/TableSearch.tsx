import { Search, X } from "lucide-react";
import { useState } from "react";
import type { DiagramTable } from "@/api/types";
import { matchRank } from "@/app/tree";
import { tableId } from "./model";

interface TableSearchProps {
  tables: readonly DiagramTable[];
  focused: string | null;
  onChoose: (id: string | null) => void;
}

/** Finds a table and puts it into the middle. */
export function TableSearch({ tables, focused, onChoose }: TableSearchProps) {
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const current = tables.find(({ schema, name }) => tableId(schema, name) === focused);
  const wanted = (text ?? "").trim().toLowerCase();
  const found =
    wanted === ""
      ? []
      : tables
          .map((table) => ({ table, rank: matchRank(table.name, wanted) }))
          .filter(({ rank }) => rank !== null)
          .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.table.name.length - b.table.name.length)
          .slice(0, 12)
          .map(({ table }) => table);
  const choose = (table: DiagramTable | undefined) => {
    if (table === undefined) return;
    setText(null);
    onChoose(tableId(table.schema, table.name));
  };
  return (
    <div className="relative">
      <Search className="pointer-events-none absolute top-[7px] left-2 size-3.5 text-muted" aria-hidden />
      <input
        role="combobox"
        aria-label="Find a table"
        aria-expanded={found.length > 0}
        aria-controls="diagram-found"
        aria-activedescendant={found.length > 0 ? `diagram-found-${active}` : undefined}
        placeholder="Find a table"
        autoComplete="off"
        spellCheck={false}
        value={text ?? current?.name ?? ""}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onBlur={() => setText(null)}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setActive(Math.min(found.length - 1, active + 1));
          else if (event.key === "ArrowUp") setActive(Math.max(0, active - 1));
          else if (event.key === "Enter") choose(found[active]);
          else if (event.key === "Escape") event.currentTarget.blur();
          else return;
          event.preventDefault();
        }}
        className="h-7 w-36 @min-[900px]:w-52 rounded-[6px] border border-line-strong bg-bg pr-7 pl-7 placeholder:text-muted"
      />
      {focused !== null && (
        <button
          type="button"
          aria-label="Show no table in particular"
          onClick={() => onChoose(null)}
          className="absolute top-1 right-1 flex size-5 items-center justify-center rounded-[4px] text-muted hover:bg-hover hover:text-text"
        >
          <X className="size-3.5" aria-hidden />
        </button>
      )}
      {found.length > 0 && (
        <div
          id="diagram-found"
          role="listbox"
          aria-label="Tables found"
          className="absolute top-8 left-0 z-30 w-72 rounded-[6px] border border-line-strong bg-raised p-1"
        >
          {found.map((table, at) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
            <div
              key={tableId(table.schema, table.name)}
              id={`diagram-found-${at}`}
              role="option"
              aria-selected={at === active}
              className={`flex h-7 items-center gap-2 rounded-[4px] px-2 ${at === active ? "bg-accent-tint" : ""}`}
              onMouseDown={(event) => event.preventDefault()}
              onMouseEnter={() => setActive(at)}
              onClick={() => choose(table)}
            >
              <span className="truncate">{table.name}</span>
              <span className="ml-auto text-sm text-muted">{table.schema}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
