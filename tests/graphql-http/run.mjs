#!/usr/bin/env node
// Runs all server audits of the GraphQL over HTTP specification against a running gateway, as a bank, and the documented check of a receipt.
//
//   node run.mjs http://127.0.0.1:5080
//
// Two audits expect statuses of an earlier text of the specification (SUPERSEDED). Prints each failed audit with its reason, then
// `N passed, N failed`. Exits with 1 unless all pass.

import { serverAudits } from 'graphql-http';
import { receiptChecks } from './receipt.mjs';

/** The number of audits in the pinned graphql-http. Fewer would mean that some did not run. */
const EXPECTED = 61;

/**
 * Audits that expect a status of an earlier text, with the status of the current text (GraphQL over HTTP, August 2026, section 6.4). Each must fail
 * with exactly this status. Passing would be a deviation too. (74FF selects a field whose name begins with a digit, which is a syntax error and stays 400.)
 */
const SUPERSEDED = {
  '423L': 422, // A request without a document is not well-formed.
  '86EE': 422, // A variable's value cannot be coerced.
};

const base = process.argv[2];
if (!base || !URL.canParse(base)) {
  console.error('usage: node run.mjs BASE-ADDRESS   (such as http://127.0.0.1:5080, a gateway in sandbox mode)');
  process.exit(2);
}

const token = await bankToken(base).catch((error) => {
  console.error(`no token from ${base}: ${error.cause?.message ?? error.message}`);
  process.exit(1);
});
const audits = serverAudits({ url: new URL('/graphql', base).href, fetchFn: withToken(token) });
const results = [];
for (const audit of [...audits, ...receiptChecks(base, token)]) results.push(await run(audit));

const failed = results.filter((result) => result.status !== 'ok');
for (const result of failed) console.log(await describe(result));
if (audits.length !== EXPECTED) console.log(`expected ${EXPECTED} audits, found ${audits.length}`);
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 && audits.length === EXPECTED ? 0 : 1;

/** Requests an access token from the sandbox's issuer by client credentials (RFC 6749, section 4.4). */
async function bankToken(base) {
  const response = await fetch(new URL('/connect/token', base), {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'harbor-bank', client_secret: 'sandbox' }),
  });
  if (!response.ok) throw new Error(`the token request failed: ${response.status} ${await response.text()}`);
  return (await response.json()).access_token;
}

/** Adds the bank's token to every request, because the audits send none. */
function withToken(token) {
  return (url, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(url, { ...init, headers });
  };
}

/** Runs an audit. An exception counts as a failure: audits throw when the connection fails. */
async function run(audit) {
  try {
    const result = await audit.fn();
    return audit.id in SUPERSEDED ? judge(result, SUPERSEDED[audit.id]) : result;
  } catch (error) {
    return { id: audit.id, name: audit.name, status: 'error', reason: error.cause?.message ?? error.message };
  }
}

function judge(result, status) {
  if (result.status !== 'ok' && result.response?.status === status) return { ...result, status: 'ok' };
  return { ...result, status: 'error', reason: `expected ${status}, as in the current text` };
}

async function describe({ id, name, status, reason, response }) {
  const lines = [`FAILED  ${id} ${name} (${status})`, `    ${reason}`];
  if (response) {
    lines.push(`    actual: ${response.status} ${response.headers.get('content-type') ?? '(no content type)'}`);
    if (!response.bodyUsed) lines.push(`    ${(await response.text()).slice(0, 200)}`);
  }
  return lines.join('\n');
}
