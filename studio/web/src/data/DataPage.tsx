import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSearch } from "wouter";
import { call } from "@/api/call";
import { describeError } from "@/api/errors";
import { navigate } from "@/app/location";
import { overviewKey, useOverview } from "@/app/useOverview";
import { Empty } from "@/ui/Empty";
import { ErrorPanel } from "@/ui/ErrorPanel";
import type { RelationName } from "./edits";
import { openTables } from "./openTables";
import { pathOf, TableTabs } from "./TableTabs";
import { TableView } from "./TableView";

export function useRelation(relation: RelationName | null) {
  return useQuery({
    queryKey: ["relation", relation?.schema, relation?.name],
    queryFn: ({ signal }) =>
      call("/api/relation", { schema: relation?.schema ?? "", name: relation?.name ?? "" }, { signal }),
    enabled: relation !== null,
  });
}

export function DataPage({ relation }: { relation: RelationName | null }) {
  const search = useSearch();
  useEffect(() => {
    if (relation !== null) {
      openTables.visit({ ...relation, search });
      return;
    }
    const last = openTables.latest();
    if (last !== null) navigate(pathOf(last), { replace: true });
  }, [relation, search]);
  if (relation === null) return <Start />;
  return (
    <>
      <TableTabs current={relation} />
      <Table key={`${relation.schema}.${relation.name}`} relation={relation} search={search} />
    </>
  );
}

function Table({ relation, search }: { relation: RelationName; search: string }) {
  const query = useRelation(relation);
  const client = useQueryClient();
  const isGone = query.isError && describeError(query.error).code === "not_found";
  useEffect(() => {
    // The list at the left still has it.
    if (isGone) void client.invalidateQueries({ queryKey: overviewKey });
  }, [isGone, client]);
  if (query.isError && query.data === undefined)
    return <ErrorPanel error={query.error} onRetry={() => query.refetch()} />;
  if (!query.data) return <div className="flex-1" />;
  return <TableView relation={query.data} search={search} />;
}

function Start() {
  const { relations, project, database } = useOverview();
  if (relations.length === 0) {
    return (
      <Empty title={`${database} has no tables`}>
        {project
          ? "Declare one in schema.yaml, run keel gen and keel migrate, and it is here."
          : "There is no schema.yaml beside it either: keel init begins a project."}
      </Empty>
    );
  }
  return (
    <Empty title="Open a table">
      Choose one at the left, type <kbd>/</kbd> to filter, or press <kbd>Ctrl</kbd> <kbd>K</kbd> to find it by name.
    </Empty>
  );
}
