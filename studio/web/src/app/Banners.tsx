import { PlugZap, ShieldAlert } from "lucide-react";
import { type ConnectionState, useConnection } from "@/api/connection";
import { environmentName } from "./environment";
import { useOverview } from "./useOverview";

/** Stays in sight as long as what is written to is more than this machine's. */
export function EnvironmentBanner() {
  const { production, environment, database, host, writable } = useOverview();
  if (!production) return null;
  return (
    <section
      aria-label="Environment"
      className="flex h-7 shrink-0 items-center justify-center gap-2 bg-delete px-3 text-sm font-semibold text-on-delete"
    >
      <ShieldAlert className="size-4" aria-hidden />
      {environmentName(environment)}: {database} at {host}
      {writable ? ", writing is unlocked" : ", read-only"}
    </section>
  );
}

const kept = "Nothing can be saved; your staged changes are kept here. Trying again…";

/** Somebody does not answer: they are asked again until they do, and nothing is written meanwhile. */
export function ConnectionBanner() {
  const state = useConnection();
  if (state === "alive") return null;
  return (
    <div
      role="alert"
      className="flex min-h-8 shrink-0 items-center justify-center gap-2 border-b bg-change-tint px-3 text-text"
    >
      <PlugZap className="size-4 shrink-0 text-change" aria-hidden />
      <ConnectionWords state={state} />
    </div>
  );
}

function ConnectionWords({ state }: { state: Exclude<ConnectionState, "alive"> }) {
  switch (state) {
    case "lost":
      return (
        <span>
          <strong className="font-semibold">keel studio does not answer.</strong> {kept}
        </span>
      );
    case "gone":
      return (
        <span>
          <strong className="font-semibold">PostgreSQL does not answer.</strong> {kept}
        </span>
      );
    case "ended":
      return (
        <span>
          <strong className="font-semibold">This session has ended.</strong> Open the new address that{" "}
          <code className="mono">keel studio</code> prints; your staged changes are kept here.
        </span>
      );
  }
}
