import { Link } from "wouter";
import type { DiagramResponse } from "@/api/types";
import { relationPath } from "@/data/urlState";
import { Chip } from "@/ui/Chip";
import { groupBy } from "@/ui/groupBy";
import { hasSchemas, tableId } from "./model";
import { type DriftMark, driftTone, driftWord } from "./TableNode";

interface DiagramListProps {
  response: DiagramResponse;
  shown: ReadonlySet<string>;
  drifted: ReadonlyMap<string, DriftMark>;
}

function diagramPath(schema: string, name: string): string {
  return relationPath(schema, name).replace(/^\/data/, "/diagram");
}

/** The diagram in words: each table with what it refers to and what refers to it. */
export function DiagramList({ response, shown, drifted }: DiagramListProps) {
  const outward = groupBy(response.foreignKeys, ({ schema, table }) => tableId(schema, table));
  const inward = groupBy(response.foreignKeys, ({ toSchema, toTable }) => tableId(toSchema, toTable));
  const qualified = hasSchemas(response);
  const full = (schema: string, name: string) => (qualified ? `${schema}.${name}` : name);
  const tables = response.tables.filter(({ schema, name }) => shown.has(tableId(schema, name)));
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">Tables and their foreign keys</caption>
        <thead className="sticky top-0 bg-surface text-sm text-muted">
          <tr>
            {["Table", "Refers to", "Is referred to by"].map((heading) => (
              <th key={heading} scope="col" className="h-7 border-b border-line-strong px-3 font-medium">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tables.map(({ schema, name, group, columns }) => {
            const id = tableId(schema, name);
            const drift = drifted.get(id);
            return (
              <tr key={id} className="align-top">
                <th scope="row" className="border-b px-3 py-1.5 font-normal">
                  <Link
                    href={diagramPath(schema, name)}
                    className="font-medium text-accent underline decoration-line-strong underline-offset-2 hover:decoration-current"
                  >
                    {full(schema, name)}
                  </Link>{" "}
                  <span className="text-sm text-muted">
                    {[
                      ...(qualified ? [] : [schema]),
                      ...(group === null ? [] : [group]),
                      ...(drift === "create" ? [] : [columns.length === 1 ? "1 column" : `${columns.length} columns`]),
                    ].join(", ")}
                  </span>
                  {drift !== undefined && (
                    <Chip tone={driftTone[drift]} className="ml-2">
                      {driftWord[drift]}
                    </Chip>
                  )}
                </th>
                <td className="border-b px-3 py-1.5">
                  {(outward.get(id) ?? []).map((key) => (
                    <div key={key.name}>
                      <span className="mono text-muted">{key.columns.join(", ")}</span> →{" "}
                      <Link
                        href={diagramPath(key.toSchema, key.toTable)}
                        className="text-accent underline decoration-line-strong underline-offset-2 hover:decoration-current"
                      >
                        {full(key.toSchema, key.toTable)}
                      </Link>
                    </div>
                  ))}
                </td>
                <td className="border-b px-3 py-1.5">
                  {(inward.get(id) ?? []).map((key) => (
                    <div key={`${key.schema}.${key.table}.${key.name}`}>
                      <Link
                        href={diagramPath(key.schema, key.table)}
                        className="text-accent underline decoration-line-strong underline-offset-2 hover:decoration-current"
                      >
                        {full(key.schema, key.table)}
                      </Link>{" "}
                      <span className="mono text-muted">{key.columns.join(", ")}</span>
                    </div>
                  ))}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
