// Who asks, and what their token lets them ask.

import { createPublicKey } from 'node:crypto';
import { createVerifier } from 'fast-jwt';
import { GraphQLError } from 'graphql';

/**
 * Reads the issuer's keys once and returns a function from an Authorization header to the caller's scopes. ES256 signatures are verified with
 * fast-jwt's cache on, as Fastify's own plugin has it: the first time a token comes; until it expires the token's hash is enough.
 */
export async function verifyWith(issuer) {
  const metadata = await read(`${issuer}/.well-known/openid-configuration`);
  const { keys } = await read(metadata.jwks_uri);
  const verify = createVerifier({
    key: createPublicKey({ key: keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
    algorithms: ['ES256'],
    checkTyp: 'at+jwt',
    allowedIss: metadata.issuer,
    allowedAud: 'partner-api',
    requiredClaims: ['exp', 'scope'],
    cache: true,
  });
  return (header) => {
    try {
      return new Set(verify(header.slice('Bearer '.length)).scope.split(' '));
    } catch {
      const refusal = new GraphQLError('There is no valid access token.', { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });
      throw Object.assign(refusal, { statusCode: 401 }); // where Fastify looks
    }
  };
}

/** A resolver that runs only when the caller's token has a scope. */
export function requires(scope, resolve) {
  return (parent, args, context, info) => {
    if (context.scopes.has(scope)) return resolve(parent, args, context, info);
    throw new GraphQLError('The token lacks a scope.', { extensions: { code: 'FORBIDDEN', requiredScopes: [[scope]] } });
  };
}

async function read(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}
