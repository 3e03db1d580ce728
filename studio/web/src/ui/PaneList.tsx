import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { cx } from "./cx";

export interface PaneItem {
  id: string;
  content: ReactNode;
}

interface PaneListProps {
  label: string;
  items: PaneItem[];
  current: string | null;
  onChoose: (id: string) => void;
  empty: string;
}

/** The list at the left of a view: one of it is shown at the right. */
export function PaneList({ label, items, current, onChoose, empty }: PaneListProps) {
  const list = useRef<HTMLDivElement>(null);
  const at = Math.max(
    0,
    items.findIndex(({ id }) => id === current),
  );
  const move = (to: number) => {
    const next = items[Math.max(0, Math.min(items.length - 1, to))];
    if (next === undefined) return;
    onChoose(next.id);
    list.current?.querySelectorAll<HTMLElement>("[role=option]")[items.indexOf(next)]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    move(to);
  };
  if (items.length === 0) return <p className="p-3 text-muted">{empty}</p>;
  return (
    <div
      ref={list}
      role="listbox"
      aria-label={label}
      onKeyDown={onKeyDown}
      className="min-h-0 flex-1 overflow-auto py-1"
    >
      {items.map(({ id, content }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
        <div
          key={id}
          role="option"
          aria-selected={index === at}
          tabIndex={index === at ? 0 : -1}
          onClick={() => onChoose(id)}
          className={cx(
            "flex min-h-8 items-center gap-2 px-3 py-1.5 select-none focus-visible:-outline-offset-2",
            index === at ? "bg-accent-tint" : "hover:bg-hover",
          )}
        >
          {content}
        </div>
      ))}
    </div>
  );
}
