import { eachLine, type SendOptions, send } from "./http";
import type { ApplyEvent, ApplyRequest, Calls, ExportRequest, ValueFileRequest } from "./types";

type Path = keyof Calls;
type Request<P extends Path> = Calls[P]["request"];
type Response<P extends Path> = Calls[P]["response"];
/** The calls that may take long: each has a name by which it can be cancelled. */
type LongPath = { [P in Path]: "request" extends keyof Request<P> ? P : never }[Path];
type Unnamed<R> = Omit<R, "request">;

export async function call<P extends Path>(path: P, request: Request<P>, options?: SendOptions): Promise<Response<P>> {
  const response = await send(path, request, options);
  return (await response.json()) as Response<P>;
}

/** Runs `with` a name for the call; where the signal aborts, the server is told to stop too. */
async function named<Answer>(signal: AbortSignal | undefined, run: (name: string) => Promise<Answer>): Promise<Answer> {
  const name = crypto.randomUUID();
  const cancel = () => {
    // Nobody waits for it: where it fails, the call has ended, or the server is gone.
    call("/api/cancel", { request: name }).catch(() => undefined);
  };
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await run(name);
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

export function longCall<P extends Exclude<LongPath, "/api/cancel">>(
  path: P,
  request: Unnamed<Request<P>>,
  options: SendOptions = {},
): Promise<Response<P>> {
  return named(options.signal, (name) => call(path, { ...request, request: name } as Request<P>, options));
}

/** The same, but where the signal aborts the answer is awaited still: it says what had been done by then. */
export function cancellableCall<P extends Exclude<LongPath, "/api/cancel">>(
  path: P,
  request: Unnamed<Request<P>>,
  signal: AbortSignal,
): Promise<Response<P>> {
  return named(signal, (name) => call(path, { ...request, request: name } as Request<P>));
}

export function exportFile(request: Unnamed<ExportRequest>, options: SendOptions = {}): Promise<Blob> {
  return named(options.signal, async (name) =>
    (await send("/api/export", { ...request, request: name }, options)).blob(),
  );
}

export function valueFile(request: Unnamed<ValueFileRequest>, options: SendOptions = {}): Promise<Blob> {
  return named(options.signal, async (name) =>
    (await send("/api/value/file", { ...request, request: name }, options)).blob(),
  );
}

/** Where the signal aborts, the events are awaited still: they say what had been applied by then. */
export function applyMigrations(
  request: Unnamed<ApplyRequest>,
  signal: AbortSignal,
  each: (event: ApplyEvent) => void,
): Promise<void> {
  return named(signal, async (name) =>
    eachLine<ApplyEvent>(await send("/api/migrations/apply", { ...request, request: name }), each),
  );
}
