import { Braces, Download, Pencil, TextSelect } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { fileCall } from "@/api/call";
import type { Column } from "@/api/types";
import { CellContent } from "@/grid/CellContent";
import type { CellView } from "@/grid/model";
import { Button } from "@/ui/Button";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { Select } from "@/ui/Field";
import { saveFile } from "@/ui/saveFile";
import { useGone } from "@/ui/useGone";
import type { RelationName } from "./edits";
import { LongText } from "./LongText";
import { afterEdit, flattened, usualEnd } from "./lineEnds";
import { byteSize, DEFAULT, layOutJson, NULL, type Typed, textValue } from "./values";
import { wholeValue } from "./wholeValue";

interface FieldEditorProps {
  /** The name and the type, beside which the buttons are. */
  heading: ReactNode;
  relation: RelationName;
  column: Column;
  rowKey: string[] | null;
  view: CellView;
  editable: boolean;
  onValue: (value: Typed) => void;
}

const fetchedAtMost = 4_194_304;

/** One value in the inspector: whole, laid out where it is JSON, and edited where it may be. */
export function FieldEditor({ heading, relation, column, rowKey, view, editable, onValue }: FieldEditorProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [fetched, setFetched] = useState<{ of: CellView; text: string | null; complete: boolean } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  // Of a value that has become another since, it is not the whole.
  const whole = fetched !== null && sameView(fetched.of, view) ? fetched : null;
  const cut = view.kind === "text" && view.cut !== null && whole === null ? view.cut : null;
  const text = whole?.text ?? (view.kind === "text" ? view.text : null);
  const fetchWhole = async () => {
    if (rowKey === null) return;
    setFailure(null);
    try {
      setFetched({ of: view, ...(await wholeValue(relation, rowKey, column.name, fetchedAtMost)) });
    } catch (error) {
      setFailure(error);
    }
  };
  const save = async () => {
    if (rowKey === null) return;
    setFailure(null);
    try {
      const { schema, name } = relation;
      const file = await fileCall("/api/value/file", { schema, name, key: rowKey, column: column.name });
      saveFile(file, `${relation.name}.${column.name}.txt`);
    } catch (error) {
      setFailure(error);
    }
  };
  if (draft !== null) {
    return (
      <>
        <div className="mb-1 flex items-baseline gap-2">{heading}</div>
        <Draft
          label={column.name}
          json={column.kind === "json"}
          text={draft}
          onKeep={(value) => {
            setDraft(null);
            onValue(textValue(value));
          }}
          onLeave={() => setDraft(null)}
        />
      </>
    );
  }
  const complete = cut === null && whole?.complete !== false;
  return (
    <div className="group/field">
      <div className="mb-1 flex h-5 items-center gap-2">
        {heading}
        {editable && complete && (
          <span className="ml-auto flex w-0 shrink-0 items-center overflow-hidden group-focus-within/field:w-auto group-focus-within/field:overflow-visible group-hover/field:w-auto group-hover/field:overflow-visible">
            <ValueButtons
              column={column}
              text={text}
              unset={view.kind === "unset" || view.kind === "default"}
              onDraft={() => setDraft(text ?? "")}
              onValue={onValue}
            />
          </span>
        )}
      </div>
      {failure !== null && <ErrorPanel error={failure} onRetry={fetchWhole} />}
      {text !== null && text !== "" ? (
        <LongText text={text} json={column.kind === "json" && complete} complete={complete} />
      ) : (
        <span className="mono">
          <CellContent view={view} />
        </span>
      )}
      {rowKey !== null && !complete && (
        <div className="mt-1 flex gap-1">
          {cut !== null && (
            <Button className="h-6" onClick={fetchWhole}>
              <TextSelect aria-hidden />
              {cut > fetchedAtMost ? "Show more" : `Fetch all ${byteSize(cut)}`}
            </Button>
          )}
          <Button className="h-6" onClick={() => void save()}>
            <Download aria-hidden />
            Save to a file
          </Button>
        </div>
      )}
    </div>
  );
}

function sameView(a: CellView, b: CellView): boolean {
  return a.kind === b.kind && (a.kind !== "text" || b.kind !== "text" || (a.text === b.text && a.cut === b.cut));
}

function ValueButtons({
  column,
  text,
  unset,
  onDraft,
  onValue,
}: {
  column: Column;
  text: string | null;
  unset: boolean;
  onDraft: () => void;
  onValue: (value: Typed) => void;
}) {
  const choices = column.labels ?? (column.kind === "boolean" ? ["t", "f"] : null);
  return (
    <>
      {choices === null ? (
        <Button kind="ghost" className="h-6 px-1.5" onClick={onDraft}>
          <Pencil aria-hidden />
          Edit
        </Button>
      ) : (
        <Select
          aria-label={`Value of ${column.name}`}
          className="h-6 text-sm"
          value={text ?? ""}
          onChange={(event) => onValue(textValue(event.target.value))}
        >
          {text === null && <option value="">{unset ? "choose…" : "NULL"}</option>}
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </Select>
      )}
      {column.nullable && text !== null && (
        <Button kind="ghost" className="h-6 px-1.5" onClick={() => onValue(NULL)}>
          NULL
        </Button>
      )}
      {(column.default !== null || column.identity !== null) && (
        <Button kind="ghost" className="h-6 px-1.5" onClick={() => onValue(DEFAULT)}>
          DEFAULT
        </Button>
      )}
    </>
  );
}

function Draft({
  label,
  json,
  text,
  onKeep,
  onLeave,
}: {
  label: string;
  json: boolean;
  text: string;
  onKeep: (text: string) => void;
  onLeave: () => void;
}) {
  const [begun] = useState(() => (json ? layOutJson(text) : text));
  const [value, setValue] = useState(begun);
  const shown = flattened(value);
  const over = useRef(false);
  const end = (then: () => void) => {
    over.current = true;
    then();
  };
  // Another row, another view: what was written is kept as it is where one leaves a cell.
  useGone(() => {
    if (!over.current && value !== begun) onKeep(value);
  });
  return (
    <div className="flex flex-col gap-1.5">
      <textarea
        autoFocus
        dir="auto"
        aria-label={label}
        spellCheck={false}
        rows={Math.min(16, Math.max(2, shown.split("\n").length))}
        value={shown}
        onChange={(event) => setValue(afterEdit(value, event.target.value, usualEnd(text)))}
        onKeyDown={(event) => {
          if (event.key === "Escape") end(onLeave);
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) end(() => onKeep(value));
        }}
        className="mono w-full rounded-[6px] border border-line-strong bg-bg p-2"
      />
      <div className="flex gap-1">
        <Button kind="primary" className="h-6" onClick={() => end(() => onKeep(value))}>
          Stage
        </Button>
        <Button kind="ghost" className="h-6" onClick={() => end(onLeave)}>
          Cancel
        </Button>
        {json && (
          <Button kind="ghost" className="ml-auto h-6" onClick={() => setValue(layOutJson(value))}>
            <Braces aria-hidden />
            Lay out
          </Button>
        )}
      </div>
    </div>
  );
}
