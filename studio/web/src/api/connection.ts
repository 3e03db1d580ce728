import { useSyncExternalStore } from "react";

/**
 * `lost`: no answer; `ended`: the studio answers but no longer knows this tab; `gone`: the studio answers, PostgreSQL
 * does not.
 */
export type ConnectionState = "alive" | "lost" | "ended" | "gone";

const listeners = new Set<() => void>();
let state: ConnectionState = "alive";

function become(next: ConnectionState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

export const connection = {
  get: () => state,
  alive: () => become("alive"),
  lost: () => become("lost"),
  ended: () => become("ended"),
  gone: () => become("gone"),
  /** The studio has answered. Of PostgreSQL that says nothing. */
  answered(): void {
    if (state !== "gone") become("alive");
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function useConnection(): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.get);
}
