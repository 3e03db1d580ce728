import { connection } from "./connection";
import { ConnectionLost, isAbort, ServerError } from "./errors";
import type { ErrorBody, ErrorResponse } from "./types";

let tabToken: string | null = null;

/** The tab's token lives in this variable and nowhere else. */
export function setTabToken(token: string): void {
  tabToken = token;
}

export interface SendOptions {
  signal?: AbortSignal | undefined;
  /** Whether an answer says nothing of how it goes: more has to be asked first. */
  quiet?: boolean;
}

/** The call that says whether PostgreSQL answers. */
const probe = "/api/overview";
let probing = false;

/** What was said of one connection need not hold for the server: a backend may have been ended, or a scratch server. */
async function checkServer(): Promise<void> {
  if (probing || connection.get() === "gone") return;
  probing = true;
  // What comes of it is told to `connection`.
  await send(probe, {}).catch(() => undefined);
  probing = false;
}

function headers(): Headers {
  const all = new Headers({ "Content-Type": "application/json" });
  if (tabToken !== null) all.set("X-Keel-Tab", tabToken);
  return all;
}

async function readError(response: Response): Promise<ServerError> {
  const fallback: ErrorBody = { code: "internal", message: `The server answered ${response.status}` };
  try {
    const body = (await response.json()) as Partial<ErrorResponse>;
    return new ServerError(response.status, body.error ?? fallback);
  } catch {
    return new ServerError(response.status, fallback);
  }
}

/** A POST that gives the raw response; a refusal of the server is thrown. */
export async function send(
  path: string,
  body: unknown,
  { signal, quiet = false }: SendOptions = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: headers(),
      body: JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (isAbort(error) || signal?.aborted) throw error;
    connection.lost();
    throw new ConnectionLost();
  }
  if (response.ok) {
    if (!quiet) connection.answered();
    return response;
  }
  const error = await readError(response);
  if (error.body.code === "session") connection.ended();
  else if (error.body.code !== "connection") connection.answered();
  else if (path === probe) connection.gone();
  else void checkServer();
  throw error;
}

/** A stream of one JSON value a line. */
export async function eachLine<Line>(response: Response, each: (line: Line) => void): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  const take = (line: string) => {
    if (line.trim() !== "") each(JSON.parse(line) as Line);
  };
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      connection.lost();
      throw new ConnectionLost();
    });
    rest += value ?? "";
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(take);
    if (done) break;
  }
  take(rest);
}
