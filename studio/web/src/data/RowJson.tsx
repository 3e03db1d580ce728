import { Copy } from "lucide-react";
import type { RelationResponse } from "@/api/types";
import type { CellView } from "@/grid/model";
import { IconButton } from "@/ui/IconButton";
import { announce } from "@/ui/live";
import { formatBlock } from "./clipboard";
import { blockColumn } from "./copy";
import { layOutJson } from "./values";

/** The row as a JSON object, its numbers digit by digit as PostgreSQL wrote them. */
export function RowJson({ relation, viewOf }: { relation: RelationResponse; viewOf: (column: string) => CellView }) {
  const values = relation.columns.map(({ name }) => {
    const view = viewOf(name);
    return view.kind === "text" ? view.text : null;
  });
  const cut = relation.columns.some(({ name }) => {
    const view = viewOf(name);
    return view.kind === "text" && view.cut !== null;
  });
  const columns = relation.columns.map((column) => blockColumn(column, cut));
  const array = formatBlock({ table: relation, columns, rows: [values] }, "json");
  const text = layOutJson(array.trim().slice(1, -1));
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    announce("The row is copied as JSON");
  };
  return (
    <div className="relative p-3">
      <IconButton label="Copy as JSON" className="absolute top-2 right-2" onClick={copy}>
        <Copy />
      </IconButton>
      {cut && <p className="mb-2 text-sm text-muted">Long values are cut here.</p>}
      <pre className="mono break-words whitespace-pre-wrap">{text}</pre>
    </div>
  );
}
