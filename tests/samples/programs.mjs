// The checks of the programs, which are the same in each language.

import assert from 'node:assert/strict';
import { query, requests, withProxy } from './gateway.mjs';
import { CLAIMS, claimsOf, withChangedReceipt, withOtherClaim } from './receipts.mjs';

const VALID = '0000 0000 0000 0195';
const EXPIRED = '0000 0000 0000 0389';
const OUTAGE = '0000 0000 0000 2232';
const LOST_RESPONSE = '0000 0000 0000 2329';

/** A rehearsed failure happens once for a partner, so each language is another one. */
const PARTNERS = {
  typescript: { client: 'river-museum', benefit: 'river-museum-membership', purpose: 'MEMBERSHIP' },
  csharp: { client: 'hill-museum', benefit: 'hill-museum-membership', purpose: 'MEMBERSHIP' },
  python: { client: 'city-library', benefit: 'city-library-registration', purpose: 'LIBRARY_REGISTRATION' },
};

/** The name and function of each check of a language. A later check can need the result of an earlier one. */
export function programChecks(language, base, keyed, { run, read, write }) {
  const { client, benefit, purpose } = PARTNERS[language];
  const bank = { PARTNER_API_ADDRESS: base, PARTNER_API_SECRET: 'sandbox' };
  const museum = { ...bank, PARTNER_API_CLIENT: client, PARTNER_API_BENEFIT: benefit, PARTNER_API_PURPOSE: purpose };
  const member = {};
  const proxied = (faults, check) => () => withProxy(base, faults, check);

  return [
    ...['verify', 'membership', 'recheck'].map((program) => [`${program}: without arguments, it prints its usage`, async () => {
      const { code, stdout, stderr } = await run(program, [], bank);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, new RegExp(`^usage: .*${program}\\.\\w+ .*[A-Z\\]]\\n$`));
    }]),
    ['without a secret and a key, a program names the variables', async () => {
      const { code, stdout, stderr } = await run('membership', ['check', VALID], { PARTNER_API_ADDRESS: base });
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /^NO_CREDENTIALS: set PARTNER_API_SECRET or PARTNER_API_KEY_FILE\n/);
    }],
    ['verify, with a key: the receipt is stored with its keys', async () => {
      const { code, stdout, stderr } = await run('verify', [VALID, 'case-1'], { ...keyed, PARTNER_API_ADDRESS: base });
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^The card is valid\. Subject: [\w-]+\nStored the receipt and its keys: receipt\.jws, keys\.json\n$/);
      const { aud, nonce, expiresOn } = claimsOf(await read('receipt.jws'));
      assert.deepEqual([aud, nonce, typeof expiresOn], ['keyed-bank', 'case-1', 'string']);
      assert.deepEqual(JSON.parse(await read('keys.json')), await (await fetch(new URL('disclosures/keys', base))).json());
    }],
    ['verify, with a secret: a card that is not valid', async () => {
      const { code, stdout, stderr } = await run('verify', [EXPIRED, 'case-2'], bank);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^The card is not valid\.\nStored the receipt/);
      const { nonce, valid } = claimsOf(await read('receipt.jws'));
      assert.deepEqual([nonce, valid], ['case-2', false]);
    }],
    ['verify: a mistyped number is not "not valid"', async () => {
      const { code, stdout, stderr } = await run('verify', ['0000 0000 0000 0196', 'case-3'], bank);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /^The number contains a typing error/);
    }],
    ['verify: a token for fewer scopes is enough', async () => {
      const { code, stderr } = await run('verify', [VALID, 'case-7'], { ...bank, PARTNER_API_SCOPE: 'card:validity card:subject card:receipt' });
      assert.deepEqual([code, stderr], [0, '']);
      const { nonce, expiresOn } = claimsOf(await read('receipt.jws'));
      assert.deepEqual([nonce, expiresOn], ['case-7', undefined]);
    }],
    ...CLAIMS.map((claim) => [`verify: a genuine receipt with another ${claim} is rejected`, () => withProxy(base, { body: withOtherClaim(claim) }, async (address) => {
      const { code, stdout, stderr } = await run('verify', [VALID, 'case-8'], { ...bank, PARTNER_API_ADDRESS: address });
      assert.notEqual(code, 0);
      assert.equal(stdout, '');
      assert.match(stderr, new RegExp(`The receipt has another ${claim}\\.`));
      assert.notEqual(claimsOf(await read('receipt.jws')).nonce, 'case-8');
    })]),
    ['verify: the receipt must name the partner of the settings', async () => {
      const { code, stderr } = await run('verify', [VALID, 'case-9'], { ...bank, PARTNER_API_PARTNER: 'other-bank' });
      assert.notEqual(code, 0);
      assert.match(stderr, /The receipt has another aud\./);
    }],
    ['verify: a changed receipt is rejected', () => withProxy(base, { body: withChangedReceipt }, async (address) => {
      const { code, stdout } = await run('verify', [VALID, 'case-4'], { ...bank, PARTNER_API_ADDRESS: address });
      assert.notEqual(code, 0);
      assert.equal(stdout, '');
    })],
    ['check: a request is repeated after an outage', proxied({}, async (address, exchanges) => {
      const { code, stdout, stderr } = await run('membership', ['check', OUTAGE], { ...museum, PARTNER_API_ADDRESS: address });
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^The holder may/);
      assert.deepEqual(requests(exchanges, '/graphql').map(({ status }) => status), [503, 200]);
    })],
    ['redeem: after a lost response, the same request is repeated, and one redemption is recorded', proxied({}, async (address, exchanges) => {
      const { code, stdout, stderr } = await run('membership', ['redeem', LOST_RESPONSE, `${language}-1`], { ...museum, PARTNER_API_ADDRESS: address });
      assert.deepEqual([code, stderr], [0, '']);
      [, member.redemption, member.subject] = /^Redeemed: (\S+) for the subject (\S+) until /.exec(stdout) ?? assert.fail(stdout);
      const sent = requests(exchanges, '/graphql');
      assert.deepEqual(sent.map(({ status }) => status), [503, 200]);
      assert.equal(sent[0].body, sent[1].body);
      const { data } = await query(base, client, '{ redemptions { edges { node { id } } } }');
      assert.deepEqual(data.redemptions.edges.map(({ node }) => node.id), [member.redemption]);
    })],
    ['redeem: a second key finds the first redemption', async () => {
      const { code, stdout } = await run('membership', ['redeem', LOST_RESPONSE, `${language}-2`], museum);
      assert.deepEqual([code, stdout], [0, 'Not redeemed: ALREADY_REDEEMED\n']);
    }],
    ['recheck: 250 members in batches of 100, with one token', proxied({}, async (address, exchanges) => {
      await write('members.txt', members(member.subject));
      const { code, stdout } = await run('recheck', ['members.txt'], { ...museum, PARTNER_API_ADDRESS: address });
      assert.deepEqual([code, stdout], [0, 'unknown is not confirmed\n'.repeat(2)]);
      const sizes = requests(exchanges, '/graphql').map(({ body }) => JSON.parse(body).variables.ids.length);
      assert.deepEqual([sizes, requests(exchanges, '/connect/token').length], [[100, 100, 50], 1]);
    })],
    ['recheck: a token that ends within a minute is replaced', proxied({ body: endsSoon }, async (address, exchanges) => {
      const { code } = await run('recheck', ['members.txt', '101'], { ...museum, PARTNER_API_ADDRESS: address });
      assert.deepEqual([code, requests(exchanges, '/connect/token').length, requests(exchanges, '/graphql').length], [0, 2, 2]);
    })],
    ['recheck: a rejected token is replaced once, and the request is repeated', proxied({ request: spoilFirst }, async (address, exchanges) => {
      const { code } = await run('recheck', ['members.txt'], { ...museum, PARTNER_API_ADDRESS: address });
      assert.deepEqual([code, requests(exchanges, '/connect/token').length], [0, 2]);
      assert.deepEqual(requests(exchanges, '/graphql').map(({ status }) => status), [401, 200, 200, 200]);
    })],
    ['recheck: a second rejection ends the program, which says where to continue', proxied({ request: spoilAfterFirst }, async (address, exchanges) => {
      const { code, stderr } = await run('recheck', ['members.txt'], { ...museum, PARTNER_API_ADDRESS: address });
      assert.equal(code, 1);
      assert.match(stderr, /^UNAUTHENTICATED: .*\nContinue with line 101\.\n$/);
      assert.deepEqual(requests(exchanges, '/graphql').map(({ status }) => status), [200, 401, 401]);
    })],
    ['recheck: a page of a proxy is an outage', proxied({ answer: pageFirst }, async (address, exchanges) => {
      const { code } = await run('recheck', ['members.txt', '201'], { ...museum, PARTNER_API_ADDRESS: address });
      assert.deepEqual([code, requests(exchanges, '/graphql').map(({ status }) => status)], [0, [502, 200]]);
    })],
    ['recheck: a page with status 200, and null, are outages', proxied({ answer: pagesWithSuccess }, async (address, exchanges) => {
      const { code } = await run('recheck', ['members.txt', '201'], { ...museum, PARTNER_API_ADDRESS: address });
      assert.deepEqual([code, requests(exchanges, '/graphql').map(({ status }) => status)], [0, [200, 200, 200]]);
    })],
    ['recheck: a token that is missing in a response is an error', proxied({ body: (path, body) => (path === '/connect/token' ? [] : body) }, async (address) => {
      const limits = { PARTNER_API_ADDRESS: address, PARTNER_API_REPEAT_SECONDS: '0' };
      const { code, stdout, stderr } = await run('recheck', ['members.txt', '201'], { ...museum, ...limits });
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /^HTTP_200: no answer of the gateway \(request .*\)\nContinue with line 201\.\n$/);
    })],
    ['recheck: lines may end as on Windows, and may be empty', async () => {
      await write('windows.txt', `${member.subject}\r\n\r\n${member.subject}\r\n`);
      assert.deepEqual(await run('recheck', ['windows.txt'], museum), { code: 0, stdout: '', stderr: 'Checked 2 members.\n' });
      await write('windows.txt', '');
      assert.deepEqual(await run('recheck', ['windows.txt'], museum), { code: 0, stdout: '', stderr: 'Checked 0 members.\n' });
    }],
    ['recheck: a file that does not exist is named', async () => {
      const result = await run('recheck', ['nofile.txt'], museum);
      assert.deepEqual(result, { code: 2, stdout: '', stderr: 'There is no file nofile.txt.\n' });
    }],
    ['recheck: a first line that is not a number from 1 is refused', async () => {
      for (const first of ['0', '-1', 'abc']) {
        const { code, stdout, stderr } = await run('recheck', ['members.txt', first], museum);
        assert.deepEqual([code, stdout, stderr.slice(0, 7)], [2, '', 'usage: ']);
      }
    }],
    ['reverse', async () => {
      const { code, stdout } = await run('membership', ['reverse', member.redemption], museum);
      assert.equal(code, 0);
      assert.ok(stdout.startsWith(`Reversed: ${member.redemption} at 20`), stdout);
    }],
    ['verify: a quota that does not return in time is not waited for', proxied({}, async (address, exchanges) => {
      const attempt = async () => {
        await query(base, 'busy-bank', 'query($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { valid } }', { number: VALID });
        exchanges.length = 0;
        return run('verify', [EXPIRED, 'case-5'], { ...bank, PARTNER_API_ADDRESS: address, PARTNER_API_CLIENT: 'busy-bank' });
      };
      // A new hour can begin between the two requests, or so soon after them that the program waits for it. Then the second attempt is early in that hour.
      let result = await attempt();
      if (result.code === 0 || requests(exchanges, '/graphql').length > 1) result = await attempt();
      assert.equal(result.code, 1);
      assert.match(result.stderr, /^QUOTA_EXCEEDED: /);
      assert.equal(requests(exchanges, '/graphql').length, 1);
    })],
    ['check: a request without a response is repeated', proxied({ isSilent: firstGraphQL }, async (address, exchanges) => {
      const { code } = await run('membership', ['check', VALID], { ...museum, PARTNER_API_ADDRESS: address, PARTNER_API_TIMEOUT_SECONDS: '2' });
      assert.deepEqual([code, requests(exchanges, '/graphql').length > 1], [0, true]);
    })],
    ['verify: a silent gateway is given up', proxied({ isSilent: () => true }, async (address, exchanges) => {
      const limits = { PARTNER_API_TIMEOUT_SECONDS: '0.3', PARTNER_API_REPEAT_SECONDS: '0' };
      const { code, stdout, stderr } = await run('verify', [VALID, 'case-6'], { ...bank, ...limits, PARTNER_API_ADDRESS: address });
      assert.deepEqual([code, stdout], [1, '']);
      assert.ok(exchanges.length <= 1);
      assert.match(stderr, /^NO_RESPONSE: /);
    })],
  ].map(([name, check]) => [`${language}: ${name}`, check]);
}

const endsSoon = (path, body) => (path === '/connect/token' ? { ...body, expires_in: 60 } : body);
const spoilFirst = (headers, index) => { if (index === 0) headers.authorization = 'Bearer spoiled'; };
const spoilAfterFirst = (headers, index) => { if (index > 0) headers.authorization = 'Bearer spoiled'; };
const firstGraphQL = (path, index) => path === '/graphql' && index === 0;
const pagesWithSuccess = (index) => [{ status: 200, headers: {}, text: '<h1>Maintenance</h1>' }, { status: 200, headers: {}, text: 'null' }][index];
const pageFirst = (index) => (index === 0 ? { status: 502, headers: { 'content-type': 'text/html' }, text: '<h1>Bad gateway</h1>' } : undefined);

// A few members again and again, so that the batch does not look like a search for cards.
const members = (subject) => `${Array.from({ length: 250 }, (_, index) => (index === 120 || index === 249 ? 'unknown' : subject)).join('\n')}\n`;
