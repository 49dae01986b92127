// Tests of signing in and out, and of their errors.

import assert from 'node:assert/strict';

const status = '#status-text';
const tokenEndpoint = '**/connect/token';

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
    name: 'no code, token, or password stays in the address, a storage, or a cookie, so a reload ends the sign-in',
    walk: async (visit) => {
      await visit.signIn();
      assert.equal(visit.page.url(), visit.statistics);
      const kept = await visit.page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), await caches.keys(), history.state, document.cookie]));
      const { access_token, refresh_token } = await visit.tokens;
      for (const secret of [access_token, refresh_token, 'sandbox']) assert.equal(kept.includes(secret), false);
      assert.deepEqual(await visit.page.context().cookies(), []);
      await visit.page.reload();
      await visit.signInHere();
    },
  },
  {
    name: 'a token that ends is renewed once for all requests, and the sign-in lasts',
    walk: async (visit) => {
      const { page } = visit;
      const sent = await endTokens(visit);
      await visit.signIn();
      for (const round of [1, 2]) {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.evaluate(() => {
            for (const id of ['all-releases', 'dictionary']) document.getElementById(id).click();
          }),
        ]);
        assert.match(download.suggestedFilename(), /\.csv$/);
        await page.getByRole('button', { name: 'Show', exact: true }).click();
        await visit.shown();
        assert.ok(sent.length > 2 * round, `${sent.length}`);
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
      await endTokens(visit, (form) => form.set('refresh_token', 'no.longer.good'));
      await page.goto(visit.statistics);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await visit.fillIn('ana', 'sandbox');
      await page.locator(status, { hasText: 'You are no longer signed in.' }).waitFor();
      await page.unroute(tokenEndpoint);
      await page.getByRole('button', { name: 'Sign in again' }).click();
      await visit.fillIn('ana', 'sandbox');
      await visit.shown();
    },
  },
  {
    name: 'signing out removes the figures and the token permanently',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      await page.getByRole('button', { name: 'Sign out' }).click();
      assert.equal(await page.locator(status).textContent(), 'You are signed out.');
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
    name: 'an invalid token leads to signing in again, and then back to the same view',
    walk: async (visit) => {
      visit.expected = [/401/];
      const { page } = visit;
      await visit.signIn();
      await page.getByLabel('Cards', { exact: true }).selectOption('RENEWED');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.locator('#shown', { hasText: 'cards renewed' }).waitFor();
      await page.route('**/graphql', (route) => route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer no.longer.good' } }));
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.locator(status, { hasText: 'You are no longer signed in.' }).waitFor();
      await page.unroute('**/graphql');
      await page.getByRole('button', { name: 'Sign in again' }).click();
      await visit.fillIn('ana', 'sandbox');
      await page.locator('#shown', { hasText: 'cards renewed' }).waitFor();
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
      await endTokens(visit);
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
