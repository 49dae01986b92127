// Fastify with Mercurius: documents cached, and compiled from the first time on, as its manual has it for speed.

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
