// Made of the Rust types in studio/src/api/ by a test; do not edit.
// EVENKEEL_BLESS=1 cargo test -p evenkeel-studio --lib typescript

/**
 * The calls that answer with one JSON document. `/api/export`, `/api/value/file`,
 * `/api/sql/export` and `/api/sql/value` answer with a file,
 * `/api/migrations/apply` and `/api/migrations/applying` with a line of JSON (`ApplyEvent`) for each event.
 */
export interface Calls {
  "/session": { request: SessionRequest; response: SessionResponse };
  "/session/tab": { request: Nothing; response: SessionResponse };
  "/api/overview": { request: Nothing; response: OverviewResponse };
  "/api/relation": { request: RelationRequest; response: RelationResponse };
  "/api/rows": { request: RowsRequest; response: RowsResponse };
  "/api/count": { request: CountRequest; response: CountResponse };
  "/api/value": { request: ValueRequest; response: ValueResponse };
  "/api/edits/preview": { request: EditsRequest; response: PreviewResponse };
  "/api/edits/commit": { request: EditsRequest; response: CommitResponse };
  "/api/sql/split": { request: SplitRequest; response: SplitResponse };
  "/api/sql/run": { request: RunRequest; response: RunResponse };
  "/api/sql/explain": { request: ExplainRequest; response: ExplainResponse };
  "/api/sql/rows": { request: SqlRowsRequest; response: SqlRowsResponse };
  "/api/cancel": { request: CancelRequest; response: CancelResponse };
  "/api/unlock": { request: UnlockRequest; response: OverviewResponse };
  "/api/lock": { request: Nothing; response: OverviewResponse };
  "/api/completion": { request: Nothing; response: CompletionResponse };
  "/api/diagram": { request: Nothing; response: DiagramResponse };
  "/api/drift": { request: DriftRequest; response: DriftResponse };
  "/api/drift/generate": { request: GenerateRequest; response: GenerateResponse };
  "/api/migrations": { request: MigrationsRequest; response: MigrationsResponse };
  "/api/import": { request: ImportRequest; response: ImportResponse };
}

/**
 * A line of the answer to `/api/migrations/apply`, and to `/api/migrations/applying`, which tells the same of the apply that
 * runs or ran last, whichever page asked for it.
 */
export type ApplyEvent = { "event": "begun", 
/**
 * The name that the page gave it, for `/api/cancel`.
 */
request: string, 
/**
 * How long ago that was.
 */
milliseconds: number, 
/**
 * Whether it is over already, so that all that follows is past.
 */
over: boolean, } | { "event": "waiting", 
/**
 * Who.
 */
holder: string, } | { "event": "migration", 
/**
 * Its version.
 */
version: string, 
/**
 * Its name.
 */
name: string, } | { "event": "statement", 
/**
 * The migration's version.
 */
version: string, 
/**
 * The number of the statement in its file, from 0.
 */
statement: number, } | { "event": "retry", 
/**
 * How often it was tried.
 */
attempt: number, 
/**
 * Why.
 */
message: string, } | { "event": "applied", 
/**
 * Its version.
 */
version: string, 
/**
 * How long it took.
 */
milliseconds: number, } | { "event": "done", 
/**
 * How many were applied.
 */
applied: number, } | { "event": "failed", 
/**
 * Why.
 */
error: ErrorBody, };

/**
 * `POST /api/migrations/apply`: answers with a line of JSON for each event.
 */
export type ApplyRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request: string, 
/**
 * The database's name as the person typed it; not asked for where the database is local.
 */
database?: string, 
/**
 * The last one to apply; all where it is left out.
 */
to?: string, };

/**
 * A column's new value.
 */
export type Assignment = { 
/**
 * The column.
 */
column: string, 
/**
 * Its value.
 */
value: NewValue, };

/**
 * `POST /api/cancel`: ends what another call has running.
 */
export type CancelRequest = { 
/**
 * The name that the page gave that call.
 */
request: string, };

/**
 * Whether there was anything to cancel.
 */
export type CancelResponse = { 
/**
 * Whether the server was asked. False where that call has ended, or the server cannot cancel.
 */
asked: boolean, };

/**
 * One value of one row: PostgreSQL's own text for it.
 */
export type Cell = { 
/**
 * The text; null is SQL's NULL. Only its beginning where `cut` says so.
 */
text: string | null, 
/**
 * Where the text is cut: how many bytes the whole one has, or about has. `/api/value` gives the rest.
 */
cut?: number, };

