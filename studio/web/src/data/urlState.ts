import type { Filter, FilterOperator, OrderBy } from "@/api/types";

/** What of a table's view is in the URL, so that it can be linked, gone back to and reloaded. */
export interface GridState {
  filters: Filter[];
  order: OrderBy[];
}

export const operatorLabels: Record<FilterOperator, string> = {
  equals: "=",
  not_equals: "≠",
  less: "<",
  less_or_equal: "≤",
  greater: ">",
  greater_or_equal: "≥",
  contains: "contains",
  starts_with: "starts with",
  is_null: "is NULL",
  is_not_null: "is not NULL",
};

export const operators = Object.keys(operatorLabels) as FilterOperator[];

export function takesValue(operator: FilterOperator): boolean {
  return operator !== "is_null" && operator !== "is_not_null";
}

function isOperator(text: string | undefined): text is FilterOperator {
  return text !== undefined && text in operatorLabels;
}

// A colon in a name is escaped once more, so that the parts stay apart.
const part = (text: string) => text.replaceAll("%", "%25").replaceAll(":", "%3A");
const unpart = (text: string) => text.replaceAll("%3A", ":").replaceAll("%25", "%");

export function parseGridState(search: string): GridState {
  const parameters = new URLSearchParams(search);
  const filters: Filter[] = [];
  for (const text of parameters.getAll("where")) {
    const [column, operator, ...rest] = text.split(":");
    if (column === undefined || !isOperator(operator)) continue;
    filters.push({ column: unpart(column), operator, value: takesValue(operator) ? unpart(rest.join(":")) : null });
  }
  const order: OrderBy[] = [];
  for (const text of parameters.getAll("sort")) {
    const [column, direction] = text.split(":");
    if (column) order.push({ column: unpart(column), descending: direction === "desc" });
  }
  return { filters, order };
}

export function writeGridState({ filters, order }: GridState): string {
  const parameters = new URLSearchParams();
  for (const { column, operator, value } of filters) {
    const parts = [part(column), operator];
    if (takesValue(operator)) parts.push(part(value ?? ""));
    parameters.append("where", parts.join(":"));
  }
  for (const { column, descending } of order) parameters.append("sort", part(column) + (descending ? ":desc" : ""));
  return parameters.toString();
}

export function relationPath(schema: string, name: string, state?: GridState): string {
  const search = state === undefined ? "" : writeGridState(state);
  return `/data/${encodeURIComponent(schema)}/${encodeURIComponent(name)}${search === "" ? "" : `?${search}`}`;
}

/** What a click on a column's head does: none, up, down, none; with `add` the other columns stay. */
export function nextOrder(order: OrderBy[], column: string, add: boolean): OrderBy[] {
  const before = order.find((one) => one.column === column);
  const next: OrderBy[] =
    before === undefined ? [{ column, descending: false }] : before.descending ? [] : [{ column, descending: true }];
  if (!add) return next;
  if (before === undefined) return [...order, ...next];
  return order.flatMap((one) => (one.column === column ? next : [one]));
}
