import { MergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { cspNonce } from "@/app/nonce";

interface MergePaneProps {
  live: string;
  wanted: string;
}

function reading(label: string): Extension {
  return [
    EditorView.cspNonce.of(cspNonce()),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
    lineNumbers(),
  ];
}

/** The database at the left, the schema file at the right, and what differs. */
export function MergePane({ live, wanted }: MergePaneProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const view = new MergeView({
      parent: place.current,
      a: { doc: live, extensions: reading("As the database has it") },
      b: { doc: wanted, extensions: reading("As schema.yaml says it") },
      gutter: true,
    });
    return () => view.destroy();
  }, [live, wanted]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="grid h-7 shrink-0 grid-cols-2 border-b bg-surface text-sm text-muted">
        <h3 className="flex items-center px-3">Database</h3>
        <h3 className="flex items-center border-l px-3">schema.yaml</h3>
      </div>
      <div ref={place} className="min-h-0 flex-1 overflow-auto" />
    </div>
  );
}
