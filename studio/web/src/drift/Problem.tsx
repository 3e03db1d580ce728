import { CircleAlert } from "lucide-react";
import type { DriftProblem } from "@/api/types";

/** What is wrong with the schema file, at its place. */
export function Problem({ problem: { message, help, place } }: { problem: DriftProblem }) {
  return (
    <section role="alert" className="border-b border-l-[3px] border-l-text px-4 py-3">
      <div className="flex items-start gap-2">
        <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
        <div className="min-w-0 flex-1">
          <p className="font-medium break-words whitespace-pre-wrap">{message}</p>
          {place !== null && (
            <>
              <p className="mono mt-1 text-muted">
                {place.file}:{place.line}:{place.column}
              </p>
              <pre className="mono mt-1 overflow-auto rounded-[6px] border bg-surface px-3 py-2">
                <span className="text-muted">{place.line} │ </span>
                {place.text}
                {"\n"}
                <span className="font-bold" aria-hidden>
                  {`${" ".repeat(String(place.line).length + 3 + place.column - 1)}^`}
                </span>
              </pre>
            </>
          )}
          {help !== null && <p className="mt-1 break-words whitespace-pre-wrap text-muted">{help}</p>}
        </div>
      </div>
    </section>
  );
}
