/** How large the databases are that are measured: `KEEL_MEASURE=small` is for CI, where only the way is tried. */
export interface Sizes {
  /** Rows of the long table. */
  rows: number;
  /** Columns of the wide table. */
  columns: number;
  /** Tables in the side bar and in the diagram. */
  tables: number;
  /** Megabytes of each large value. */
  megabytes: number;
}

const sizes: Record<"full" | "small", Sizes> = {
  full: { rows: 10_000_000, columns: 1_000, tables: 1_000, megabytes: 100 },
  small: { rows: 100_000, columns: 200, tables: 200, megabytes: 4 },
};

export const isSmall = process.env.KEEL_MEASURE === "small";
const chosen = sizes[isSmall ? "small" : "full"];

/** `KEEL_MEASURE_ROWS` sets the rows of the long table apart. */
export const size: Sizes = { ...chosen, rows: Number(process.env.KEEL_MEASURE_ROWS ?? chosen.rows) };
