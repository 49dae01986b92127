// Tests of signing in and out, and of their errors.

import assert from 'node:assert/strict';

const status = '#status-text';
const tokenEndpoint = '**/connect/token';
const graphQL = '**/graphql';
const spoiled = (route) => ({ headers: { ...route.request().headers(), authorization: 'Bearer no.longer.good' } });

/** The tests of this file. */
export const sessions = [
  {
    name: 'a visitor who has not signed in sees how figures are protected, and no figure',
    walk: async ({ page, statistics }) => {
      await page.goto(statistics);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      assert.equal(await page.getByRole('heading', { name: 'How these statistics protect people' }).isVisible(), true);
      assert.equal(await page.locator('#data').isVisible(), false);
      assert.equal(await page.locator('main svg').count(), 0);
    },
  },
  {
    name: 'the guide for analysts is one link away, signed out and signed in',
    walk: async (visit) => {
      const { page } = visit;
      const guide = page.getByRole('main').getByRole('link', { name: 'How to read these numbers, and how to sign in' });
      await page.goto(visit.statistics);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      assert.equal(await guide.isVisible(), true);
      await visit.signIn();
      await guide.click();
      await page.getByRole('heading', { name: 'Analysts', level: 1 }).waitFor();
    },
  },
  {
    name: 'a wrong password shows an error, and the correct one then signs in',
    walk: async (visit) => {
      visit.expected = [/403/];
      const { page } = visit;
      await page.goto(visit.statistics);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await visit.fillIn('ana', 'wrong');
      assert.equal(await page.getByRole('alert').textContent(), 'The name or password is incorrect.');
      await visit.assertAccessible();
      await visit.fillIn('ana', 'sandbox');
      await visit.shown();
    },
  },
  {
    name: 'no code, token, or password stays in the address, browser storage, or a cookie, so a reload ends the sign-in',
    walk: async (visit) => {
      let code;
      visit.page.on('request', (request) => { code ??= new URLSearchParams(request.postData() ?? '').get('code') ?? undefined; });
      await visit.signIn();
      assert.equal(visit.page.url(), visit.statistics);
      assert.ok(code.length > 100);
      const kept = await visit.page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), await caches.keys(), history.state, document.cookie]));
      const { access_token, refresh_token } = await visit.tokens;
      for (const secret of [access_token, refresh_token, code, 'sandbox']) assert.equal(kept.includes(secret), false);
      assert.deepEqual(await visit.page.context().cookies(), []);
      await Promise.all([visit.page.waitForRequest(tokenEndpoint), visit.page.reload()]);
      await visit.signInHere();
      await assertEnded(visit, refresh_token);
    },
  },
  {
    name: 'a token that ends is renewed once for all requests, and the sign-in lasts',
    walk: async (visit) => {
      const { page } = visit;
      const sent = await endTokens(visit);
      await visit.signIn();
      for (let round = 0; round < 2; round++) {
        const before = sent.length;
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.evaluate(() => {
            for (const id of ['all-releases', 'dictionary']) document.getElementById(id).click();
          }),
        ]);
        assert.match(download.suggestedFilename(), /\.csv$/);
        await page.getByRole('button', { name: 'Show', exact: true }).click();
        await visit.shown();
        assert.ok(sent.length > before, `${sent.length}`);
      }
      const grants = sent.map((form) => form.get('grant_type'));
      assert.deepEqual([grants[0], new Set(grants.slice(1))], ['authorization_code', new Set(['refresh_token'])]);
      const used = sent.slice(1).map((form) => form.get('refresh_token'));
      assert.equal(new Set(used).size, used.length, 'each refresh token is used once');
    },
  },
  {
    name: 'a session that the gateway has ended leads to signing in again, and then back to the same view',
    walk: async (visit) => {
      visit.expected = [/400/];
      const { page } = visit;
      await visit.signIn();
      await select(page, 'RENEWED');
      await page.locator('#shown', { hasText: 'cards renewed' }).waitFor();
      const address = page.url();
      await endTokens(visit, (form) => form.set('refresh_token', 'no.longer.good'));
      await page.reload();
      await page.getByRole('button', { name: 'Sign in' }).click();
      await visit.fillIn('ana', 'sandbox');
      await page.locator(status, { hasText: 'You are no longer signed in.' }).waitFor();
      await page.unroute(tokenEndpoint);
      await page.getByRole('button', { name: 'Sign in again' }).click();
      await visit.fillIn('ana', 'sandbox');
      await page.locator('#shown', { hasText: 'cards renewed' }).waitFor();
      assert.equal(page.url(), address);
    },
  },
  {
    name: 'a token that the gateway rejects is renewed, and the request is sent once more',
    walk: async (visit) => {
      visit.expected = [/401/];
      const { page } = visit;
      await visit.signIn();
      const sent = [];
      await page.route(graphQL, (route) => {
        sent.push(route.request().headers().authorization);
        return route.continue(sent.length === 1 ? spoiled(route) : {});
      });
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await visit.shown();
      assert.deepEqual([sent.length > 1, new Set(sent).size], [true, 2]);
      assert.equal(await page.locator('#status').isVisible(), false);
    },
  },
  ...[['request', graphQL], ['renewal', tokenEndpoint]].map(([what, address]) => ({
    name: `a sign-out during a ${what} stays a sign-out`,
    walk: async (visit) => {
      visit.expected = address === tokenEndpoint ? [/400/] : []; // The renewal and the sign-out use the same refresh token.
      const { page } = visit;
      if (address === tokenEndpoint) await endTokens(visit);
      await visit.signIn();
      let release;
      const held = new Promise((resolve) => { release = resolve; });
      await page.route(address, async (route) => {
        await held;
        await route.fallback();
      });
      let seen = 0;
      const bothSeen = page.waitForResponse((response) => response.url().endsWith(address.slice(2)) && ++seen === 2);
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.getByRole('button', { name: 'Calculate' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      release();
      await bothSeen;
      await page.evaluate(() => new Promise((done) => { setTimeout(done); }));
      assert.equal(await page.locator(status).textContent(), 'You are signed out.');
      assert.equal(await page.locator('#data').isVisible(), false);
    },
  })),
  ...[
    ['is temporarily unavailable', /temporarily unavailable/, (route) => route.fulfill({ status: 503, body: '' })],
    ['is behind a page of a proxy', /cannot be reached/, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Sign in to the network</h1>' })],
    ['cannot be reached', /cannot be reached/, (route) => route.abort('internetdisconnected')],
  ].map(([state, message, fail]) => ({
    name: `if the token endpoint ${state}, the page says so, and works again later`,
    walk: async (visit) => {
      visit.expected = [/503/, /ERR_INTERNET_DISCONNECTED/];
      const { page } = visit;
      await endTokens(visit);
      await visit.signIn();
      await page.route(tokenEndpoint, fail);
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.locator(status, { hasText: message }).waitFor();
      await page.unroute(tokenEndpoint, fail);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.locator('#status').waitFor({ state: 'hidden' });
    },
  })),
  {
    name: 'signing out removes the figures and the token permanently',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const { refresh_token: copy } = await visit.tokens;
      await Promise.all([page.waitForResponse(tokenEndpoint), page.getByRole('button', { name: 'Sign out' }).click()]);
      assert.equal(await page.locator(status).textContent(), 'You are signed out.');
      await assertEnded(visit, copy);
      assert.equal(await page.locator('#status').evaluate((box) => box === document.activeElement), true);
      assert.equal(await page.evaluate(() => sessionStorage.length), 0);
      assert.deepEqual([await page.locator('main svg').count(), await page.locator('tbody tr').count()], [0, 0]);
      for (const id of ['difference', 'compare-kind', 'compare-first', 'compare-second', 'total-figure', 'shown', 'from', 'to'])
        assert.equal(await page.locator(`#${id}`).textContent(), '', id);
      await page.reload();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      assert.equal(await page.locator('#data').isVisible(), false);
    },
  },
  {
    name: 'an invalid token leads to signing in again, and then to the view that was chosen last',
    walk: async (visit) => {
      visit.expected = [/401/];
      const { page } = visit;
      await visit.signIn();
      await select(page, 'RENEWED');
      await page.locator('#shown', { hasText: 'cards renewed' }).waitFor();
      await page.route(graphQL, (route) => route.continue(spoiled(route)));
      await select(page, 'ISSUED');
      await page.locator(status, { hasText: 'You are no longer signed in.' }).waitFor();
      await page.unroute(graphQL);
      await page.getByRole('button', { name: 'Sign in again' }).click();
      await visit.fillIn('ana', 'sandbox');
      await page.locator('#shown', { hasText: 'cards issued' }).waitFor();
    },
  },
  {
    name: 'a code that this tab did not request is ignored',
    walk: async (visit) => {
      const { page, statistics } = visit;
      await page.goto(`${statistics}#code=stolen&state=guessed`);
      await page.locator(status, { hasText: 'not started in this tab' }).waitFor();
      assert.equal(page.url(), statistics);
      assert.equal(visit.tokens, null);
    },
  },
  {
    name: 'an unreachable gateway shows an error with a button to try again',
    walk: async (visit) => {
      visit.expected = [/ERR_INTERNET_DISCONNECTED/];
      const { page } = visit;
      await visit.signIn();
      await visit.offline(true);
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.locator(status, { hasText: 'cannot be reached' }).waitFor();
      await visit.offline(false);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.locator('#status').waitFor({ state: 'hidden' });
    },
  },
];

/** Asks for the cards of an event. */
async function select(page, event) {
  await page.getByLabel('Cards', { exact: true }).selectOption(event);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
}

/** Asserts that the gateway refuses a copy of a refresh token. */
async function assertEnded({ base }, copy) {
  const stolen = { grant_type: 'refresh_token', client_id: 'statistics-pages', refresh_token: copy };
  const answer = await fetch(new URL('/connect/token', base), { method: 'POST', body: new URLSearchParams(stolen) });
  assert.deepEqual([answer.status, (await answer.json()).error], [400, 'invalid_grant']);
}

/** Lets tokens end at once, and changes the requests for later ones. Returns the list of the requests' parameters. */
async function endTokens({ page }, change = () => {}) {
  const sent = [];
  await page.route(tokenEndpoint, async (route) => {
    const form = new URLSearchParams(route.request().postData());
    if (sent.length > 0) change(form);
    sent.push(form);
    const response = await route.fetch({ postData: form.toString() });
    const body = await response.text();
    await route.fulfill({ response, body: response.ok() ? JSON.stringify({ ...JSON.parse(body), expires_in: 0 }) : body });
  });
  return sent;
}
