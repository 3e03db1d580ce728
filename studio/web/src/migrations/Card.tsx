import { Copy, Lightbulb, LockKeyhole, Rows3, TriangleAlert, Unlink } from "lucide-react";
import type { StatementCard, StatementHazard } from "@/api/types";
import { shortCount } from "@/data/values";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import { announce } from "@/ui/live";
import { SqlText } from "@/ui/SqlText";
import { losesData } from "./verdict";

export type CardProgress = "waiting" | "running" | "done" | "failed" | "rolled back" | null;

/** One statement: what it is, what it holds up, what may go wrong, and the safer form. */
export function Card({ card, number, progress }: { card: StatementCard; number: number; progress: CardProgress }) {
  return (
    <article
      aria-label={`Statement ${number}`}
      className={cx(
        "overflow-hidden rounded-[6px] border",
        progress === "running" && "border-text",
        card.hazards.some(losesData) && "border-delete",
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
        {card.declared && <span className="text-sm text-muted">as documented, not observed</span>}
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
          {progress === null || progress === "waiting"
            ? `line ${card.line}`
            : progress === "running"
              ? "running…"
              : progress}
        </span>
      </header>
      <SqlText sql={card.sql} className="px-3 py-2" />
      {card.locks.some(({ blocks }) => blocks !== "") && (
        <p className="px-3 pb-2 text-sm text-muted">
          Meanwhile {[...new Set(card.locks.map(({ blocks }) => blocks))].filter(Boolean).join(" and ")} wait.
        </p>
      )}
      {card.hazards.map((hazard) => (
        <Hazard key={hazard.code + hazard.message} hazard={hazard} />
      ))}
      {card.safer !== null && <SaferForm sql={card.safer} />}
    </article>
  );
}

function Hazard({ hazard }: { hazard: StatementHazard }) {
  const { message, safer } = hazard;
  const lost = losesData(hazard);
  return (
    <div className={cx("border-t px-3 py-2", lost ? "bg-delete-tint" : "bg-change-tint")}>
      <p className="flex items-start gap-2">
        <TriangleAlert className={cx("mt-0.5 size-4 shrink-0", lost ? "text-delete" : "text-change")} aria-hidden />
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
  );
}

/** What may stand in the file instead of the statement. */
function SaferForm({ sql }: { sql: string }) {
  const copy = () =>
    navigator.clipboard.writeText(sql).then(
      () => announce("The safer form is copied"),
      () => announce("The browser does not let it be copied"),
    );
  return (
    <section aria-label="Safer form" className="border-t">
      <header className="flex min-h-8 items-center gap-2 px-3 pt-1">
        <h3 className="text-sm font-medium text-muted">The same, safer, in its place in up.sql</h3>
        <Button kind="ghost" className="ml-auto h-6" onClick={() => void copy()}>
          <Copy aria-hidden />
          Copy
        </Button>
      </header>
      <SqlText sql={sql} className="px-3 pb-2" />
    </section>
  );
}
