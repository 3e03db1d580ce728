/** The columns of the table that is looked at, for what finds things by name. */
export interface ColumnsHere {
  table: string;
  columns: readonly string[];
  go: (column: string) => void;
}

let here: ColumnsHere | null = null;

export const columnsHere = {
  get: () => here,
  /** Tells them; what it gives takes them back. */
  set(next: ColumnsHere): () => void {
    here = next;
    return () => {
      if (here === next) here = null;
    };
  },
};
