import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { longCall } from "@/api/call";
import { isAbort } from "@/api/errors";
import type { GenerateResponse } from "@/api/types";
import { navigate } from "@/app/location";
import { driftKey, migrationsKey } from "@/app/useProject";
import { Button } from "@/ui/Button";
import { Elapsed } from "@/ui/Elapsed";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { Input } from "@/ui/Field";
import { Modal } from "@/ui/Modal";
import { SqlText } from "@/ui/SqlText";

/** Writes the migration, as `keel gen` does: proved on a scratch database first. Who goes back ends it on the server too. */
export function GenerateDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [allowDestructive, setAllowDestructive] = useState(false);
  const client = useQueryClient();
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);
  const generate = useMutation({
    mutationFn: () => {
      running.current = new AbortController();
      const request = name === "" ? { allowDestructive } : { name, allowDestructive };
      return longCall("/api/drift/generate", request, { signal: running.current.signal });
    },
    onSuccess: () => {
      client.invalidateQueries({ queryKey: driftKey });
      client.invalidateQueries({ queryKey: migrationsKey });
    },
  });
  if (generate.data !== undefined) return <Generated response={generate.data} onClose={onClose} />;
  return (
    <Modal
      open
      onClose={onClose}
      title="Generate the migration"
      description="It is run on a scratch database, forth and back, before it is written. Nothing is applied."
      footer={
        <>
          <Elapsed running={generate.isPending} />
          <Button onClick={onClose}>Back</Button>
          <Button kind="primary" type="submit" form="generate" disabled={generate.isPending}>
            Generate
          </Button>
        </>
      }
    >
      <form
        id="generate"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          generate.mutate();
        }}
      >
        {generate.isError && !isAbort(generate.error) && <ErrorPanel error={generate.error} />}
        <label className="flex flex-col gap-1" htmlFor="migration-name">
          <span className="text-sm text-muted">Name; made of what changes where it is empty</span>
          <Input id="migration-name" autoFocus value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={allowDestructive}
            onChange={(event) => setAllowDestructive(event.target.checked)}
            className="size-3.5 accent-accent"
          />
          It may lose data
        </label>
      </form>
    </Modal>
  );
}

function Generated({ response, onClose }: { response: GenerateResponse; onClose: () => void }) {
  const { folder, files, up, changes, proved, notProved } = response;
  return (
    <Modal
      open
      onClose={onClose}
      wide
      title={folder === null ? "There was nothing to migrate" : `Written: ${folder}`}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          {folder !== null && (
            <Button kind="primary" onClick={() => navigate("/migrations")}>
              Review it
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Words title="Written" words={files} />
        <Words title="Changes" words={changes} />
        <Words title="Proved" words={proved} />
        <Words title="Not proved" words={notProved} />
        {up !== null && <SqlText sql={up} className="rounded-[6px] border bg-bg px-3 py-2" />}
      </div>
    </Modal>
  );
}

function Words({ title, words }: { title: string; words: string[] }) {
  if (words.length === 0) return null;
  return (
    <section>
      <h3 className="text-sm font-medium text-muted">{title}</h3>
      <ul className="list-disc pl-5">
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
    </section>
  );
}
