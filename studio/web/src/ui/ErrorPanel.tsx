import { CircleAlert, RotateCcw, X } from "lucide-react";
import type { ReactNode } from "react";
import { useConnection } from "@/api/connection";
import { describeError, isConnectionError } from "@/api/errors";
import { Button } from "./Button";
import { Chip } from "./Chip";
import { caretAt } from "./caret";
import { IconButton } from "./IconButton";

function CaretLine({ statement, position }: { statement: string; position: number }) {
  const { line, lineNumber, column } = caretAt(statement, position);
  const gutter = `${lineNumber} │ `;
  return (
    <pre className="mono mt-2 overflow-auto rounded-[6px] border bg-bg px-3 py-2">
      <span className="text-muted">{gutter}</span>
      {line}
      {"\n"}
      <span className="font-bold" aria-hidden>
        {`${" ".repeat(gutter.length + column)}^`}
      </span>
    </pre>
  );
}

interface ErrorPanelProps {
  error: unknown;
  /** What it is about, where that is one of several. */
  about?: ReactNode;
  /** The text that was sent, where the error's position is in it. */
  text?: string;
  onRetry?: (() => void) | undefined;
  /** Where it stays until it has been read. */
  onDismiss?: (() => void) | undefined;
  /** Also where the banner says the same: there is none. */
  always?: boolean;
}

/** SQLSTATE, message, detail, hint, the place in the statement, and a way to try again. */
export function ErrorPanel({ error, about, text, onRetry, onDismiss, always = false }: ErrorPanelProps) {
  const connection = useConnection();
  const { message, detail, hint, sqlstate, position, statement } = describeError(error);
  const shown = text ?? statement;
  // What follows the first line is laid out by whoever wrote it: a place in a file, with a mark under it.
  const [first = "", ...more] = message.split("\n");
  const head = sqlstate === undefined ? first : first.replace(` [${sqlstate}]`, "");
  if (!always && connection !== "alive" && isConnectionError(error)) return null;
  return (
    <div role="alert" className="border-b border-l-[3px] border-l-text bg-surface px-4 py-3 text-base">
      <div className="flex items-start gap-2">
        <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
        <div className="min-w-0 flex-1">
          {about}
          <div className="flex flex-wrap items-center gap-2">
            <span className="min-w-0 font-medium break-words whitespace-pre-wrap">{head}</span>
            {sqlstate && <Chip className="mono">{sqlstate}</Chip>}
          </div>
          {more.length > 0 && <pre className="mono mt-1 overflow-auto">{more.join("\n")}</pre>}
          {detail && <p className="mt-1 break-words whitespace-pre-wrap">{detail}</p>}
          {hint && <p className="mt-1 break-words whitespace-pre-wrap text-muted">Hint: {hint}</p>}
          {shown !== undefined && position !== undefined && <CaretLine statement={shown} position={position} />}
        </div>
        {onRetry && (
          <Button onClick={onRetry}>
            <RotateCcw />
            Retry
          </Button>
        )}
        {onDismiss && (
          <IconButton label="Dismiss" onClick={onDismiss}>
            <X />
          </IconButton>
        )}
      </div>
    </div>
  );
}
