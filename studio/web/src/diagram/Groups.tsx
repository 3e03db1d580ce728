import { ViewportPortal } from "@xyflow/react";
import type { Layout } from "./layout";
import { groupMargin } from "./model";

/** The groups of the schema file: a frame with its name around the tables of each. */
export function Groups({ layout }: { layout: Layout }) {
  return (
    <ViewportPortal>
      {layout.islands.map(({ x, y, width, height, title, group }) =>
        group ? (
          <div
            key={title}
            className="pointer-events-none absolute -z-10 rounded-[10px] border border-line-strong border-dashed"
            style={{
              transform: `translate(${x - groupMargin}px, ${y - groupMargin}px)`,
              width: width + 2 * groupMargin,
              height: height + 2 * groupMargin,
            }}
          >
            <span className="absolute bottom-full left-1 pb-1 text-lg font-semibold whitespace-nowrap text-muted">
              {title}
            </span>
          </div>
        ) : null,
      )}
    </ViewportPortal>
  );
}
