// Token verification and scope checks.

import { createPublicKey } from 'node:crypto';
import { createVerifier } from 'fast-jwt';
import { GraphQLError } from 'graphql';

/**
 * Reads the issuer's keys once and returns a function from an Authorization header to the caller's scopes. Verifies ES256 signatures with fast-jwt's
 * cache, as Fastify's plugin does: a token is verified once and then found by its hash until it expires.
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
      throw Object.assign(refusal, { statusCode: 401 }); // the status that Fastify uses
    }
  };
}

/** A resolver that runs only if the caller's token has the scope. */
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
