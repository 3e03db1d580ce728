import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { SQLNamespace } from "@codemirror/lang-sql";
import type { CompletionResponse } from "@/api/types";

const plainName = /^[a-z_][a-z0-9_$]*$/;

/** How a name is written into SQL. */
function written(name: string): string {
  return plainName.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function named(label: string, type: string, detail: string): Completion {
  const apply = written(label);
  return apply === label ? { label, type, detail } : { label, type, detail, apply };
}

/** Schemas with their tables with their columns. */
export function namespace({ schemas, relations }: CompletionResponse): SQLNamespace {
  const all: Record<string, Record<string, Completion[]>> = Object.fromEntries(schemas.map((name) => [name, {}]));
  for (const { schema, name, columns } of relations) {
    all[schema] ??= {};
    all[schema][name] = columns.map((column) => named(column.name, "property", column.type));
  }
  return all;
}

/** The names of relations that a text speaks of, as far as words tell. */
export function mentioned(text: string, response: CompletionResponse): CompletionResponse["relations"] {
  const words = new Set(text.match(/"(?:[^"]|"")+"|[A-Za-z_][A-Za-z0-9_$]*/g)?.map(unquoted));
  return response.relations.filter(({ name }) => words.has(name));
}

function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word.toLowerCase();
}

/** Columns of the tables that the text speaks of, functions and types, where no point stands before the word. */
export function wordSource(response: CompletionResponse) {
  const functions = response.functions.map(
    ({ name, arguments: parameters, returns }): Completion => ({
      label: name,
      type: "function",
      detail: `(${parameters}) → ${returns}`,
      apply: `${written(name)}(`,
      boost: -1,
    }),
  );
  const types = response.types.map((name): Completion => ({ label: name, type: "type", boost: -2 }));
  return (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/[\w$]+/);
    if (word === null) return null;
    if (context.state.sliceDoc(word.from - 1, word.from) === ".") return null;
    const columns = mentioned(context.state.doc.toString(), response).flatMap(({ name, columns: all }) =>
      all.map((column): Completion => ({ ...named(column.name, "property", `${name} ${column.type}`), boost: 2 })),
    );
    return { from: word.from, options: [...columns, ...functions, ...types], validFor: /^[\w$]*$/ };
  };
}
