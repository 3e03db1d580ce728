// A stand-in for the generated types, after the plan.
export interface Cell {
  text: string | null;
  cut?: number | null;
}
export type RelationKind = "table" | "partitioned_table" | "view" | "materialized_view" | "foreign_table";
export interface RelationEntry {
  schema: string;
  name: string;
  kind: RelationKind;
  estimatedRows: number | null;
  comment: string | null;
  group: string | null;
}
export interface SchemaEntry {
  name: string;
  relations: RelationEntry[];
}
export interface Overview {
  database: string;
  role: string;
  serverVersion: string;
  environment: string | null;
  production: boolean;
  local: boolean;
  writable: boolean;
  readOnlyReason: string | null;
  embedded: boolean;
  cancellable: boolean;
  schemas: SchemaEntry[];
}
export interface Column {
  name: string;
  type: string;
  nullable: boolean;
  default: string | null;
  generated: boolean;
  identity: boolean;
  comment: string | null;
  enumLabels: string[] | null;
  numeric: boolean;
}
export interface ForeignKey {
  name: string;
  schema: string;
  table: string;
  columns: string[];
  referencedSchema: string;
  referencedTable: string;
  referencedColumns: string[];
}
export interface Relation {
  schema: string;
  name: string;
  kind: RelationKind;
  comment: string | null;
  columns: Column[];
  primaryKey: string[];
  foreignKeys: ForeignKey[];
  referencedBy: ForeignKey[];
  editable: boolean;
  readOnlyReason: string | null;
}
export type FilterOperator =
  | "equals"
  | "not_equals"
  | "less"
  | "less_or_equal"
  | "greater"
  | "greater_or_equal"
  | "contains"
  | "starts_with"
  | "is_null"
  | "is_not_null";
export interface Filter {
  column: string;
  operator: FilterOperator;
  value: string | null;
}
export interface OrderBy {
  column: string;
  descending: boolean;
}
