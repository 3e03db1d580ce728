/** One figure; without a bound it is told and not judged. */
export interface Figure {
  name: string;
  value: number;
  unit: "ms" | "s" | "MB";
  bound: number | null;
}

export function isMissed({ value, bound }: Figure): boolean {
  return bound !== null && value > bound;
}

function written(value: number, unit: Figure["unit"]): string {
  return `${unit === "s" ? value.toFixed(2) : Math.round(value)} ${unit}`;
}

/** The figures as a table. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    written(figure.value, figure.unit),
    figure.bound === null ? "" : `≤ ${figure.bound} ${figure.unit}`,
    figure.bound === null ? "" : isMissed(figure) ? "MISSED" : "held",
  ]);
  const all = [["", "value", "bound", ""], ...rows];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const line = (row: string[]) =>
    row.map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0))).join("  ");
  return `${all.map((row) => line(row).trimEnd()).join("\n")}\n`;
}
