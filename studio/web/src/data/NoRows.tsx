import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";

interface NoRowsProps {
  name: string;
  filtered: boolean;
  onUnfilter: () => void;
  /** Left out where no row can be added. */
  onAdd: (() => void) | null;
}

/** Lies over a grid without rows and says why there are none. */
export function NoRows({ name, filtered, onUnfilter, onAdd }: NoRowsProps) {
  return (
    <div className="pointer-events-none absolute inset-x-0 top-[30px] bottom-0 [&_button]:pointer-events-auto">
      {filtered ? (
        <Empty title="No row fits" action={<Button onClick={onUnfilter}>Remove the filters</Button>}>
          The filters leave nothing of {name}.
        </Empty>
      ) : (
        <Empty title={`${name} is empty`} action={onAdd !== null && <Button onClick={onAdd}>Add a row</Button>}>
          No row has been added yet.
        </Empty>
      )}
    </div>
  );
}
