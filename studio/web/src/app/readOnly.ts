import type { OverviewResponse } from "@/api/types";

/** That nothing is written, in a word for the bar, and why. */
export function readOnlyWords({ readOnly, role }: OverviewResponse): { short: string; why: string } | null {
  switch (readOnly) {
    case null:
      return null;
    case "guarded":
      return { short: "read-only", why: "Type the database’s name to unlock writing" };
    case "standby":
      return { short: "read-only standby", why: "The server is a standby: writing goes to its primary" };
    case "default_read_only":
      return { short: "read-only by default", why: "The server or the role starts each transaction read-only" };
    case "role":
      return { short: "read-only role", why: `The role ${role} may neither change a row of any table nor make one` };
  }
}
