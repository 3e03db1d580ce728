import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Column } from "@/api/types";
import type { CellView } from "@/grid/model";
import { useGone } from "@/ui/useGone";
import { afterEdit, flattened, usualEnd } from "./lineEnds";
import { NULL, type Typed, textValue } from "./values";

/** Where one goes on; `gone` is nowhere: the editor is there no more. */
export type AfterEdit = "stay" | "down" | "right" | "left" | "gone";

interface CellEditorProps {
  column: Column;
  /** What the cell shows. */
  view: CellView;
  /** The key that began the edit: it takes the place of the value. */
  typed: string | null;
  /** Without a value nothing was typed or chosen. */
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

/**
 * Ends an edit once. What takes the editor away, rows that come or another view, ends it too: what was typed is kept, as it
 * is where one clicks elsewhere.
 */
function useEnding<Result>(onEnd: (result: Result, after: AfterEdit) => void, left: () => Result) {
  const done = useRef(false);
  const finish = (result: Result, after: AfterEdit) => {
    if (done.current) return;
    done.current = true;
    onEnd(result, after);
  };
  useGone(() => finish(left(), "gone"));
  return finish;
}

/** What stands where there is no text. */
function emptyWord(view: CellView): string {
  switch (view.kind) {
    case "text":
      return "''";
    case "null":
      return "NULL";
    case "default":
      return "DEFAULT";
    case "unset":
      return "default";
  }
}

function isSave({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && key.toLowerCase() === "s";
}

function TextEditor({ column, view, typed, onDone }: CellEditorProps) {
  const original = view.kind === "text" ? view.text : "";
  const [value, setValue] = useState(typed ?? original);
  const [touched, setTouched] = useState(typed !== null);
  const input = useRef<HTMLTextAreaElement>(null);
  const kept = () => (touched ? textValue(value) : null);
  const finish = useEnding(onDone, kept);
  useEffect(() => {
    const area = input.current;
    area?.focus();
    if (typed !== null) area?.setSelectionRange(area.value.length, area.value.length);
    else area?.select();
  }, [typed]);
  const onKeyDown = (event: KeyboardEvent) => {
    // Keeps the value, and is the page's.
    if (isSave(event)) return finish(kept(), "stay");
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
      dir="auto"
      aria-label={column.name}
      spellCheck={false}
      value={flattened(value)}
      placeholder={touched ? "''" : emptyWord(view)}
      onChange={(event) => {
        setTouched(true);
        setValue(afterEdit(value, event.target.value, usualEnd(original)));
      }}
      onKeyDown={onKeyDown}
      onBlur={() => finish(kept(), "stay")}
      className={`${look} resize-none overflow-hidden py-[5px] leading-4 whitespace-pre`}
    />
  );
}

const nullChoice = "null";
const defaultChoice = "default";

function choiceOf(view: CellView): string {
  if (view.kind === "text") return `=${view.text}`;
  return view.kind === "null" ? nullChoice : defaultChoice;
}

function ChoiceEditor({ column, view, typed, onDone, choices }: CellEditorProps & { choices: [string, string][] }) {
  const input = useRef<HTMLSelectElement>(null);
  const original = choiceOf(view);
  const begun = typed === null ? undefined : choices.find(([, label]) => beginsWith(label, typed));
  const [chosen, setChosen] = useState(begun === undefined ? original : `=${begun[0]}`);
  const finish = useEnding<string | null>(
    (choice, after) => {
      if (choice === null || choice === original) onDone(null, after);
      else onDone(choice === nullChoice ? NULL : textValue(choice.slice(1)), after);
    },
    () => chosen,
  );
  useEffect(() => input.current?.focus(), []);
  return (
    <select
      ref={input}
      aria-label={column.name}
      value={chosen}
      onChange={(event) => setChosen(event.target.value)}
      onKeyDown={(event) => {
        if (isSave(event)) return finish(event.currentTarget.value, "stay");
        event.stopPropagation();
        if (event.key === "Escape") finish(null, "stay");
        else if (event.key === "Enter") finish(event.currentTarget.value, "down");
        else if (event.key === "Tab") finish(event.currentTarget.value, event.shiftKey ? "left" : "right");
        else return;
        event.preventDefault();
      }}
      onBlur={(event) => finish(event.currentTarget.value, "stay")}
      className={look}
    >
      {original === defaultChoice && <option value={defaultChoice}>{emptyWord(view)}</option>}
      {(column.nullable || original === nullChoice) && <option value={nullChoice}>NULL</option>}
      {view.kind === "text" && choices.every(([value]) => value !== view.text) && (
        <option value={original}>{view.text}</option>
      )}
      {choices.map(([value, label]) => (
        <option key={value} value={`=${value}`}>
          {label}
        </option>
      ))}
    </select>
  );
}

function beginsWith(label: string, typed: string): boolean {
  return label.toLowerCase().startsWith(typed.toLowerCase());
}
