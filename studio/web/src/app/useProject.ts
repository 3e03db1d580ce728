import { useQuery } from "@tanstack/react-query";
import { longCall } from "@/api/call";

export const driftKey = ["drift"];
export const migrationsKey = ["migrations"];
export const observedKey = [...migrationsKey, "observed"];

export function useDrift(enabled: boolean) {
  return useQuery({ queryKey: driftKey, queryFn: ({ signal }) => longCall("/api/drift", {}, { signal }), enabled });
}

export function useMigrations(enabled: boolean) {
  return useQuery({
    queryKey: migrationsKey,
    queryFn: ({ signal }) => longCall("/api/migrations", {}, { signal }),
    enabled,
  });
}

/** The same with what the pending ones lock and rewrite, seen on a scratch database: that takes seconds. */
export function useObservedMigrations(enabled: boolean) {
  return useQuery({
    queryKey: observedKey,
    queryFn: ({ signal }) => longCall("/api/migrations", { observe: true }, { signal }),
    enabled,
  });
}
