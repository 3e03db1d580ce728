import type { ReactNode } from "react";
import { Splitter } from "./Splitter";
import { useStored } from "./useStored";

/** A list at the left and what it leads to at the right. */
export function PanedView({ name, left, children }: { name: string; left: ReactNode; children: ReactNode }) {
  const [width, setWidth] = useStored(`${name}.width`, 300);
  return (
    <div className="flex min-h-0 flex-1">
      <section aria-label={name} className="flex h-full shrink-0 flex-col bg-surface" style={{ width }}>
        {left}
      </section>
      <Splitter label={`Width of the ${name}`} grows="right" size={width} min={200} max={560} onSize={setWidth} />
      <div className="flex min-w-0 flex-1 flex-col">{children}</div>
    </div>
  );
}
