import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Column } from "@/api/types";
import { NULL, type Typed, textValue } from "./values";

export type AfterEdit = "stay" | "down" | "right" | "left";

interface CellEditorProps {
  column: Column;
  /** The text to begin with; null where the value is NULL. */
  text: string | null;
  /** Whether the first key has replaced the value. */
  typedOver: boolean;
  onDone: (value: Typed | null, after: AfterEdit) => void;
}

const look = "absolute inset-0 z-10 w-full bg-bg px-2 text-text outline-2 -outline-offset-2 outline-accent";

/** Edits a value in its place: Enter keeps it, Esc gives it up. */
export function CellEditor(props: CellEditorProps) {
  const { column } = props;
  if (column.labels !== null) return <ChoiceEditor {...props} choices={column.labels.map((label) => [label, label])} />;
  if (column.kind === "boolean") {
    const choices: [string, string][] = [
      ["t", "true"],
      ["f", "false"],
    ];
    return <ChoiceEditor {...props} choices={choices} />;
  }
  return <TextEditor {...props} />;
}

function TextEditor({ column, text, typedOver, onDone }: CellEditorProps) {
  const [value, setValue] = useState(text ?? "");
  const input = useRef<HTMLTextAreaElement>(null);
  const done = useRef(false);
  const finish = (result: Typed | null, after: AfterEdit) => {
    if (done.current) return;
    done.current = true;
    onDone(result, after);
  };
  // A NULL that nobody has typed into stays NULL.
  const kept = (): Typed => (value === "" && text === null ? NULL : textValue(value));
  useEffect(() => {
    const area = input.current;
    area?.focus();
    if (typedOver) area?.setSelectionRange(area.value.length, area.value.length);
    else area?.select();
  }, [typedOver]);
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") finish(null, "stay");
    else if (event.key === "Enter" && !event.shiftKey && !event.altKey) finish(kept(), "down");
    else if (event.key === "Tab") finish(kept(), event.shiftKey ? "left" : "right");
    else if (event.key === "Backspace" && (event.ctrlKey || event.metaKey)) finish(NULL, "stay");
    else return;
    event.preventDefault();
  };
  return (
    <textarea
      ref={input}
      rows={1}
      aria-label={column.name}
      spellCheck={false}
      value={value}
      placeholder={text === null ? "NULL" : "''"}
      onChange={(event) => setValue(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => finish(kept(), "stay")}
      className={`${look} resize-none overflow-hidden py-[5px] leading-4 whitespace-pre`}
    />
  );
}

const nullChoice = "null";

function ChoiceEditor({ column, text, onDone, choices }: CellEditorProps & { choices: [string, string][] }) {
  const input = useRef<HTMLSelectElement>(null);
  const done = useRef(false);
  const finish = (value: Typed | null, after: AfterEdit) => {
    if (done.current) return;
    done.current = true;
    onDone(value, after);
  };
  useEffect(() => input.current?.focus(), []);
  const typed = (choice: string): Typed => (choice === nullChoice ? NULL : textValue(choice.slice(1)));
  return (
    <select
      ref={input}
      aria-label={column.name}
      defaultValue={text === null ? nullChoice : `=${text}`}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") finish(null, "stay");
        else if (event.key === "Enter") finish(typed(event.currentTarget.value), "down");
        else if (event.key === "Tab") finish(typed(event.currentTarget.value), event.shiftKey ? "left" : "right");
        else return;
        event.preventDefault();
      }}
      onBlur={(event) => finish(typed(event.currentTarget.value), "stay")}
      className={look}
    >
      {(column.nullable || text === null) && <option value={nullChoice}>NULL</option>}
      {choices.map(([value, label]) => (
        <option key={value} value={`=${value}`}>
          {label}
        </option>
      ))}
    </select>
  );
}
