/** What the server says of a failure; the same form for a refused request and for an error of PostgreSQL. */
export interface ErrorBody {
  code: string;
  message: string;
  detail?: string | null;
  hint?: string | null;
  sqlstate?: string | null;
  position?: number | null;
  statement?: string | null;
}

/** The server answered, and said no. */
export class ServerError extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
  ) {
    super(body.message);
    this.name = "ServerError";
  }

  /** The tab's token or the cookie is no longer good: the studio was started anew, or the link is old. */
  get sessionOver(): boolean {
    return this.status === 401;
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

/** One form for everything that may be shown as an error. */
export function describeError(error: unknown): ErrorBody {
  if (error instanceof ServerError) return error.body;
  if (error instanceof Error) return { code: error.name, message: error.message };
  return { code: "unknown", message: String(error) };
}
