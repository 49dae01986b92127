// Fastify with Mercurius. It caches documents and compiles them on first use, as its manual recommends for speed.

import Fastify from 'fastify';
import mercurius from 'mercurius';
import { READY, setUp } from './setting-up.mjs';

const { typeDefs, resolvers, scopesOf, listenOn } = await setUp();
const app = Fastify();
app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  jit: 1,
  context: (request) => ({ scopes: scopesOf(request.headers.authorization) }),
});
app.get(READY, async () => 'ready');
await app.listen(listenOn);
