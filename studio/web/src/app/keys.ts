import { useEffect, useRef } from "react";

export interface KeyHelp {
  keys: string[];
  does: string;
}

/** All keys, for the sheet that `?` shows. */
export const keyHelp: { title: string; keys: KeyHelp[] }[] = [
  {
    title: "Everywhere",
    keys: [
      { keys: ["Ctrl", "K"], does: "Find a table, a column, a view, a command" },
      { keys: ["?"], does: "Show these keys" },
      { keys: ["/"], does: "Filter the list at the left" },
      { keys: ["Alt", "1…5"], does: "Data, SQL, Diagram, Drift, Migrations" },
      { keys: ["Ctrl", "B"], does: "Show or hide the sidebar" },
      { keys: ["Esc"], does: "Close, or leave the edit" },
    ],
  },
  {
    title: "SQL",
    keys: [
      { keys: ["Ctrl", "Enter"], does: "Run the selection, or everything" },
      { keys: ["Ctrl", "⇧", "Enter"], does: "Run the statement at the cursor" },
      { keys: ["Ctrl", "E"], does: "Explain" },
      { keys: ["←", "→"], does: "In a plan: close and open a node; Enter says more of it" },
      { keys: ["Ctrl", "Space"], does: "Complete" },
      { keys: ["Ctrl", "/"], does: "Comment" },
      { keys: ["Tab"], does: "Indent" },
      { keys: ["Esc", "Tab"], does: "Leave the editor: first one key, then the other" },
    ],
  },
  {
    title: "Grid",
    keys: [
      { keys: ["↑", "↓", "←", "→"], does: "Move; with Shift, select" },
      { keys: ["Ctrl", "Home / End"], does: "First or last rows" },
      { keys: ["Enter"], does: "Edit the cell" },
      { keys: ["Ctrl", "⌫"], does: "Set NULL" },
      { keys: ["Del"], does: "Mark the rows for deletion" },
      { keys: ["Space"], does: "Inspect the row; of a result, the value" },
      { keys: ["Ctrl", "C"], does: "Copy the selection" },
      { keys: ["Ctrl", "V"], does: "Paste; a block fills the cells from here on" },
      { keys: ["Ctrl", "Z"], does: "Undo; with Shift, redo" },
      { keys: ["Ctrl", "S"], does: "Preview the staged changes" },
      { keys: ["Alt", "→"], does: "Follow the foreign key" },
      { keys: ["Alt", "← / →"], does: "On a heading: move the column; with Shift, its width" },
      { keys: ["Alt", "↓"], does: "On a heading: its menu" },
      { keys: ["Alt", "N"], does: "Add a row" },
    ],
  },
];

/** Whether it is something that one writes into. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

/** `Ctrl+K`, `Alt+1`, `?`: a key without a modifier counts only where nothing is being typed. */
export function keyName(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const modifiers = [
    event.ctrlKey || event.metaKey ? "Ctrl" : "",
    event.altKey ? "Alt" : "",
    event.shiftKey && event.key.length > 1 ? "Shift" : "",
  ].filter(Boolean);
  return [...modifiers, key].join("+");
}

export function useKeys(keys: Record<string, () => void>): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const name = keyName(event);
      if (!name.includes("+") && isTyping(event.target)) return;
      const action = current.current[name];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}
