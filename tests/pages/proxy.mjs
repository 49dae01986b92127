// A proxy that serves a gateway below a path, as an operator's proxy may do.

import { createServer, request } from 'node:http';

/** Starts the proxy on a free port. Requests outside the path get 404, so a page with absolute addresses fails. */
export async function startProxy(base, path) {
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url.startsWith(path)) {
      outgoing.writeHead(404).end();
      return;
    }
    const address = new URL(incoming.url.slice(path.length - 1), base);
    const forwarded = request(address, { method: incoming.method, headers: { ...incoming.headers, host: address.host } }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    base: `http://127.0.0.1:${server.address().port}${path}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((stopped) => server.close(stopped));
    },
  };
}
