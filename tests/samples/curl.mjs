// The checks of the scripts with curl.

import assert from 'node:assert/strict';
import { requests, withProxy } from './gateway.mjs';

const VALID = '0000 0000 0000 0195';
const EXPIRED = '0000 0000 0000 0389';
const OUTAGE = '0000 0000 0000 2232';

/** The name and function of each check. */
export function curlChecks(base, keyed, { run, write }) {
  const secret = { PARTNER_API_ADDRESS: base, PARTNER_API_SECRET: 'sandbox' };
  return [
    ...['verify', 'batch'].map((program) => [`curl: ${program}: without arguments, it prints its usage`, async () => {
      const { code, stdout, stderr } = await run(program, [], secret);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, new RegExp(`^usage: bash ${program}\\.sh [A-Z-]+\n$`));
    }]),
    ...['verify', 'batch'].map((program) => [`curl: ${program}: without a secret and a key, it names the variables`, async () => {
      await write('numbers.txt', VALID);
      const { code, stdout, stderr } = await run(program, [program === 'batch' ? 'numbers.txt' : VALID], { PARTNER_API_ADDRESS: base });
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /^NO_CREDENTIALS: set PARTNER_API_SECRET or PARTNER_API_KEY_FILE\n/);
    }]),
    ['curl: verify, for fewer scopes', () => withProxy(base, {}, async (address, exchanges) => {
      const { code } = await run('verify', [VALID], { ...secret, PARTNER_API_ADDRESS: address, PARTNER_API_SCOPE: 'card:validity card:subject' });
      const [{ body }] = requests(exchanges, '/connect/token');
      assert.deepEqual([code, new URLSearchParams(body).get('scope')], [0, 'card:validity card:subject']);
    })],
    ['curl: verify, with a secret', async () => {
      const { code, stdout, stderr } = await run('verify', [VALID], secret);
      assert.deepEqual([code, stderr], [0, '']);
      assert.equal(JSON.parse(stdout).valid, true);
    }],
    ['curl: verify, with a key', async () => {
      const { code, stdout, stderr } = await run('verify', [EXPIRED], { ...keyed, PARTNER_API_ADDRESS: base });
      assert.deepEqual([code, stderr], [0, '']);
      assert.equal(JSON.parse(stdout).valid, false);
    }],
    ['curl: a wrong secret is an error', async () => {
      const { code, stdout, stderr } = await run('verify', [VALID], { ...secret, PARTNER_API_SECRET: 'wrong & more' });
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /invalid_client/);
    }],
    ['curl: a request is repeated after an outage', () => withProxy(base, {}, async (address, exchanges) => {
      const { code, stdout } = await run('verify', [OUTAGE], { ...secret, PARTNER_API_ADDRESS: address });
      assert.equal(code, 0);
      assert.equal(JSON.parse(stdout).valid, true);
      assert.deepEqual(requests(exchanges, '/graphql').map(({ status }) => status), [503, 200]);
    })],
    ['curl: 250 cards are verified in batches of 100, with one token', () => withProxy(base, {}, async (address, exchanges) => {
      const numbers = Array.from({ length: 250 }, (_, index) => (index === 120 || index === 249 ? EXPIRED : VALID));
      await write('numbers.txt', numbers.join('\n') + '\n');
      const { code, stdout, stderr } = await run('batch', ['numbers.txt'], { ...secret, PARTNER_API_ADDRESS: address });
      assert.deepEqual([code, stderr, stdout], [0, '', '121\n250\n']);
      const sizes = requests(exchanges, '/graphql').map(({ body }) => JSON.parse(body).variables.numbers.length);
      assert.deepEqual([sizes, requests(exchanges, '/connect/token').length], [[100, 100, 50], 1]);
    })],
    ['curl: a token that ends within a minute is replaced', () => withProxy(base, { body: endsSoon }, async (address, exchanges) => {
      await write('numbers.txt', `${VALID}\n`.repeat(250));
      const { code } = await run('batch', ['numbers.txt'], { ...secret, PARTNER_API_ADDRESS: address });
      assert.deepEqual([code, requests(exchanges, '/connect/token').length], [0, 3]);
    })],
    ['curl: a mistyped number is named, and not "not valid"', async () => {
      await write('numbers.txt', `${VALID}\n${VALID.replace('5', '6')}\n`);
      const { code, stdout, stderr } = await run('batch', ['numbers.txt'], secret);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /^cards\.1 CARD_NUMBER_MALFORMED: .*\nContinue with line 1\.\n$/);
    }],
    ...['', 'null', '[]', '{}', '<html>'].map((text) => [`curl: status 200 with "${text}" is an error`, () => withProxy(base, { answer: () => ({ status: 200, headers: {}, text }) }, async (address) => {
      await write('numbers.txt', `${VALID}\n`);
      for (const command of [['verify', [VALID]], ['batch', ['numbers.txt']]]) {
        const { code, stdout, stderr } = await run(...command, { ...secret, PARTNER_API_ADDRESS: address });
        assert.deepEqual([code, stdout], [1, '']);
        assert.match(stderr, /^There is no answer of the gateway\.\n/);
      }
    })]),
    ['curl: a token that is missing in a response is an error', () => withProxy(base, { body: (path, body) => (path === '/connect/token' ? [] : body) }, async (address) => {
      assert.deepEqual(
        await run('verify', [VALID], { ...secret, PARTNER_API_ADDRESS: address }), { code: 1, stdout: '', stderr: 'There is no token of the gateway.\n' });
    })],
    ['curl: an assertion is not sent again', () => withProxy(base, { isSilent: (path) => path === '/connect/token' }, async (address, exchanges) => {
      const { code, stdout } = await run('verify', [VALID], { ...keyed, PARTNER_API_ADDRESS: address, PARTNER_API_TIMEOUT_SECONDS: '1' });
      assert.deepEqual([code, stdout, requests(exchanges, '/connect/token').length], [1, '', 1]);
    })],
    ['curl: a request without a response is repeated', () => withProxy(base, { isSilent: firstGraphQL }, async (address, exchanges) => {
      const { code } = await run('verify', [VALID], { ...secret, PARTNER_API_ADDRESS: address, PARTNER_API_TIMEOUT_SECONDS: '2' });
      assert.deepEqual([code, requests(exchanges, '/graphql').length > 1], [0, true]);
    })],
    ['curl: a silent gateway is given up', () => withProxy(base, { isSilent: () => true }, async (address) => {
      const limits = { PARTNER_API_TIMEOUT_SECONDS: '0.3', PARTNER_API_REPEAT_SECONDS: '1' };
      const { code, stdout } = await run('verify', [VALID], { ...secret, ...limits, PARTNER_API_ADDRESS: address });
      assert.deepEqual([code, stdout], [1, '']);
    })],
  ];
}

const firstGraphQL = (path, index) => path === '/graphql' && index === 0;
const endsSoon = (path, body) => (path === '/connect/token' ? { ...body, expires_in: 60 } : body);
