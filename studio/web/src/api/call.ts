import { isAbort } from "./errors";
import { eachLine, type SendOptions, send } from "./http";
import type {
  ApplyEvent,
  ApplyRequest,
  Calls,
  ExportRequest,
  SqlExportRequest,
  SqlValueRequest,
  ValueFileRequest,
} from "./types";

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

/** The calls that answer with a file. The browser takes it as it comes: of one of any size the page holds nothing. */
interface Files {
  "/api/export": ExportRequest;
  "/api/value/file": ValueFileRequest;
  "/api/sql/export": SqlExportRequest;
  "/api/sql/value": SqlValueRequest;
}

export function fileCall<P extends keyof Files>(
  path: P,
  request: Unnamed<Files[P]>,
  options: SendOptions = {},
): Promise<Blob> {
  return named(options.signal, async (name) => {
    const response = await send(path, { ...request, request: name }, options);
    try {
      return await response.blob();
    } catch (error) {
      if (isAbort(error) || options.signal?.aborted) throw error;
      throw new Error("The file broke off before its end: it took too long, or the connection was lost");
    }
  });
}

/** Applies what is pending; the server goes on where nobody listens any more. */
export async function applyMigrations(request: ApplyRequest, each: (event: ApplyEvent) => void): Promise<void> {
  return eachLine<ApplyEvent>(await send("/api/migrations/apply", request), each);
}

/** What the apply that runs, or ran last, has told, and what it tells up to its end; nothing where there was none. */
export async function followApply(each: (event: ApplyEvent) => void): Promise<void> {
  return eachLine<ApplyEvent>(await send("/api/migrations/applying", {}), each);
}
