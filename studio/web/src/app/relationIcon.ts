import { Eye, Globe, Layers, type LucideIcon, Rows3, SplitSquareVertical, Table2 } from "lucide-react";
import type { RelationKind } from "@/api/types";

export const relationIcon: Record<RelationKind, LucideIcon> = {
  table: Table2,
  partitioned_table: SplitSquareVertical,
  partition: Rows3,
  view: Eye,
  materialized_view: Layers,
  foreign_table: Globe,
};

export const relationWord: Record<RelationKind, string> = {
  table: "table",
  partitioned_table: "partitioned table",
  partition: "partition",
  view: "view",
  materialized_view: "materialized view",
  foreign_table: "foreign table",
};
