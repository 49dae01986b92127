// Apollo Server on Fastify, the faster of its usual web servers. It caches parsed and validated documents by default.

import { ApolloServer } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import Fastify from 'fastify';
import { READY, setUp } from './setting-up.mjs';

const { typeDefs, resolvers, scopesOf, listenOn } = await setUp();
const app = Fastify();
const apollo = new ApolloServer({ typeDefs, resolvers, plugins: [fastifyApolloDrainPlugin(app)] });
await apollo.start();
app.register(fastifyApollo(apollo), {
  context: async (request) => ({ scopes: scopesOf(request.headers.authorization) }),
});
app.get(READY, async () => 'ready');
await app.listen(listenOn);
