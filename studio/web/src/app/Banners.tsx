import { PlugZap, ShieldAlert } from "lucide-react";
import { useEffect } from "react";
import { useConnection } from "@/api/connection";
import { resumeSession } from "@/api/session";
import { useOverview } from "./useOverview";

/** Stays in sight as long as the database is one of production. */
export function ProductionBanner() {
  const { production, database, host, writable } = useOverview();
  if (!production) return null;
  return (
    <div
      role="note"
      className="flex h-7 shrink-0 items-center justify-center gap-2 bg-delete px-3 text-sm font-semibold text-on-delete"
    >
      <ShieldAlert className="size-4" aria-hidden />
      Production: {database} at {host}
      {writable ? ", writing is unlocked" : ", read-only"}
    </div>
  );
}

/** The server is gone: it is asked again until it answers, and nothing is written meanwhile. */
export function ConnectionBanner({ onBack }: { onBack: () => void }) {
  const state = useConnection();
  useEffect(() => {
    if (state !== "lost") return;
    const timer = setInterval(() => {
      resumeSession()
        .then(onBack)
        .catch(() => undefined);
    }, 2000);
    return () => clearInterval(timer);
  }, [state, onBack]);
  if (state === "alive") return null;
  return (
    <div
      role="alert"
      className="flex min-h-8 shrink-0 items-center justify-center gap-2 border-b bg-change-tint px-3 text-text"
    >
      <PlugZap className="size-4 shrink-0 text-change" aria-hidden />
      {state === "lost" ? (
        <span>
          <strong className="font-semibold">keel studio does not answer.</strong> Nothing can be saved; your staged
          changes are kept here. Trying again…
        </span>
      ) : (
        <span>
          <strong className="font-semibold">This session has ended.</strong> Open the new address that{" "}
          <code className="mono">keel studio</code> prints.
        </span>
      )}
    </div>
  );
}
