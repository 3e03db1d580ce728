import type { MigrationFile, StatementCard, StatementHazard } from "@/api/types";

export interface Verdict {
  tone: "add" | "change" | "delete" | "muted";
  words: string;
  facts: string[];
}

const strength: Record<string, number> = { "reads and writes": 3, writes: 2, "schema changes": 1 };

/** Red is for what is lost for good, and for nothing else. */
export function losesData({ code }: StatementHazard): boolean {
  return code === "destructive" || code === "data-lost";
}

function hardest(statements: readonly StatementCard[]): { blocks: string; objects: string[] } | null {
  let most = 1;
  let blocks: string | null = null;
  const objects = new Set<string>();
  for (const lock of statements.flatMap(({ locks }) => locks)) {
    const now = strength[lock.blocks] ?? 0;
    if (now < most || now < 2) continue;
    if (now > most) objects.clear();
    most = now;
    blocks = lock.blocks;
    objects.add(lock.object);
  }
  return blocks === null ? null : { blocks, objects: [...objects] };
}

/** The server's facts of a migration's statements in one line. It weighs nothing anew: hazards come from the server. */
export function verdict({ statements, down }: Pick<MigrationFile, "statements" | "down">): Verdict {
  const hazards = statements.reduce((sum, { hazards: list }) => sum + list.length, 0);
  const rewrites = statements.filter((statement) => statement.rewrites === true).length;
  const lock = hardest(statements);
  const facts: string[] = [];
  if (lock !== null) facts.push(`blocks ${lock.blocks} on ${lock.objects.join(", ")}`);
  if (rewrites > 0) facts.push(rewrites === 1 ? "rewrites a table" : `rewrites ${rewrites} times`);
  if (statements.some(({ transactional }) => !transactional)) facts.push("partly outside a transaction");
  if (down === null) facts.push("no way back");
  if (hazards > 0) {
    const tone = statements.some((statement) => statement.hazards.some(losesData)) ? "delete" : "change";
    return { tone, words: hazards === 1 ? "1 hazard" : `${hazards} hazards`, facts };
  }
  if (!statements.every(({ observed, declared }) => observed || declared))
    return { tone: "muted", words: "Locks not known yet", facts };
  if (lock !== null || rewrites > 0) return { tone: "change", words: "Mind the locks", facts };
  return { tone: "add", words: "No hazard found", facts };
}
