/** What stands where rows will be. */
export function SkeletonRows({ rowHeight }: { rowHeight: number }) {
  return (
    <div className="min-h-0 flex-1 overflow-hidden pt-[30px]" role="status" aria-label="Loading rows">
      {Array.from({ length: 40 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows that are all alike
        <div key={row} className="flex items-center gap-4 border-b px-3" style={{ height: rowHeight }}>
          <div className="skeleton h-2.5 w-8" />
          <div className="skeleton h-2.5" style={{ width: 90 + ((row * 37) % 70) }} />
          <div className="skeleton h-2.5" style={{ width: 140 + ((row * 53) % 120) }} />
          <div className="skeleton h-2.5" style={{ width: 60 + ((row * 29) % 90) }} />
        </div>
      ))}
    </div>
  );
}
