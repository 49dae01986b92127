// Runs the documented check of a receipt on a receipt of a running gateway, on a changed one, and on that of another check.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PAGE = new URL('../../src/PartnerApi/Site/Content/integrate/receipts.md', import.meta.url);
const QUERY = 'query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { receipt(nonce: "n-1") { jws } } }';

/** The checks, each with an id, a name, and a function that returns `{ id, name, status, reason }`. */
export function receiptChecks(base, token) {
  const check = (id, name, holds) => ({
    id,
    name,
    fn: async () => ({ id, name, ...((await inFolder(base, token, holds)) ? { status: 'ok' } : { status: 'error', reason: 'the check failed' }) }),
  });
  return [
    check('R1', 'the documented check accepts a receipt and prints its claims', async (verify, jws) => {
      const { code, output } = await verify(jws);
      return code === 0 && output.includes("aud: 'harbor-bank'") && output.includes("nonce: 'n-1'");
    }),
    check('R2', 'the documented check rejects a changed receipt', async (verify, jws) => {
      const [header, payload, signature] = jws.split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url'));
      const changed = Buffer.from(JSON.stringify({ ...claims, valid: !claims.valid })).toString('base64url');
      return (await verify([header, changed, signature].join('.'))).code === 1;
    }),
    ...['iss', 'aud', 'nonce'].map((claim, index) => check(`R${3 + index}`, `the documented check rejects another ${claim}, or none`, async (verify, jws) => {
      for (const value of ['other', undefined]) {
        const { code, output } = await verify(jws, { [claim]: value });
        if (code !== 1 || !output.includes(`another ${claim}`)) return false;
      }
      return true;
    })),
  ];
}

async function inFolder(base, token, holds) {
  const folder = await mkdtemp(join(tmpdir(), 'partner-api-receipt-'));
  try {
    const script = /```js\n(\/\/ node check-receipt[^]*?)```/.exec(await readFile(PAGE, 'utf8'))[1];
    await writeFile(join(folder, 'check-receipt.mjs'), script);
    const keys = await fetch(new URL('/disclosures/keys', base));
    const { issuer } = await (await fetch(new URL('/.well-known/openid-configuration', base))).json();
    await writeFile(join(folder, 'keys.json'), await keys.text());
    const response = await fetch(new URL('/graphql', base), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERY, variables: { number: '0000 0000 0000 0195' } }),
    });
    const { jws } = (await response.json()).data.card.receipt;
    const expected = { iss: issuer, aud: 'harbor-bank', nonce: 'n-1' };
    return await holds((text, others) => verify(folder, text, Object.values({ ...expected, ...others })), jws);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function verify(folder, jws, expected) {
  await writeFile(join(folder, 'receipt.jws'), jws);
  try {
    const { stdout } = await run('node', ['check-receipt.mjs', 'receipt.jws', 'keys.json', ...expected.map((value) => value ?? '')], { cwd: folder });
    return { code: 0, output: stdout };
  } catch (error) {
    return { code: error.code, output: error.stderr };
  }
}