/**
 * A column.
 */
export type Column = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its type as PostgreSQL writes it: `character varying(20)`.
 */
type: string, 
/**
 * What its values are like, for how they are shown and edited.
 */
kind: ValueKind, 
/**
 * Whether it takes NULL.
 */
nullable: boolean, 
/**
 * The expression of its default.
 */
default: string | null, 
/**
 * The expression that it is generated from: it cannot be set.
 */
generated: string | null, 
/**
 * Whether the server numbers it.
 */
identity: Identity | null, 
/**
 * Its comment.
 */
comment: string | null, 
/**
 * The values of its enum, in order.
 */
labels: Array<string> | null, 
/**
 * Whether rows can be ordered by it.
 */
orderable: boolean, 
/**
 * Whether some index leads with it, so that ordering by it is quick.
 */
indexed: boolean, 
/**
 * Whether the role may read it.
 */
readable: boolean, 
/**
 * Whether the role may change it.
 */
updatable: boolean, };

/**
 * What came of a commit. A statement that fails is an error with the edit's number; nothing is saved then.
 */
export type CommitResponse = { "outcome": "committed", 
/**
 * The row of each edit as it is now, with every column in order; null for deletions.
 */
rows: Array<Row | null>, 
/**
 * The columns of those rows, for each edit.
 */
columns: Array<Array<string>>, } | { "outcome": "conflicts", 
/**
 * The rows.
 */
conflicts: Array<Conflict>, };

/**
 * A column.
 */
export type CompletionColumn = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its type.
 */
type: string, };

/**
 * A function.
 */
export type CompletionFunction = { 
/**
 * Its schema.
 */
schema: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its arguments as PostgreSQL writes them.
 */
arguments: string, 
/**
 * What it returns.
 */
returns: string, };

/**
 * A relation with its columns.
 */
export type CompletionRelation = { 
/**
 * Its schema.
 */
schema: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is.
 */
kind: RelationKind, 
/**
 * Its columns.
 */
columns: Array<CompletionColumn>, };

/**
 * `POST /api/completion`: what the editor can complete.
 */
export type CompletionResponse = { 
/**
 * The schemas.
 */
schemas: Array<string>, 
/**
 * The schemas whose names need not be said, in order.
 */
searchPath: Array<string>, 
/**
 * The relations.
 */
relations: Array<CompletionRelation>, 
/**
 * The functions.
 */
functions: Array<CompletionFunction>, 
/**
 * The names of types.
 */
types: Array<string>, 
/**
 * The server's keywords.
 */
keywords: Array<string>, };

/**
 * A row that another has changed since it was read.
 */
export type Conflict = { 
/**
 * The number of the edit, from 0.
 */
edit: number, 
/**
 * The columns of `theirs`.
 */
columns: Array<string>, 
/**
 * The row as it is now; null where it is gone. Yours and the original are the page's.
 */
theirs: Row | null, };

/**
 * `POST /api/count`: the exact number of rows.
 */
export type CountRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request: string, 
/**
 * Which rows.
 */
query: RowsQuery, };

/**
 * How many.
 */
export type CountResponse = { 
/**
 * The exact number.
 */
count: number, };

/**
 * A column.
 */
export type DiagramColumn = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its type.
 */
type: string, 
/**
 * Whether it takes NULL.
 */
nullable: boolean, 
/**
 * Whether it is in the primary key.
 */
primaryKey: boolean, 
/**
 * Whether it is in a foreign key.
 */
foreignKey: boolean, 
/**
 * Whether it is unique by itself.
 */
unique: boolean, };

/**
 * A foreign key.
 */
export type DiagramForeignKey = { 
/**
 * Its name.
 */
name: string, 
/**
 * The schema of its table.
 */
schema: string, 
/**
 * Its table.
 */
table: string, 
/**
 * Its columns.
 */
columns: Array<string>, 
/**
 * The schema of the table that it refers to.
 */
toSchema: string, 
/**
 * The table that it refers to.
 */
toTable: string, 
/**
 * The columns there.
 */
toColumns: Array<string>, 
/**
 * Whether a row here may do without one there.
 */
optional: boolean, 
/**
 * Whether at most one row here refers to each there.
 */
unique: boolean, };

/**
 * `POST /api/diagram`: the tables and how they hang together.
 */
export type DiagramResponse = { 
/**
 * The tables and views; no partitions.
 */
tables: Array<DiagramTable>, 
/**
 * The foreign keys between them.
 */
foreignKeys: Array<DiagramForeignKey>, };

