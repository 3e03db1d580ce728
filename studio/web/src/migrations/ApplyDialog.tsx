import { useState } from "react";
import { useConnection } from "@/api/connection";
import { useOverview } from "@/app/useOverview";
import { Button } from "@/ui/Button";
import { Input } from "@/ui/Field";
import { Modal } from "@/ui/Modal";

interface ApplyDialogProps {
  pending: number;
  nameNeeded: boolean;
  onApply: (database: string | undefined) => void;
  onClose: () => void;
}

/** Asks once more; for a database that is not local, by its name. */
export function ApplyDialog({ pending, nameNeeded, onApply, onClose }: ApplyDialogProps) {
  const { database, host } = useOverview();
  const [typed, setTyped] = useState("");
  const frozen = useConnection() !== "alive";
  const ready = !nameNeeded || typed === database;
  return (
    <Modal
      open
      onClose={onClose}
      title={pending === 1 ? "Apply the pending migration" : `Apply ${pending} pending migrations`}
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button kind={nameNeeded ? "danger" : "primary"} type="submit" form="apply" disabled={!ready || frozen}>
            Apply
          </Button>
        </>
      }
    >
      <form
        id="apply"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onApply(nameNeeded ? typed : undefined);
        }}
      >
        <p>
          {pending === 1 ? "It is" : "They are"} applied to <strong>{database}</strong> at{" "}
          <span className="mono">{host}</span>, as <code className="mono">keel migrate</code> does. What is applied
          before a failure stays.
        </p>
        {nameNeeded && (
          <label className="flex flex-col gap-1" htmlFor="apply-name">
            <span className="text-sm text-muted">
              Type the database’s name, <strong className="text-text">{database}</strong>
            </span>
            <Input id="apply-name" autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
          </label>
        )}
      </form>
    </Modal>
  );
}
