// The clients under concurrent calls. The token of the first calls is rejected, so that all of them must replace it.

import assert from 'node:assert/strict';
import { requests, withProxy } from './gateway.mjs';

const CALLS = 8;

/** A program of each language that makes the calls at the same time. */
const PROGRAMS = {
  typescript: ['concurrent.ts', `
import { PartnerApi } from './partner-api.ts';
const api = new PartnerApi('river-museum');
await Promise.all(Array.from({ length: ${CALLS} }, () => api.execute('{ viewer { client } }', {})));
`],
  csharp: ['concurrent.cs', `
#:include PartnerApi.cs
using var api = new PartnerApi("river-museum");
await Task.WhenAll(Enumerable.Range(0, ${CALLS}).Select(_ => api.ExecuteAsync("{ viewer { client } }", [])));
`],
  python: ['concurrent_calls.py', `
from concurrent.futures import ThreadPoolExecutor
from partner_api import PartnerApi
api = PartnerApi("river-museum")
with ThreadPoolExecutor(${CALLS}) as threads:
    list(threads.map(lambda _: api.execute("{ viewer { client } }", {}), range(${CALLS})))
`],
};

/** The name and function of each check of a language. */
export function concurrencyChecks(language, base, { run, write }) {
  const [file, text] = PROGRAMS[language];
  return [[`${language}: concurrent calls share a token, and replace it once`, () => withProxy(base, { request: rejectFirstToken() }, async (address, exchanges) => {
    await write(file, text);
    const { code, stderr } = await run(file.replace(/\.\w+$/, ''), [], { PARTNER_API_ADDRESS: address, PARTNER_API_SECRET: 'sandbox' });
    assert.deepEqual([code, stderr], [0, '']);
    const statuses = requests(exchanges, '/graphql').map(({ status }) => status);
    assert.deepEqual([requests(exchanges, '/connect/token').length, statuses.filter((status) => status === 200).length], [2, CALLS]);
    assert.ok(statuses.includes(401));
  })]];
}

function rejectFirstToken() {
  let first;
  return (headers) => {
    first ??= headers.authorization;
    if (headers.authorization === first) headers.authorization = 'Bearer spoiled';
  };
}
