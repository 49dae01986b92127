// Tests of signing in and out, and of their errors.

import assert from 'node:assert/strict';

const status = '#status-text';

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
    name: 'no code, token, or password stays in the address, local storage, or a cookie',
    walk: async (visit) => {
      await visit.signIn();
      assert.equal(visit.page.url(), visit.statistics);
      assert.deepEqual(await visit.page.evaluate(() => [Object.keys(localStorage), document.cookie]), [[], '']);
      assert.deepEqual(await visit.page.context().cookies(), []);
      await visit.page.reload();
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
      await page.evaluate(() => sessionStorage.setItem('token', 'no.longer.good'));
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.locator(status, { hasText: 'You are no longer signed in.' }).waitFor();
      await page.getByRole('button', { name: 'Sign in again' }).click();
      await visit.fillIn('ana', 'sandbox');
      await page.locator('#shown', { hasText: 'cards renewed' }).waitFor();
    },
  },
  {
    name: 'a code that this tab did not request is ignored',
    walk: async ({ page, statistics }) => {
      await page.goto(`${statistics}#code=stolen&state=guessed`);
      await page.locator(status, { hasText: 'not started in this tab' }).waitFor();
      assert.equal(page.url(), statistics);
      assert.equal(await page.evaluate(() => sessionStorage.getItem('token')), null);
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
