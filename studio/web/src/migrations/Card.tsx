import { Lightbulb, LockKeyhole, Rows3, TriangleAlert, Unlink } from "lucide-react";
import type { StatementCard } from "@/api/types";
import { shortCount } from "@/data/values";
import { Chip } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import { SqlText } from "@/ui/SqlText";

export type CardProgress = "waiting" | "running" | "done" | "failed" | null;

/** One statement: what it is, what it holds up, what may go wrong, and the safer form. */
export function Card({ card, number, progress }: { card: StatementCard; number: number; progress: CardProgress }) {
  const hard = card.hazards.length > 0;
  return (
    <article
      aria-label={`Statement ${number}`}
      className={cx(
        "overflow-hidden rounded-[6px] border",
        progress === "running" && "border-accent",
        hard && "border-delete",
      )}
    >
      <header className="flex min-h-8 flex-wrap items-center gap-1.5 border-b bg-surface px-3 py-1">
        <span className="w-5 text-sm text-muted">{number}</span>
        {card.locks.map(({ object, mode, blocks }) => (
          <Chip
            key={`${object} ${mode}`}
            tone={blocks === "reads and writes" || blocks === "writes" ? "change" : "muted"}
          >
            <LockKeyhole aria-hidden />
            {mode} on {object}
          </Chip>
        ))}
        {card.observed && card.locks.length === 0 && <span className="text-sm text-muted">no further lock</span>}
        {card.rewrites === true && (
          <Chip tone="change">
            <TriangleAlert aria-hidden />
            rewrites the table
          </Chip>
        )}
        {card.rows !== null && (
          <Chip>
            <Rows3 aria-hidden />
            about {shortCount(card.rows)} rows
          </Chip>
        )}
        {!card.transactional && (
          <Chip>
            <Unlink aria-hidden />
            outside a transaction
          </Chip>
        )}
        <span className="ml-auto text-sm text-muted">
          {progress === "running"
            ? "running…"
            : progress === "done"
              ? "done"
              : progress === "failed"
                ? "failed"
                : `line ${card.line}`}
        </span>
      </header>
      <SqlText sql={card.sql} className="px-3 py-2" />
      {card.locks.some(({ blocks }) => blocks !== "") && (
        <p className="px-3 pb-2 text-sm text-muted">
          Meanwhile {[...new Set(card.locks.map(({ blocks }) => blocks))].filter(Boolean).join(" and ")} wait.
        </p>
      )}
      {card.hazards.map(({ code, message, safer }) => (
        <div key={code + message} className="border-t bg-delete-tint px-3 py-2">
          <p className="flex items-start gap-2">
            <TriangleAlert className="mt-0.5 size-4 shrink-0 text-delete" aria-hidden />
            <span>
              <span className="sr-only">Hazard: </span>
              {message}
            </span>
          </p>
          {safer !== null && (
            <p className="mt-1 flex items-start gap-2">
              <Lightbulb className="mt-0.5 size-4 shrink-0 text-muted" aria-hidden />
              <span className="whitespace-pre-wrap">Safer: {safer}</span>
            </p>
          )}
        </div>
      ))}
    </article>
  );
}