/**
 * A table.
 */
export type DiagramTable = { 
/**
 * Its schema.
 */
schema: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is.
 */
kind: RelationKind, 
/**
 * Its group in the schema file.
 */
group: string | null, 
/**
 * Its comment.
 */
comment: string | null, 
/**
 * Its columns, in order.
 */
columns: Array<DiagramColumn>, };

/**
 * What would be done to an object.
 */
export type DriftChange = "create" | "alter" | "drop";

/**
 * An object that differs.
 */
export type DriftObject = { 
/**
 * What it is: `table`, `index` …
 */
kind: string, 
/**
 * Its name with its schema.
 */
name: string, 
/**
 * What would be done to it to make the database like the file.
 */
change: DriftChange, 
/**
 * Each difference in words.
 */
details: Array<string>, 
/**
 * As the schema file declares it, in the language of the schema file; null where it does not.
 */
wanted: string | null, 
/**
 * As the database has it, in the same language; null where it does not.
 */
live: string | null, };

/**
 * A place in a file.
 */
export type DriftPlace = { 
/**
 * The file.
 */
file: string, 
/**
 * The line, from 1.
 */
line: number, 
/**
 * The column, from 1.
 */
column: number, 
/**
 * The line's text.
 */
text: string, };

/**
 * Something that is wrong, with its place in a file where it has one.
 */
export type DriftProblem = { 
/**
 * A stable short name.
 */
code: string, 
/**
 * What is wrong.
 */
message: string, 
/**
 * What to do.
 */
help: string | null, 
/**
 * Where.
 */
place: DriftPlace | null, };

/**
 * `POST /api/drift`.
 */
export type DriftRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request?: string, };

/**
 * `POST /api/drift`: the schema file against the live database.
 */
export type DriftResponse = { 
/**
 * How the two stand.
 */
state: DriftState, 
/**
 * What is wrong with the schema file, or why the two cannot be compared; then there are no objects.
 */
problems: Array<DriftProblem>, 
/**
 * The objects that differ.
 */
objects: Array<DriftObject>, 
/**
 * Objects of the database that no migration made and the file does not name: they are left alone.
 */
unmanaged: Array<string>, 
/**
 * The migrations that the database has not got yet. The file may be ahead of it for that reason alone.
 */
pending: number, 
/**
 * How long it took.
 */
milliseconds: number, };

/**
 * How the schema file and the database stand.
 */
export type DriftState = "same" | "different" | "unknown";

/**
 * A change of one row.
 */
export type Edit = { "kind": "update", 
/**
 * The table's schema.
 */
schema: string, 
/**
 * The table's name.
 */
name: string, 
/**
 * The row's primary key as it was read.
 */
key: Array<string>, 
/**
 * The row's version as it was read.
 */
version: string, 
/**
 * What changes.
 */
changes: Array<Assignment>, } | { "kind": "insert", 
/**
 * The table's schema.
 */
schema: string, 
/**
 * The table's name.
 */
name: string, 
/**
 * The columns that are given; others have their default.
 */
changes: Array<Assignment>, } | { "kind": "delete", 
/**
 * The table's schema.
 */
schema: string, 
/**
 * The table's name.
 */
name: string, 
/**
 * The row's primary key as it was read.
 */
key: Array<string>, 
/**
 * The row's version as it was read.
 */
version: string, };

/**
 * `POST /api/edits/preview` and `POST /api/edits/commit`: all of it in one transaction, in this order.
 */
export type EditsRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request: string, 
/**
 * The changes.
 */
edits: Array<Edit>, };

/**
 * What went wrong, for a person and for the page.
 */
export type ErrorBody = { 
/**
 * Its kind.
 */
code: ErrorCode, 
/**
 * What went wrong, in one sentence.
 */
message: string, 
/**
 * More about it.
 */
detail?: string, 
/**
 * What to do.
 */
hint?: string, 
/**
 * PostgreSQL's code for it, where PostgreSQL said it: `42P01`.
 */
sqlstate?: string, 
/**
 * Where in the text that was sent it is.
 */
position?: number, 
/**
 * The constraint that was violated.
 */
constraint?: string, 
/**
 * The column that it is about.
 */
column?: string, 
/**
 * The SQL that failed, where the server made it.
 */
statement?: string, 
/**
 * The number of the edit that failed, from 0.
 */
edit?: number, };

/**
 * The kinds of errors that the page tells apart.
 */
