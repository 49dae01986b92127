// Shared by the three servers: their options, schema, and resolvers.

import { parseArgs } from 'node:util';
import { verifyWith } from './callers.mjs';
import { openCards } from './cards.mjs';
import { resolversOver, typeDefs } from './schema.mjs';

/** Reads `--data DIR --issuer ADDRESS --urls ADDRESS`, opens the database, and fetches the issuer's keys. */
export async function setUp() {
  const text = { type: 'string' };
  const { values } = parseArgs({ options: { data: text, issuer: text, urls: text } });
  const { hostname, port } = new URL(values.urls);
  const scopesOf = await verifyWith(values.issuer);
  return { typeDefs, resolvers: resolversOver(openCards(values.data)), scopesOf, listenOn: { host: hostname, port: Number(port) } };
}

/** The path that the benchmark polls until a server is ready. */
export const READY = '/health/ready';
