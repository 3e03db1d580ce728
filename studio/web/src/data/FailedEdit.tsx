import { Link } from "wouter";
import { describeError } from "@/api/errors";
import type { Staged } from "./edits";
import { relationPath } from "./urlState";

/** Which of the changes that were sent could not be saved, with the way to its table. */
export function FailedEdit({ error, sent }: { error: unknown; sent: readonly Staged[] | undefined }) {
  const { edit } = describeError(error);
  const failed = edit === undefined ? undefined : sent?.[edit];
  if (failed === undefined) return null;
  const { schema, name } = failed.relation;
  return (
    <p className="mb-1 text-muted">
      {failed.kind === "insert" ? "The new row of " : failed.kind === "delete" ? "The deletion in " : "The change in "}
      <Link href={relationPath(schema, name)} className="text-accent underline underline-offset-2">
        {name}
      </Link>
      {failed.kind !== "insert" && <span className="mono"> {failed.key.join(", ")}</span>}
    </p>
  );
}
