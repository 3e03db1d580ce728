import { Elapsed } from "@/ui/Elapsed";
import { useLate } from "@/ui/useLate";

/** That a file is being written, and a way out of it. */
export function Exporting({ running }: { running: AbortController }) {
  const late = useLate(true);
  if (!late) return null;
  return (
    <span role="status" className="flex items-center gap-2 text-sm text-muted">
      Exporting… <Elapsed running onCancel={() => running.abort()} />
    </span>
  );
}