export type ErrorCode = "session" | "refused" | "request" | "not_found" | "read_only" | "statement" | "permission" | "cancelled" | "timeout" | "locked" | "connection" | "project" | "internal";

/**
 * The body of every answer whose status is 400 or more.
 */
export type ErrorResponse = { 
/**
 * What went wrong.
 */
error: ErrorBody, };

/**
 * `POST /api/sql/explain`.
 */
export type ExplainRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request: string, 
/**
 * One statement.
 */
text: string, 
/**
 * Whether it is run to see what really happens; in a read-only transaction that is rolled back.
 */
analyze: boolean, };

/**
 * A plan.
 */
export type ExplainResponse = { 
/**
 * PostgreSQL's own JSON, as text: its numbers may be larger than JavaScript's.
 */
plan: string, 
/**
 * How long it took.
 */
milliseconds: number, };

/**
 * The form of an exported file.
 */
export type ExportFormat = "csv" | "json" | "insert" | "markdown";

/**
 * `POST /api/export`: answers with the file itself.
 */
export type ExportRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request: string, 
/**
 * Which rows.
 */
query: RowsQuery, 
/**
 * What the file is.
 */
format: ExportFormat, };

/**
 * A condition on one column.
 */
export type Filter = { 
/**
 * The column.
 */
column: string, 
/**
 * How it is compared.
 */
operator: FilterOperator, 
/**
 * What with: a value of the column's type, but for the operators on text. Not for `is_null` and `is_not_null`.
 */
value?: string, 
/**
 * What with, for `in`.
 */
values?: Array<string>, };

/**
 * How a column is compared.
 */
export type FilterOperator = "equals" | "not_equals" | "less" | "less_or_equal" | "greater" | "greater_or_equal" | "in" | "contains" | "not_contains" | "starts_with" | "ends_with" | "like" | "matches" | "is_null" | "is_not_null";

/**
 * A foreign key.
 */
export type ForeignKey = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its columns.
 */
columns: Array<string>, 
/**
 * The schema of the table that it refers to.
 */
toSchema: string, 
/**
 * The table that it refers to.
 */
toTable: string, 
/**
 * The columns there.
 */
toColumns: Array<string>, 
/**
 * What deleting a row there does here: `cascade`, `no action` …
 */
onDelete: string, 
/**
 * What changing the key there does here.
 */
onUpdate: string, };

/**
 * `POST /api/drift/generate`: writes the migration, proved, and the generated files anew, as `keel gen` does.
 */
export type GenerateRequest = { 
/**
 * Its name; made of what changes where it is left out.
 */
name?: string, 
/**
 * Whether it may lose data.
 */
allowDestructive: boolean, 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request?: string, };

/**
 * What was written.
 */
export type GenerateResponse = { 
/**
 * The migration's folder; null where there was nothing to migrate.
 */
folder: string | null, 
/**
 * Every file that was written: those of the migration, and what is generated from the schema file where it was not
 * fresh.
 */
files: Array<string>, 
/**
 * The text of `up.sql`.
 */
up: string | null, 
/**
 * The text of `down.sql`.
 */
down: string | null, 
/**
 * What changes, in words.
 */
changes: Array<string>, 
/**
 * What the proof saw.
 */
proved: Array<string>, 
/**
 * What it could not see.
 */
notProved: Array<string>, };

/**
 * How the server numbers a column.
 */
export type Identity = "always" | "by_default";

/**
 * The form of an imported file.
 */
export type ImportFormat = "csv" | "json";

/**
 * `POST /api/import`: adds rows to a table, all or none.
 */
export type ImportRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request: string, 
/**
 * The table's schema.
 */
schema: string, 
/**
 * The table's name.
 */
name: string, 
/**
 * What the text is.
 */
format: ImportFormat, 
/**
 * The file's text. Its heading, or the keys of its objects, name the columns.
 */
text: string, };

/**
 * What was imported.
 */
export type ImportResponse = { 
/**
 * How many rows.
 */
rows: number, };

/**
 * An index.
 */
export type IndexSummary = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its definition as PostgreSQL writes it.
 */
definition: string, 
/**
 * Whether it is unique.
 */
unique: boolean, 
/**
 * Whether it is valid.
 */
valid: boolean, };

/**
 * A lock on an object.
 */
export type LockStrength = { 
/**
 * The object.
 */
object: string, 
/**
 * The lock's name: `ACCESS EXCLUSIVE`.
 */
mode: string, 
/**
 * What waits meanwhile: `reads and writes`, `writes`, `schema changes`.
 */
blocks: string, };

