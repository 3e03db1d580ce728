import type { ErrorBody } from "./types";

/** The server answered, and said no. */
export class ServerError extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
  ) {
    super(body.message);
    this.name = "ServerError";
  }
}

/** No answer came: `keel studio` has stopped, or the machine sleeps. */
export class ConnectionLost extends Error {
  constructor() {
    super("keel studio does not answer");
    this.name = "ConnectionLost";
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Whether it is that somebody does not answer, of which the page itself tells. */
export function isConnectionError(error: unknown): boolean {
  return error instanceof ConnectionLost || (error instanceof ServerError && error.body.code === "connection");
}

/** One form for everything that may be shown as an error. */
export function describeError(error: unknown): ErrorBody {
  if (error instanceof ServerError) return error.body;
  if (error instanceof ConnectionLost) return { code: "connection", message: error.message };
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
}
