// How the pages look and are used: light, dark, on a phone, with the keyboard alone.

import assert from 'node:assert/strict';
import { join } from 'node:path';

const kinds = [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 360, height: 740 } }],
  ['dark phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
];

/** The walks of this file. With a folder, pictures of the pages are left there. */
export const looks = (folder) => [
  ...kinds.map(([kind, options]) => ({
    name: `${kind}: everybody can read every state, and nothing is wider than the window`,
    options,
    walk: async (visit) => {
      const { page } = visit;
      const look = async (state) => {
        await visit.assertAccessible();
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${state} is too wide`);
        if (folder) await page.screenshot({ path: join(folder, `${kind}-${state}.png`), fullPage: true });
      };
      await page.goto(visit.statistics);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await look('signed-out');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByLabel('Password').waitFor();
      await look('sign-in');
      await visit.fillIn('ana', 'sandbox');
      await visit.shown();
      await look('pictures');
      for (const summary of await page.locator('summary').all()) await summary.click();
      await look('tables');
    },
  })),
  {
    name: 'pictures take new colors at once when the system turns dark',
    walk: async (visit) => {
      await visit.signIn();
      const line = () => visit.page.locator('#months svg path[fill="none"]').evaluateAll((paths) => paths.map((path) => path.getAttribute('stroke')).join());
      const light = await line();
      await visit.page.emulateMedia({ colorScheme: 'dark' });
      await visit.page.waitForFunction(() => document.querySelector('#months svg path[stroke="#8ab4f8"]') !== null);
      assert.notEqual(await line(), light);
    },
  },
  {
    name: 'with reduced motion a picture is whole in its first moment, and without it grows',
    walk: async (visit) => {
      const { page } = visit;
      await page.addInitScript(() => {
        globalThis.drawings = new Set();
        const look = () => {
          const drawing = document.querySelector('#ages svg')?.innerHTML;
          if (drawing?.includes('<path')) globalThis.drawings.add(drawing);
          requestAnimationFrame(look);
        };
        look();
      });
      const count = async () => {
        await visit.shown();
        await page.waitForTimeout(600);
        return page.evaluate(() => globalThis.drawings.size);
      };
      await page.emulateMedia({ reducedMotion: 'no-preference' });
      await visit.signIn();
      assert.ok(await count() > 1);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.reload();
      assert.equal(await count(), 1);
    },
  },
  {
    name: 'the keyboard alone reaches and works everything, and shows where it is',
    walk: async (visit) => {
      const { page } = visit;
      await page.goto(visit.statistics);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await walkTo(page, 'Sign in');
      await page.keyboard.press('Enter');
      await page.getByLabel('Password').waitFor();
      await walkTo(page, 'username');
      await page.keyboard.type('ana');
      await page.keyboard.press('Tab');
      await page.keyboard.type('sandbox');
      await page.keyboard.press('Enter');
      await visit.shown();
      for (const stop of ['Skip to the content', 'Sign out', 'from', 'to', 'event', 'Show']) await walkTo(page, stop);
      await walkTo(page, 'Show as a table');
      await page.keyboard.press('Enter');
      assert.equal(await page.locator('#months details').evaluate((details) => details.open), true);
      for (const stop of ['Work it out', 'Data dictionary (CSV)', 'CSV']) await walkTo(page, stop);
      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      assert.match(download.suggestedFilename(), /^enrollment-\d{4}-\d{2}\.csv$/);
    },
  },
];

/** Presses Tab until the element of that id or text has the focus, and sees that each on the way shows it. */
async function walkTo(page, wanted) {
  for (let steps = 0; steps < 30; steps++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const { id, textContent } = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return { id, text: textContent.trim(), isShown: outlineStyle !== 'none' && parseFloat(outlineWidth) > 1, isBody: document.activeElement === document.body };
    });
    if (stop.isBody) continue;
    assert.ok(stop.isShown, `${stop.id || stop.text} does not show that it has the focus`);
    if (stop.id === wanted || stop.text === wanted) return;
  }
  assert.fail(`Tab does not reach ${wanted}`);
}