/**
 * A migration.
 */
export type MigrationFile = { 
/**
 * Its version: `20260817093000`.
 */
version: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What became of it.
 */
state: MigrationState, 
/**
 * How many of its segments are done, where it is half done.
 */
segmentsDone: number | null, 
/**
 * How many segments it has; null where its file is gone.
 */
segments: number | null, 
/**
 * When it was applied, in UTC.
 */
appliedAt: string | null, 
/**
 * How long that took.
 */
milliseconds: number | null, 
/**
 * The comment that opens it.
 */
words: Array<string>, 
/**
 * The text of `up.sql`.
 */
up: string | null, 
/**
 * The text of `down.sql`; null where there is no way back.
 */
down: string | null, 
/**
 * Its statements.
 */
statements: Array<StatementCard>, };

/**
 * Something that is wrong with the migrations.
 */
export type MigrationProblem = { 
/**
 * A stable short name.
 */
code: string, 
/**
 * What is wrong.
 */
message: string, 
/**
 * What to do.
 */
help: string | null, };

/**
 * What became of a migration.
 */
export type MigrationState = "applied" | "baseline" | "pending" | "half_applied" | "half_reverted" | "missing";

/**
 * `POST /api/migrations`.
 */
export type MigrationsRequest = { 
/**
 * Whether what is pending is run on a scratch database, to see what it locks and rewrites. That takes seconds.
 */
observe?: boolean, 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request?: string, };

/**
 * What was applied and what is pending.
 */
export type MigrationsResponse = { 
/**
 * All of them, in order.
 */
migrations: Array<MigrationFile>, 
/**
 * What has to be mended before anything can be applied.
 */
problems: Array<MigrationProblem>, 
/**
 * How many are pending.
 */
pending: number, 
/**
 * Whether applying asks for the database's name.
 */
nameNeeded: boolean, 
/**
 * Why what is pending was not run on a scratch database though that was asked for; null where it was.
 */
notObserved: string | null, };

/**
 * What a column gets.
 */
export type NewValue = { "is": "text", 
/**
 * The text.
 */
text: string, } | { "is": "null" } | { "is": "default" };

/**
 * A body with nothing in it: `{}`.
 */
export type Nothing = Record<string, never>;

/**
 * What PostgreSQL said beside the result.
 */
export type Notice = { 
/**
 * `NOTICE`, `WARNING` …
 */
severity: string, 
/**
 * What it said.
 */
message: string, 
/**
 * More about it.
 */
detail: string | null, 
/**
 * What to do.
 */
hint: string | null, };

/**
 * Where NULL comes.
 */
export type Nulls = "first" | "last";

/**
 * A part of the order.
 */
export type Order = { 
/**
 * The column.
 */
column: string, 
/**
 * Whether the largest comes first.
 */
descending: boolean, 
/**
 * Where NULL comes; as PostgreSQL has it where it is left out (last, or first where descending).
 */
nulls?: Nulls, };

/**
 * `POST /api/overview`: the database as the bar and the side bar show it. `/api/unlock` and `/api/lock` answer with it too.
 */
export type OverviewResponse = { 
/**
 * The database's name.
 */
database: string, 
/**
 * What tells it from other databases, the same each time that the studio is opened on it: the page keeps what it
 * keeps of a database by this name.
 */
identity: string, 
/**
 * The role.
 */
role: string, 
/**
 * Where the server is, in words: `db.example.org:5432`.
 */
host: string, 
/**
 * The server's version in full.
 */
serverVersion: string, 
/**
 * The environment's name in `keel.toml`.
 */
environment: string | null, 
/**
 * Whether it is to be treated as production: a banner stays in sight.
 */
production: boolean, 
/**
 * Whether writing is allowed now.
 */
writable: boolean, 
/**
 * Why it is not, where it is not.
 */
readOnly: ReadOnlyReason | null, 
/**
 * Whether a typed database name unlocks writing.
 */
unlockable: boolean, 
/**
 * Whether the server serves one connection at a time, so that requests queue.
 */
singleConnection: boolean, 
/**
 * Whether a running statement can be cancelled.
 */
cancellable: boolean, 
/**
 * How long a statement may run, in milliseconds; null where it may run without end.
 */
statementLimit: number | null, 
/**
 * Whether there is a schema file, so that drift and migrations can be shown.
 */
project: boolean, 
/**
 * The schemas, in order, empty ones too.
 */
schemas: Array<string>, 
/**
 * Everything with rows in it, by schema and name.
 */
relations: Array<RelationSummary>, };

