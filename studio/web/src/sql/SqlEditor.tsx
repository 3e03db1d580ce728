import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyField, historyKeymap, indentWithTab } from "@codemirror/commands";
import { PostgreSQL, sql } from "@codemirror/lang-sql";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type EditorStateConfig, type Extension, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { CompletionResponse } from "@/api/types";
import { isTyping } from "@/app/keys";
import { cspNonce } from "@/app/nonce";
import { namespace, wordSource } from "./completion";
import { highlighting } from "./highlight";

export interface SqlEditorHandle {
  text: () => string;
  /** The selected text and where it begins; null where nothing is selected. */
  selection: () => { text: string; from: number } | null;
  cursor: () => number;
  setText: (text: string) => void;
  mark: (problems: { from: number; to: number; message: string }[]) => void;
  focus: () => void;
}

interface SqlEditorProps {
  initial: string;
  /** The editor as it was left, where it was: it goes on with its cursor and what can be undone. */
  left: unknown;
  onLeave: (left: unknown) => void;
  /** A text to add to what stands there. */
  draft: string | null;
  completion: CompletionResponse | undefined;
  onChange: (text: string) => void;
  onRun: () => void;
  onRunStatement: () => void;
  onExplain: () => void;
  ref: Ref<SqlEditorHandle>;
}

function language(completion: CompletionResponse | undefined): Extension {
  if (completion === undefined) return sql({ dialect: PostgreSQL });
  const [defaultSchema] = completion.searchPath;
  return [
    sql({
      dialect: PostgreSQL,
      schema: namespace(completion),
      ...(defaultSchema === undefined ? {} : { defaultSchema }),
    }),
    PostgreSQL.language.data.of({ autocomplete: wordSource(completion) }),
  ];
}

const keptFields = { history: historyField };

/** The editor as it was left; a new one with this text where it was not, or where the text has become another. */
function stateOf(left: unknown, text: string, config: EditorStateConfig): EditorState {
  if (left !== null) {
    const state = EditorState.fromJSON(left, config, keptFields);
    if (state.doc.toString() === text) return state;
  }
  return EditorState.create({ ...config, doc: text });
}

/** Below what stands there, which stays, and selected: what is run is this. */
function addText(editor: EditorView, text: string): void {
  const before = editor.state.doc.toString();
  const isAlone = before.trim() === "";
  const isThere = before.endsWith(text);
  const from = isAlone ? 0 : isThere ? before.length - text.length : before.length;
  const gap = isAlone || isThere ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const anchor = from + gap.length;
  editor.dispatch({
    changes: { from, to: before.length, insert: gap + text },
    selection: isAlone ? { anchor: text.length } : { anchor, head: anchor + text.trimEnd().length },
    scrollIntoView: true,
  });
}

export function SqlEditor({
  initial,
  left,
  draft,
  completion,
  onChange,
  onLeave,
  onRun,
  onRunStatement,
  onExplain,
  ref,
}: SqlEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const spoken = useRef(new Compartment());
  const actions = useRef({ onChange, onLeave, onRun, onRunStatement, onExplain });
  actions.current = { onChange, onLeave, onRun, onRunStatement, onExplain };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once; it then has its own text
  useEffect(() => {
    if (place.current === null) return;
    const run = (name: "onRun" | "onRunStatement" | "onExplain") => () => {
      actions.current[name]();
      return true;
    };
    const editor = new EditorView({
      parent: place.current,
      state: stateOf(left, initial, {
        extensions: [
          EditorView.cspNonce.of(cspNonce()),
          Prec.highest(
            keymap.of([
              { key: "Mod-Enter", run: run("onRun") },
              { key: "Mod-Shift-Enter", run: run("onRunStatement") },
              { key: "Mod-e", run: run("onExplain") },
            ]),
          ),
          lineNumbers(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          highlightSelectionMatches(),
          autocompletion({ icons: false }),
          highlighting,
          placeholder("SELECT …"),
          EditorView.contentAttributes.of({
            "aria-label": "SQL",
            "aria-description": "Escape, then Tab, leaves the editor",
          }),
          keymap.of([
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...searchKeymap,
            ...historyKeymap,
            ...completionKeymap,
            indentWithTab,
          ]),
          spoken.current.of(language(completion)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) actions.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    if (draft !== null) addText(editor, draft);
    // It comes late where its program has to be read first: who has begun to type elsewhere goes on there.
    if (!isTyping(document.activeElement)) editor.focus();
    return () => {
      actions.current.onLeave(editor.state.toJSON(keptFields));
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    view.current?.dispatch({ effects: spoken.current.reconfigure(language(completion)) });
  }, [completion]);

  useImperativeHandle(ref, () => ({
    text: () => view.current?.state.doc.toString() ?? "",
    selection: () => {
      const { state } = view.current ?? {};
      const range = state?.selection.main;
      if (state === undefined || range === undefined || range.empty) return null;
      return { text: state.sliceDoc(range.from, range.to), from: range.from };
    },
    cursor: () => view.current?.state.selection.main.head ?? 0,
    setText: (text) => {
      const editor = view.current;
      editor?.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
      editor?.focus();
    },
    mark: (problems) => {
      const editor = view.current;
      if (editor === null) return;
      const { length } = editor.state.doc;
      const diagnostics = problems.map(({ from, to, message }): Diagnostic => {
        const start = Math.min(from, length);
        return { from: start, to: Math.min(Math.max(to, start), length), severity: "error", message };
      });
      editor.dispatch(setDiagnostics(editor.state, diagnostics));
    },
    focus: () => view.current?.focus(),
  }));

  return <div ref={place} className="min-h-0 flex-1 overflow-hidden" />;
}
