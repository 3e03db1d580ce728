import { useQuery } from "@tanstack/react-query";
import { call } from "@/api/call";

export const driftKey = ["drift"];
export const migrationsKey = ["migrations"];

export function useDrift(enabled: boolean) {
  return useQuery({ queryKey: driftKey, queryFn: ({ signal }) => call("/api/drift", {}, { signal }), enabled });
}

export function useMigrations(enabled: boolean) {
  return useQuery({
    queryKey: migrationsKey,
    queryFn: ({ signal }) => call("/api/migrations", {}, { signal }),
    enabled,
  });
}

/** The same with what the pending ones lock and rewrite, seen on a scratch database: that takes seconds. */
export function useObservedMigrations(enabled: boolean) {
  return useQuery({
    queryKey: [...migrationsKey, "observed"],
    queryFn: ({ signal }) => call("/api/migrations", { observe: true }, { signal }),
    enabled,
  });
}