/**
 * Which page. Cursors come with rows and mean nothing with another order.
 */
export type Page = { "at": "first" } | { "at": "last" } | { "at": "after", 
/**
 * `RowsResponse::after`.
 */
cursor: string, } | { "at": "before", 
/**
 * `RowsResponse::before`.
 */
cursor: string, } | { "at": "from", 
/**
 * The value; a text that is a value of the column's type.
 */
value: string, } | { "at": "near", 
/**
 * From 0 to 1.
 */
fraction: number, };

/**
 * What would be run.
 */
export type PreviewResponse = { 
/**
 * All of it, with BEGIN and COMMIT.
 */
sql: string, 
/**
 * A statement for each edit.
 */
statements: Array<PreviewedStatement>, };

/**
 * The statement of one edit.
 */
export type PreviewedStatement = { 
/**
 * The statement with its values in it. They are sent as parameters.
 */
sql: string, 
/**
 * What is wrong with the edit, before anything is run.
 */
problem: ErrorBody | null, };

/**
 * Why the studio does not write.
 */
export type ReadOnlyReason = "guarded" | "standby" | "default_read_only" | "role";

/**
 * A foreign key of another table that refers to this one.
 */
export type ReferencedBy = { 
/**
 * Its name.
 */
name: string, 
/**
 * The schema of its table.
 */
schema: string, 
/**
 * Its table.
 */
table: string, 
/**
 * Its columns.
 */
columns: Array<string>, 
/**
 * The columns here.
 */
toColumns: Array<string>, };

/**
 * What a relation is.
 */
export type RelationKind = "table" | "partitioned_table" | "partition" | "view" | "materialized_view" | "foreign_table";

/**
 * `POST /api/relation`.
 */
export type RelationRequest = { 
/**
 * Its schema.
 */
schema: string, 
/**
 * Its name.
 */
name: string, };

/**
 * A relation with all that the grid and the inspector need.
 */
export type RelationResponse = { 
/**
 * Its schema.
 */
schema: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is.
 */
kind: RelationKind, 
/**
 * Its comment.
 */
comment: string | null, 
/**
 * How many rows it has about.
 */
estimatedRows: number | null, 
/**
 * Its columns, in order.
 */
columns: Array<Column>, 
/**
 * The columns of the primary key, in its order; none where there is none.
 */
primaryKey: Array<string>, 
/**
 * Other unique keys, indexes without a constraint among them.
 */
uniques: Array<UniqueKey>, 
/**
 * Its indexes.
 */
indexes: Array<IndexSummary>, 
/**
 * Its foreign keys.
 */
foreignKeys: Array<ForeignKey>, 
/**
 * The foreign keys of others that refer to it.
 */
referencedBy: Array<ReferencedBy>, 
/**
 * The query of a view.
 */
definition: string | null, 
/**
 * Whether rows can be edited: there is a primary key, it is a table, the role may, the studio is writable.
 */
editable: boolean, 
/**
 * Why they cannot, in a sentence.
 */
notEditable: string | null, 
/**
 * Whether the role may add rows.
 */
canInsert: boolean, 
/**
 * Whether the role may delete rows.
 */
canDelete: boolean, };

/**
 * A relation in the side bar.
 */
export type RelationSummary = { 
/**
 * Its schema.
 */
schema: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is.
 */
kind: RelationKind, 
/**
 * How many rows it has about; null where nobody counted yet, and for views.
 */
estimatedRows: number | null, 
/**
 * How many bytes it takes with its indexes.
 */
bytes: number | null, 
/**
 * Its comment.
 */
comment: string | null, 
/**
 * Its group in the schema file.
 */
group: string | null, 
/**
 * Whether the role may read it.
 */
readable: boolean, };

/**
 * A column of a result.
 */
export type ResultColumn = { 
/**
 * Its name; not always unique.
 */
name: string, 
/**
 * Its type.
 */
type: string, 
/**
 * What its values are like.
 */
kind: ValueKind, };

/**
 * A row.
 */
export type Row = { 
/**
 * The values of the primary key, whole, in its order; null where there is none.
 */
key: Array<string> | null, 
/**
 * What changes when the row changes; null where rows cannot be edited.
 */
version: string | null, 
/**
 * The values.
 */
cells: Array<Cell>, };

