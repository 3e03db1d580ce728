/** A node of EXPLAIN's tree, as the page shows it. */
export interface PlanNode {
  id: number;
  depth: number;
  title: string;
  /** What it is about: a table, an index. */
  subject: string | null;
  details: [string, string][];
  cost: number;
  /** What it costs without its children. */
  selfCost: number;
  /** The time in ms over all loops, where it was run. */
  time: number | null;
  selfTime: number | null;
  rows: number;
  actualRows: number | null;
  loops: number;
}

export interface Plan {
  nodes: PlanNode[];
  facts: [string, string][];
  totalCost: number;
  totalTime: number | null;
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function numberAt(node: JsonObject, key: string): number | null {
  const value = node[key];
  return typeof value === "number" ? value : null;
}

function textAt(node: JsonObject, key: string): string | null {
  const value = node[key];
  return typeof value === "string" ? value : null;
}

const shownElsewhere = new Set([
  "Plans",
  "Node Type",
  "Relation Name",
  "Index Name",
  "Alias",
  "Schema",
  "Startup Cost",
  "Total Cost",
  "Plan Rows",
  "Plan Width",
  "Actual Startup Time",
  "Actual Total Time",
  "Actual Rows",
  "Actual Loops",
  "Parent Relationship",
  "Parallel Aware",
  "Async Capable",
]);

/** Counts of blocks that were not touched, and that a node is not switched off: of dozens of such lines nobody reads any. */
function isNothing(key: string, value: Json): boolean {
  return (key.endsWith(" Blocks") && value === 0) || (key === "Disabled" && value === false);
}

function write(value: Json): string {
  if (Array.isArray(value)) return value.map(write).join(", ");
  return isObject(value) ? JSON.stringify(value) : String(value);
}

function title(node: JsonObject): string {
  const type = textAt(node, "Node Type") ?? "?";
  const join = textAt(node, "Join Type");
  return join !== null && join !== "Inner" ? `${type} (${join})` : type;
}

function subject(node: JsonObject): string | null {
  const names = [
    textAt(node, "Relation Name"),
    textAt(node, "Index Name"),
    textAt(node, "CTE Name"),
    textAt(node, "Function Name"),
  ];
  const found = names.filter((name) => name !== null);
  return found.length === 0 ? null : found.join(" · ");
}

/** Reads PostgreSQL's `EXPLAIN (FORMAT json)`; null where it is no such text. */
export function readPlan(text: string): Plan | null {
  let parsed: Json;
  try {
    parsed = JSON.parse(text) as Json;
  } catch {
    return null;
  }
  const root = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!isObject(root) || !isObject(root.Plan)) return null;
  const nodes: PlanNode[] = [];
  const walk = (node: JsonObject, depth: number): { cost: number; time: number } => {
    const loops = numberAt(node, "Actual Loops") ?? 1;
    const perLoop = numberAt(node, "Actual Total Time");
    const time = perLoop === null ? null : perLoop * loops;
    const cost = numberAt(node, "Total Cost") ?? 0;
    const shown: PlanNode = {
      id: nodes.length,
      depth,
      title: title(node),
      subject: subject(node),
      details: Object.entries(node)
        .filter(([key, value]) => !shownElsewhere.has(key) && !isNothing(key, value))
        .map(([key, value]) => [key, write(value)]),
      cost,
      selfCost: cost,
      time,
      selfTime: time,
      rows: numberAt(node, "Plan Rows") ?? 0,
      actualRows: numberAt(node, "Actual Rows"),
      loops,
    };
    nodes.push(shown);
    const children = Array.isArray(node.Plans) ? node.Plans.filter(isObject) : [];
    for (const child of children) {
      const below = walk(child, depth + 1);
      shown.selfCost = Math.max(0, shown.selfCost - below.cost);
      if (shown.selfTime !== null) shown.selfTime = Math.max(0, shown.selfTime - below.time);
    }
    return { cost, time: time ?? 0 };
  };
  const total = walk(root.Plan, 0);
  const facts = Object.entries(root)
    .filter(([key, value]) => key !== "Plan" && !isObject(value) && !Array.isArray(value))
    .map(([key, value]): [string, string] => [key, key.endsWith(" Time") ? `${write(value)} ms` : write(value)]);
  return { nodes, facts, totalCost: total.cost, totalTime: nodes[0]?.time ?? null };
}

/** How far the guess was off, as a factor; null where it was near enough or nothing was run. */
export function misguess({ rows, actualRows }: PlanNode): number | null {
  if (actualRows === null) return null;
  const factor = Math.max(rows, 1) / Math.max(actualRows, 1);
  const off = factor >= 1 ? factor : 1 / factor;
  return off >= 10 ? off : null;
}
