// The steps of a person's browser and a partner's program around an OAuth client.

import assert from 'node:assert/strict';

/** The sandbox's bank client, and the person who signs in to the statistics pages. */
export const bank = { id: 'harbor-bank', secret: 'sandbox' };
export const pages = { id: 'statistics-pages', person: 'ana', password: 'sandbox', scope: 'statistics:read' };

/** The redirect URI of the pages' client. */
export const home = (issuer) => new URL('statistics/', issuer).href;

/** Opens the sign-in page, submits its form as a browser does, and returns the location that the response redirects to. */
export async function signIn(address) {
  const page = await fetch(address, { redirect: 'manual' });
  const html = await page.text();
  assert.equal(page.status, 200, html);
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name, value]) => [name, decoded(value)]);
  const action = new URL(/<form method="post" action="([^"]+)">/.exec(html)[1], address.href);
  const body = new URLSearchParams([...fields, ['username', pages.person], ['password', pages.password]]);
  const answer = await fetch(action, { method: 'POST', body, redirect: 'manual' });
  assert.equal(answer.status, 303, await answer.text());
  assert.match(answer.headers.get('cache-control'), /no-store/);
  assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
  return new URL(answer.headers.get('location'));
}

/** Asserts that the gateway accepts a token, for the given audience. */
export async function assertAnswers(issuer, token, audience) {
  const response = await fetch(new URL('graphql', issuer), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: '{ viewer { audience } }' }),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  assert.equal(JSON.parse(text).data.viewer.audience, audience);
}

const decoded = (text) =>
  text.replace(/&(?:#x([0-9A-Fa-f]+)|(amp|lt|gt|quot));/g, (_, hex, name) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : { amp: '&', lt: '<', gt: '>', quot: '"' }[name]);