/**
 * Which rows of which relation, in which order.
 */
export type RowsQuery = { 
/**
 * The relation's schema.
 */
schema: string, 
/**
 * The relation's name.
 */
name: string, 
/**
 * Conditions that all hold.
 */
filters: Array<Filter>, 
/**
 * A text that some column's text contains.
 */
search?: string, 
/**
 * The order; the primary key comes last by itself.
 */
order: Array<Order>, 
/**
 * The columns that are wanted; all where it is left out. The primary key is always in `Row::key`.
 */
columns?: Array<string>, };

/**
 * `POST /api/rows`.
 */
export type RowsRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request: string, 
/**
 * Which rows.
 */
query: RowsQuery, 
/**
 * Which page of them.
 */
page: Page, 
/**
 * How many rows at most; not more than 1000.
 */
limit: number, };

/**
 * A page of rows.
 */
export type RowsResponse = { 
/**
 * The columns of the cells, in order.
 */
columns: Array<string>, 
/**
 * The rows.
 */
rows: Array<Row>, 
/**
 * The cursor for the page before this one; null where there is none.
 */
before: string | null, 
/**
 * The cursor for the page after this one; null where there is none.
 */
after: string | null, 
/**
 * The number of the first row, from 0; null where it is not known.
 */
position: number | null, 
/**
 * Whether `position` is a guess.
 */
positionEstimated: boolean, 
/**
 * About how many rows there are; null where nobody knows (there are filters, or it is a view).
 */
estimatedRows: number | null, 
/**
 * The SQL that a person would write for it.
 */
sql: string, 
/**
 * How long the server took.
 */
milliseconds: number, };

/**
 * `POST /api/sql/run`: runs the statements of a text one by one, up to the first error.
 */
export type RunRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request: string, 
/**
 * One statement or several.
 */
text: string, 
/**
 * False: each statement in a read-only transaction that is rolled back. True: each takes effect at once, in one session.
 */
write: boolean, 
/**
 * How many rows of each result at most; not more than 10000.
 */
rowLimit: number, };

/**
 * What came of each statement that was run.
 */
export type RunResponse = { 
/**
 * In order; the last one may be an error.
 */
results: Array<StatementResult>, 
/**
 * How many statements were not run because of that.
 */
notRun: number, 
/**
 * What stays where a text that writes ended early, and what happened to a transaction that it left open.
 */
warning: string | null, };

/**
 * `POST /session`: exchanges the one-time token of the address for the cookie and a tab's token.
 */
export type SessionRequest = { 
/**
 * The token from the address's fragment.
 */
token: string, };

/**
 * What `/session` and `/session/tab` give.
 */
export type SessionResponse = { 
/**
 * What this tab sends as `X-Keel-Tab` with every call.
 */
tab: string, };

/**
 * `POST /api/sql/split`.
 */
export type SplitRequest = { 
/**
 * The editor's text.
 */
text: string, };

/**
 * Where each statement stands.
 */
export type SplitResponse = { 
/**
 * The statements, in order.
 */
statements: Array<SqlStatement>, };

/**
 * `POST /api/sql/export`: runs one statement again, read-only, and answers with all rows of its result as a file.
 */
export type SqlExportRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request: string, 
/**
 * One statement.
 */
text: string, 
/**
 * What the file is.
 */
format: ExportFormat, };

/**
 * `POST /api/sql/rows`: runs one statement again, read-only, for the rows after those that the page has. Nothing is kept open
 * on the server between the two.
 */
export type SqlRowsRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request: string, 
/**
 * One statement.
 */
text: string, 
/**
 * How many rows the page has, at least one.
 */
after: number, 
/**
 * The last of them as the page has it: rows that come after another are not taken for what comes next.
 */
last: Array<Cell>, 
/**
 * How many rows at most; not more than 10000.
 */
limit: number, };

/**
 * The rows that come next.
 */
export type SqlRowsResponse = { 
/**
 * The rows.
 */
rows: Array<Array<Cell>>, 
/**
 * Why there are more than these.
 */
truncated: Truncation | null, };

/**
 * A statement of a text.
 */
export type SqlStatement = { 
/**
 * Where its first word begins.
 */
start: number, 
/**
 * Where it ends, before its semicolon.
 */
end: number, 
/**
 * Its text.
 */
text: string, 
/**
 * What is wrong with it, as far as that can be seen without a server: a quote that is never closed.
 */
problem: string | null, };

