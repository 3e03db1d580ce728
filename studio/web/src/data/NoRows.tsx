import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";

interface NoRowsProps {
  name: string;
  filtered: boolean;
  /** What is searched for; empty where nothing is. */
  search: string;
  onUnfilter: () => void;
  /** Left out where no row can be added. */
  onAdd: (() => void) | null;
}

/** Lies over a grid without rows and says why there are none. */
export function NoRows({ name, filtered, search, onUnfilter, onAdd }: NoRowsProps) {
  const wanted = [filtered && "filters", search !== "" && "search"].filter(Boolean).join(" and ");
  return (
    <div className="pointer-events-none absolute inset-x-0 top-[30px] bottom-0 [&_button]:pointer-events-auto">
      {wanted !== "" ? (
        <Empty title="No row fits" action={<Button onClick={onUnfilter}>Remove the {wanted}</Button>}>
          {search === "" ? (
            <>The filters leave nothing of {name}.</>
          ) : (
            <>
              No row of {name} {filtered && "that the filters leave "}has <strong>{search}</strong> in any column.
            </>
          )}
        </Empty>
      ) : (
        <Empty title={`${name} is empty`} action={onAdd !== null && <Button onClick={onAdd}>Add a row</Button>}>
          No row has been added yet.
        </Empty>
      )}
    </div>
  );
}
