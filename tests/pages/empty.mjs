// Tests of the pages before the first release.

import assert from 'node:assert/strict';

/** The tests of this file. */
export const empty = [
  {
    name: 'before the first release, a message says that nothing has been released',
    walk: async (visit) => {
      const { page } = visit;
      await page.goto(visit.statistics);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await visit.fillIn('ana', 'sandbox');
      await page.locator('#status-text', { hasText: 'Nothing has been released yet.' }).waitFor();
      assert.equal(await page.locator('#data').isVisible(), false);
      await visit.assertAccessible();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.locator('#status-text', { hasText: 'You are signed out.' }).waitFor();
    },
  },
];
