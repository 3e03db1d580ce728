import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A server's address that can stop to answer while the server lives. */
export interface Relay {
  url: string;
  stop: () => Promise<void>;
  start: () => Promise<void>;
}

/** Passes on what comes to a port of its own to the server of a URL. */
export async function relay(to: string): Promise<Relay> {
  const url = new URL(to);
  const target = { host: url.hostname, port: Number(url.port) };
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  let port = 0;
  const start = async () => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  };
  await start();
  url.hostname = "127.0.0.1";
  url.port = String(port);
  const stop = async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
  return { url: url.href, start, stop };
}
