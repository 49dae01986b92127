// GraphQL Yoga on node's HTTP server. It caches parsed and validated documents by default.

import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { READY, setUp } from './setting-up.mjs';

const { typeDefs, resolvers, scopesOf, listenOn } = await setUp();
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: ({ request }) => ({ scopes: scopesOf(request.headers.get('authorization')) }),
  graphiql: false,
  landingPage: false,
  logging: false,
  healthCheckEndpoint: READY,
});
createServer(yoga).listen(listenOn);
