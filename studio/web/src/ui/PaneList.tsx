import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { matchRank } from "@/app/tree";
import { cx } from "./cx";

export interface PaneItem {
  id: string;
  /** What it is found by. */
  text: string;
  content: ReactNode;
}

interface PaneListProps {
  label: string;
  items: PaneItem[];
  current: string | null;
  onChoose: (id: string) => void;
  empty: string;
}

/** The list at the left of a view: one of it is shown at the right. `/` filters it. */
export function PaneList({ label, items, current, onChoose, empty }: PaneListProps) {
  const list = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const shown = items.filter(({ text }) => matchRank(text, wanted) !== null);
  const found = shown.findIndex(({ id }) => id === current);
  // One of them is reached by Tab, also where the one that is shown at the right is filtered out.
  const at = Math.max(0, found);
  const move = (to: number) => {
    const next = shown[Math.max(0, Math.min(shown.length - 1, to))];
    if (next === undefined) return;
    onChoose(next.id);
    list.current?.querySelectorAll<HTMLElement>("[role=option]")[shown.indexOf(next)]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1, Enter: at }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    move(to);
  };
  const onFilterKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape") {
      setFilter("");
      event.currentTarget.blur();
    } else if (event.key === "Enter" || event.key === "ArrowDown") move(at);
    else return;
    event.preventDefault();
  };
  if (items.length === 0) return <p className="p-3 text-muted">{empty}</p>;
  return (
    <>
      <div className="relative shrink-0 p-2 pb-1">
        <Search className="pointer-events-none absolute top-[15px] left-4 size-3.5 text-muted" aria-hidden />
        <input
          data-filter
          aria-label={`Filter ${label.toLowerCase()}`}
          placeholder="Filter"
          autoComplete="off"
          spellCheck={false}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={onFilterKey}
          className="h-7 w-full rounded-[6px] border border-line-strong bg-bg pr-8 pl-7 text-base placeholder:text-muted"
        />
        <kbd className="pointer-events-none absolute top-[13px] right-3.5" aria-hidden>
          /
        </kbd>
      </div>
      {shown.length === 0 && <p className="px-4 py-2 text-muted">Nothing is named like “{filter}”</p>}
      <div
        ref={list}
        role="listbox"
        aria-label={label}
        onKeyDown={onKeyDown}
        className="min-h-0 flex-1 overflow-auto py-1"
      >
        {shown.map(({ id, content }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
          <div
            key={id}
            role="option"
            aria-selected={index === found}
            tabIndex={index === at ? 0 : -1}
            onClick={() => onChoose(id)}
            className={cx(
              "flex min-h-8 items-center gap-2 px-3 py-1.5 select-none focus-visible:-outline-offset-2",
              index === found ? "bg-accent-tint" : "hover:bg-hover",
            )}
          >
            {content}
          </div>
        ))}
      </div>
    </>
  );
}
