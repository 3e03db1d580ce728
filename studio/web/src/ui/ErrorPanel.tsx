import { CircleAlert, RotateCcw } from "lucide-react";
import { useConnection } from "@/api/connection";
import { describeError, isConnectionError } from "@/api/errors";
import { Button } from "./Button";
import { Chip } from "./Chip";
import { caretAt } from "./caret";

function CaretLine({ statement, position }: { statement: string; position: number }) {
  const { line, lineNumber, column } = caretAt(statement, position);
  const gutter = `${lineNumber} │ `;
  return (
    <pre className="mono mt-2 overflow-auto rounded-[6px] border bg-bg px-3 py-2">
      <span className="text-muted">{gutter}</span>
      {line}
      {"\n"}
      <span className="text-delete" aria-hidden>
        {`${" ".repeat(gutter.length + column)}^`}
      </span>
    </pre>
  );
}

interface ErrorPanelProps {
  error: unknown;
  /** The text that was sent, where the error's position is in it. */
  text?: string;
  onRetry?: (() => void) | undefined;
  /** Also where the banner says the same: there is none. */
  always?: boolean;
}

/** SQLSTATE, message, detail, hint, the place in the statement, and a way to try again. */
export function ErrorPanel({ error, text, onRetry, always = false }: ErrorPanelProps) {
  const connection = useConnection();
  const { message, detail, hint, sqlstate, position, statement } = describeError(error);
  const shown = text ?? statement;
  if (!always && connection !== "alive" && isConnectionError(error)) return null;
  return (
    <div role="alert" className="border-b bg-delete-tint px-4 py-3 text-base">
      <div className="flex items-start gap-2">
        <CircleAlert className="mt-0.5 size-4 shrink-0 text-delete" />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-2">
            <span className="font-medium break-words whitespace-pre-wrap">{message}</span>
            {sqlstate && <Chip className="mono">{sqlstate}</Chip>}
          </div>
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
      </div>
    </div>
  );
}
