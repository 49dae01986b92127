// Uses openid-client as documented. Only plain http is allowed in addition, because the sandbox listens on loopback.

import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { assertAnswers, bank, home, pages, signIn } from './gateway.mjs';

/** The name and function of each check. */
export function openidClientChecks(issuer, key) {
  const discover = (algorithm, id, authentication) =>
    client.discovery(issuer, id, undefined, authentication, { algorithm, execute: [client.allowInsecureRequests] });
  const credentials = {
    client_secret_post: () => client.ClientSecretPost(bank.secret),
    client_secret_basic: () => client.ClientSecretBasic(bank.secret),
    private_key_jwt: () => client.PrivateKeyJwt(key),
    'private_key_jwt for the token endpoint': () => client.PrivateKeyJwt(key, { [client.modifyAssertion]: forTokenEndpoint }),
    'private_key_jwt for a list': () => client.PrivateKeyJwt(key, { [client.modifyAssertion]: forList }),
  };
  const forTokenEndpoint = (_, payload) => { payload.aud = new URL('connect/token', issuer).href; };
  const forList = (_, payload) => { payload.aud = ['https://other.example/', issuer.href]; };

  return [
    ...['oidc', 'oauth2'].flatMap((algorithm) => Object.entries(credentials).map(([name, authentication]) => [
      `openid-client: client credentials, ${name}, ${algorithm} discovery`,
      async () => {
        const config = await discover(algorithm, bank.id, authentication());
        const tokens = await client.clientCredentialsGrant(config, { scope: 'card:validity' });
        assert.equal(JSON.parse(Buffer.from(tokens.access_token.split('.')[1], 'base64url')).scope, 'card:validity');
        await assertAnswers(issuer, tokens.access_token, 'bank');
      },
    ])),
    ['openid-client: a wrong secret returns 401 with a challenge and its realm', async () => {
      const config = await discover('oauth2', bank.id, client.ClientSecretBasic('wrong'));
      await assert.rejects(client.clientCredentialsGrant(config), (error) => {
        assert.ok(error instanceof client.WWWAuthenticateChallengeError, error);
        assert.deepEqual([error.status, error.cause[0].scheme, error.cause[0].parameters.realm], [401, 'basic', 'partner-api']);
        return true;
      });
    }],
    ['openid-client: an assertion for another server returns 401', async () => {
      const authentication = client.PrivateKeyJwt(key, { [client.modifyAssertion]: (_, payload) => { payload.aud = 'https://other.example/'; } });
      await assert.rejects(client.clientCredentialsGrant(await discover('oauth2', bank.id, authentication)), { status: 401 });
    }],
    ['openid-client: a person signs in with a code and PKCE, response in the query', async () => {
      const config = await discover('oauth2', pages.id, client.None());
      const [verifier, state] = [client.randomPKCECodeVerifier(), client.randomState()];
      const address = client.buildAuthorizationUrl(config, {
        redirect_uri: home(issuer), scope: pages.scope, state,
        code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
      });
      const back = await signIn(address);
      assert.equal(back.hash, '');
      const checks = { pkceCodeVerifier: verifier, expectedState: state };
      const tokens = await client.authorizationCodeGrant(config, back, checks);
      await assertAnswers(issuer, tokens.access_token, 'analyst');
      await assert.rejects(client.authorizationCodeGrant(config, back, checks), { error: 'invalid_grant' });
    }],
  ];
}
