import { connection } from "./connection";
import { ConnectionLost, type ErrorBody, isAbort, ServerError } from "./errors";

let tabToken: string | null = null;

/** The tab's token lives in this variable and nowhere else. */
export function setTabToken(token: string): void {
  tabToken = token;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

function headers(): Headers {
  const all = new Headers({ "Content-Type": "application/json" });
  if (tabToken !== null) all.set("X-Keel-Tab", tabToken);
  return all;
}

async function readError(response: Response): Promise<ServerError> {
  const fallback: ErrorBody = { code: `http_${response.status}`, message: response.statusText || "The request failed" };
  try {
    const body = (await response.json()) as { error?: ErrorBody };
    return new ServerError(response.status, body.error ?? fallback);
  } catch {
    return new ServerError(response.status, fallback);
  }
}

/** A POST that gives the raw response, for streams and files. */
export async function send(path: string, body: unknown, options: CallOptions = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: headers(),
      body: JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (isAbort(error) || options.signal?.aborted) throw error;
    connection.lost();
    throw new ConnectionLost();
  }
  connection.alive();
  if (!response.ok) {
    const error = await readError(response);
    if (error.sessionOver) connection.ended();
    throw error;
  }
  return response;
}

export async function post<Answer>(path: string, body: unknown, options: CallOptions = {}): Promise<Answer> {
  const response = await send(path, body, options);
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

/** A stream of one JSON value a line. */
export async function postLines<Line>(
  path: string,
  body: unknown,
  each: (line: Line) => void,
  options: CallOptions = {},
): Promise<void> {
  const response = await send(path, body, options);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += value ?? "";
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") each(JSON.parse(line) as Line);
    if (done) break;
  }
  if (rest.trim() !== "") each(JSON.parse(rest) as Line);
}

/** A name for one call, by which it can be cancelled. */
export function newRequestId(): string {
  return crypto.randomUUID();
}
