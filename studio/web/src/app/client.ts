import { QueryClient } from "@tanstack/react-query";

export const client = new QueryClient({
  // What the server says stays until it is asked again: a refetch at every focus would move rows under a person's eyes.
  defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false } },
});
