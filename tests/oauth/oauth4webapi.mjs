// Uses oauth4webapi as documented. Only plain http is allowed in addition, because the sandbox listens on loopback.

import assert from 'node:assert/strict';
import * as oauth from 'oauth4webapi';
import { assertAnswers, bank, home, pages, signIn } from './gateway.mjs';

const plain = { [oauth.allowInsecureRequests]: true };

/** The name and function of each check. */
export function oauth4webapiChecks(issuer, key) {
  const discover = async (algorithm) =>
    oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm, ...plain }));
  const credentials = {
    client_secret_post: oauth.ClientSecretPost(bank.secret),
    client_secret_basic: oauth.ClientSecretBasic(bank.secret),
    private_key_jwt: oauth.PrivateKeyJwt(key),
  };

  return [
    ['oauth4webapi: the metadata is the same at both addresses and has no ID token members', async () => {
      const server = await discover('oauth2');
      assert.deepEqual(server, await discover('oidc'));
      assert.deepEqual(Object.keys(server).filter((name) => /^(id_token|claims_supported|subject_types|userinfo|scopes)/.test(name)), []);
      assert.deepEqual(server.code_challenge_methods_supported, ['S256']);
    }],
    ...['oidc', 'oauth2'].flatMap((algorithm) => Object.entries(credentials).map(([name, authentication]) => [
      `oauth4webapi: client credentials, ${name}, ${algorithm} discovery`,
      async () => {
        const [server, client] = [await discover(algorithm), { client_id: bank.id }];
        assert.ok(server.token_endpoint_auth_methods_supported.includes(name));
        const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, new URLSearchParams(), plain);
        const tokens = await oauth.processClientCredentialsResponse(server, client, response);
        await assertAnswers(issuer, tokens.access_token, 'bank');
      },
    ])),
    ['oauth4webapi: the token follows RFC 9068 and is signed with a published key', async () => {
      const [server, client] = [await discover('oauth2'), { client_id: bank.id }];
      const response = await oauth.clientCredentialsGrantRequest(server, client, credentials.client_secret_post, new URLSearchParams(), plain);
      const { access_token: token } = await oauth.processClientCredentialsResponse(server, client, response);
      const request = new Request(new URL('graphql', issuer), { headers: { authorization: `Bearer ${token}` } });
      const claims = await oauth.validateJwtAccessToken(server, request, 'partner-api', plain);
      assert.equal(claims.client_id, bank.id);
    }],
    ['oauth4webapi: a person signs in with a code and PKCE, response in the query', async () => {
      const [server, client] = [await discover('oauth2'), { client_id: pages.id }];
      assert.ok(server.response_modes_supported.includes('query'));
      const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];
      const address = new URL(server.authorization_endpoint);
      address.search = new URLSearchParams({
        client_id: client.client_id, redirect_uri: home(issuer), response_type: 'code', response_mode: 'query', scope: pages.scope, state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
      });
      const parameters = oauth.validateAuthResponse(server, client, await signIn(address), state);
      const response = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, home(issuer), verifier, plain);
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
      await assertAnswers(issuer, tokens.access_token, 'analyst');
    }],
    ['oauth4webapi: a response that names another issuer is rejected', async () => {
      const [server, client] = [await discover('oauth2'), { client_id: pages.id }];
      assert.equal(server.authorization_response_iss_parameter_supported, true);
      const back = new URLSearchParams({ code: 'c', state: 's', iss: 'https://other.example/' });
      assert.throws(() => oauth.validateAuthResponse(server, client, back, 's'), /iss/);
    }],
  ];
}
