// Before anything is released.

import assert from 'node:assert/strict';

/** The walks of this file. */
export const empty = [
  {
    name: 'before the first release it is said that there is nothing to show yet',
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
