import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "@/api/call";
import { Button } from "@/ui/Button";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { Input } from "@/ui/Field";
import { announce } from "@/ui/live";
import { Modal } from "@/ui/Modal";
import { environmentName } from "./environment";
import { overviewKey, useOverview } from "./useOverview";

export function UnlockDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { database, host, production, environment } = useOverview();
  const [typed, setTyped] = useState("");
  const client = useQueryClient();
  const unlock = useMutation({
    mutationFn: () => call("/api/unlock", { database: typed }),
    onSuccess: (overview) => {
      client.setQueryData(overviewKey, overview);
      client.invalidateQueries({ queryKey: ["relation"] });
      announce("Writing is unlocked");
      close();
    },
  });
  const close = () => {
    setTyped("");
    unlock.reset();
    onClose();
  };
  return (
    <Modal
      open={open}
      onClose={close}
      title="Unlock writing"
      footer={
        <>
          <Button onClick={close}>Keep it read-only</Button>
          <Button kind="danger" type="submit" form="unlock" disabled={typed === "" || unlock.isPending}>
            Unlock writing
          </Button>
        </>
      }
    >
      <form
        id="unlock"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          unlock.mutate();
        }}
      >
        {unlock.isError && <ErrorPanel error={unlock.error} />}
        <p>
          {production && `${environmentName(environment)}. `}What is saved from here on changes{" "}
          <strong>{database}</strong> at <span className="mono">{host}</span>.
        </p>
        <label className="flex flex-col gap-1" htmlFor="unlock-name">
          <span className="text-sm text-muted">
            Type the database’s name, <strong className="text-text">{database}</strong>
          </span>
          <Input id="unlock-name" autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
      </form>
    </Modal>
  );
}
