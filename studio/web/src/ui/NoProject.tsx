import { Empty } from "./Empty";

/** For the views that need a schema file. */
export function NoProject() {
  return (
    <Empty title="There is no schema.yaml here">
      Drift and migrations compare the database with a project’s schema file. Start{" "}
      <code className="mono">keel studio</code> in a project’s folder;{" "}
      <code className="mono">keel init --from database</code> makes one of this database.
    </Empty>
  );
}