/**
 * `POST /api/sql/value`: runs one statement again, read-only, and answers with one value of its result as a file of text.
 */
export type SqlValueRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request: string, 
/**
 * One statement.
 */
text: string, 
/**
 * The number of the row, from 0.
 */
row: number, 
/**
 * The number of the column, from 0.
 */
column: number, 
/**
 * How many bytes the value had: another value is not taken for it.
 */
bytes: number, 
/**
 * How it began.
 */
beginning: string, };

/**
 * A statement of a migration.
 */
export type StatementCard = { 
/**
 * Its text.
 */
sql: string, 
/**
 * The line of `up.sql` on which it begins, from 1.
 */
line: number, 
/**
 * The number of its segment, from 0: statements of one segment share a transaction.
 */
segment: number, 
/**
 * Whether it runs in a transaction.
 */
transactional: boolean, 
/**
 * Whether it was run on a scratch database: what it locks and rewrites is known then.
 */
observed: boolean, 
/**
 * Whether it cannot be observed, since it runs outside of a transaction, and its locks are those that PostgreSQL's manual
 * gives for such a statement.
 */
declared: boolean, 
/**
 * The locks that it takes on tables that are there already.
 */
locks: Array<LockStrength>, 
/**
 * Whether it writes such a table anew; null where that is not known.
 */
rewrites: boolean | null, 
/**
 * About how many rows those tables have.
 */
rows: number | null, 
/**
 * What a reviewer should know.
 */
hazards: Array<StatementHazard>, 
/**
 * What may stand in `up.sql` instead of the statement and is safer, with lines for keel where segments begin; null
 * where there is no such text.
 */
safer: string | null, };

/**
 * A hazard.
 */
export type StatementHazard = { 
/**
 * A stable short name: that of a rule, or `destructive` or `note` for the comment that stands on the statement.
 */
code: string, 
/**
 * What may happen.
 */
message: string, 
/**
 * What to do instead, in words.
 */
safer: string | null, };

/**
 * What came of a statement.
 */
export type StatementResult = { 
/**
 * Where it stands in the text.
 */
statement: SqlStatement, 
/**
 * The columns of its result; null where it has none.
 */
columns: Array<ResultColumn> | null, 
/**
 * The rows of its result.
 */
rows: Array<Array<Cell>>, 
/**
 * Why there are more rows than these.
 */
truncated: Truncation | null, 
/**
 * What PostgreSQL says was done: `INSERT 0 1`.
 */
tag: string | null, 
/**
 * What PostgreSQL said meanwhile.
 */
notices: Array<Notice>, 
/**
 * Why it failed. Its `position` is an offset into the whole text.
 */
error: ErrorBody | null, 
/**
 * How long it took.
 */
milliseconds: number, };

/**
 * Why a result is not whole.
 */
export type Truncation = "rows" | "bytes";

/**
 * A unique key.
 */
export type UniqueKey = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its columns.
 */
columns: Array<string>, };

/**
 * `POST /api/unlock`: makes a studio that started read-only writable.
 */
export type UnlockRequest = { 
/**
 * The database's name as the person typed it.
 */
database: string, };

/**
 * `POST /api/value/file`: answers with all of a value, as a file.
 */
export type ValueFileRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request: string, 
/**
 * The relation's schema.
 */
schema: string, 
/**
 * The relation's name.
 */
name: string, 
/**
 * The row's primary key.
 */
key: Array<string>, 
/**
 * The column.
 */
column: string, };

/**
 * What values are like.
 */
export type ValueKind = "number" | "boolean" | "text" | "enum" | "json" | "bytes" | "time" | "uuid" | "array" | "other";

/**
 * `POST /api/value`: a value that was cut, whole or a piece of it.
 */
export type ValueRequest = { 
/**
 * A name that the page makes up, for `/api/cancel`.
 */
request: string, 
/**
 * The relation's schema.
 */
schema: string, 
/**
 * The relation's name.
 */
name: string, 
/**
 * The row's primary key.
 */
key: Array<string>, 
/**
 * The column.
 */
column: string, 
/**
 * The first character that is wanted, from 0.
 */
offset: number, 
/**
 * How many characters at most; not more than 4194304.
 */
length: number, };

/**
 * A piece of a value.
 */
export type ValueResponse = { 
/**
 * The piece; null is SQL's NULL.
 */
text: string | null, 
/**
 * How many characters PostgreSQL's text of the whole value has.
 */
characters: number, 
/**
 * The row's version.
 */
version: string | null, };
