import type { Filter, FilterOperator, Order } from "@/api/types";

/** What of a table's view is in the URL, so that it can be linked, gone back to and reloaded. */
export interface GridState {
  filters: Filter[];
  order: Order[];
  /** A text that some column contains. */
  search: string;
}

export const operatorLabels: Record<FilterOperator, string> = {
  equals: "=",
  not_equals: "≠",
  less: "<",
  less_or_equal: "≤",
  greater: ">",
  greater_or_equal: "≥",
  in: "is one of",
  contains: "contains",
  not_contains: "does not contain",
  starts_with: "starts with",
  ends_with: "ends with",
  like: "LIKE",
  matches: "matches ~",
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

function readValue(operator: FilterOperator, parts: string[]): Pick<Filter, "value" | "values"> {
  if (operator === "in") return { values: parts };
  return takesValue(operator) ? { value: parts.join(":") } : {};
}

export function parseGridState(search: string): GridState {
  const parameters = new URLSearchParams(search);
  const filters: Filter[] = [];
  for (const text of parameters.getAll("where")) {
    const [column, operator, ...rest] = text.split(":");
    if (column === undefined || !isOperator(operator)) continue;
    filters.push({ column: unpart(column), operator, ...readValue(operator, rest.map(unpart)) });
  }
  const order: Order[] = [];
  for (const text of parameters.getAll("sort")) {
    const [column, direction] = text.split(":");
    if (column) order.push({ column: unpart(column), descending: direction === "desc" });
  }
  return { filters, order, search: parameters.get("search") ?? "" };
}

export function writeGridState({ filters, order, search }: GridState): string {
  const parameters = new URLSearchParams();
  for (const { column, operator, value, values } of filters) {
    const parts = [part(column), operator];
    if (operator === "in") parts.push(...(values ?? []).map(part));
    else if (takesValue(operator)) parts.push(part(value ?? ""));
    parameters.append("where", parts.join(":"));
  }
  for (const { column, descending } of order) parameters.append("sort", part(column) + (descending ? ":desc" : ""));
  if (search !== "") parameters.set("search", search);
  return parameters.toString();
}

export function relationPath(schema: string, name: string, state?: GridState): string {
  const search = state === undefined ? "" : writeGridState(state);
  return `/data/${encodeURIComponent(schema)}/${encodeURIComponent(name)}${search === "" ? "" : `?${search}`}`;
}

/** What a click on a column's head does: none, up, down, none; with `add` the other columns stay. */
export function nextOrder(order: Order[], column: string, add: boolean): Order[] {
  const before = order.find((one) => one.column === column);
  const next: Order[] =
    before === undefined ? [{ column, descending: false }] : before.descending ? [] : [{ column, descending: true }];
  if (!add) return next;
  if (before === undefined) return [...order, ...next];
  return order.flatMap((one) => (one.column === column ? next : [one]));
}
