import { useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { call } from "@/api/call";
import type { OverviewResponse } from "@/api/types";

export const overviewKey = ["overview"];

export function useOverviewQuery() {
  return useQuery({ queryKey: overviewKey, queryFn: ({ signal }) => call("/api/overview", {}, { signal }) });
}

const OverviewContext = createContext<OverviewResponse | null>(null);
export const OverviewProvider = OverviewContext.Provider;

/** The database as it was last seen; for what is inside the shell. */
export function useOverview(): OverviewResponse {
  const overview = useContext(OverviewContext);
  if (overview === null) throw new Error("The overview is not there yet");
  return overview;
}
