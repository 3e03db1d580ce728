import { useSyncExternalStore } from "react";

/** `lost`: no answer, tried again; `ended`: the server answers but no longer knows this tab. */
export type ConnectionState = "alive" | "lost" | "ended";

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
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function useConnection(): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.get);
}
