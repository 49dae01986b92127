// The gateway as the samples see it: directly, or through a proxy that records requests and lets some of them fail.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';

/** Sends a GraphQL request as a client of the sandbox, and returns its response body. */
export async function query(base, client, query, variables) {
  const token = await fetch(new URL('connect/token', base), {
    method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: client, client_secret: 'sandbox' }),
  });
  assert.equal(token.status, 200);
  const response = await fetch(new URL('graphql', base), {
    method: 'POST',
    headers: { authorization: `Bearer ${(await token.json()).access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/**
 * Runs a function with the address of a proxy. Its second argument is the list of exchanges, each with path, body, and status.
 *
 * @param {object} faults Functions that change exchanges. `request(headers, index)` changes the headers of a GraphQL request, `answer(index)` returns a
 *   response to a GraphQL request instead of the gateway's, `body(path, body)` returns another body of a response, and `isSilent(path, index)` leaves a request
 *   without a response.
 */
export async function withProxy(base, faults, run) {
  const exchanges = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const exchange = { path: request.url, body: body.toString() };
    const index = requests(exchanges, request.url).length;
    exchanges.push(exchange);
    const isGraphQL = request.url === '/graphql';
    const headers = Object.fromEntries(['authorization', 'content-type', 'accept'].flatMap((name) => (request.headers[name] ? [[name, request.headers[name]]] : [])));
    if (isGraphQL) faults.request?.(headers, index);
    if (faults.isSilent?.(request.url, index)) return;
    const answer = isGraphQL ? faults.answer?.(index) : undefined;
    const real = answer ?? (await forward(new URL(request.url, base), request.method, headers, body));
    exchange.status = real.status;
    const text = answer || !faults.body ? real.text : JSON.stringify(faults.body(request.url, JSON.parse(real.text)));
    response.writeHead(real.status, real.headers).end(text);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    return await run(`http://127.0.0.1:${server.address().port}`, exchanges);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** The recorded requests to a path. */
export const requests = (exchanges, path) => exchanges.filter((exchange) => exchange.path === path);

async function forward(address, method, headers, body) {
  const response = await fetch(address, { method, headers, body: method === 'POST' ? body : undefined });
  const kept = ['content-type', 'retry-after', 'x-request-id'].flatMap((name) => (response.headers.has(name) ? [[name, response.headers.get(name)]] : []));
  return { status: response.status, headers: Object.fromEntries(kept), text: await response.text() };
}
