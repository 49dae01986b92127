// Tests of the pages' appearance and use: light, dark, on a phone, and with the keyboard alone.

import assert from 'node:assert/strict';
import { join } from 'node:path';

const kinds = [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 360, height: 740 } }],
  ['dark phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
];

/** The tests of this file. With a folder, they save screenshots of the pages in it. */
export const looks = (folder) => [
  ...kinds.map(([kind, options]) => ({
    name: `${kind}: every state is accessible, and nothing is wider than the window`,
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
    name: 'charts change their colors at once when the system switches to dark',
    walk: async (visit) => {
      await visit.signIn();
      const line = () => visit.page.locator('#months svg path[fill="none"]').evaluateAll((paths) => paths.map((path) => path.getAttribute('stroke')).join());
      const light = await line();
      await visit.page.emulateMedia({ colorScheme: 'dark' });
      await visit.page.waitForFunction(() => document.querySelector('#months svg path[stroke="#74d5cd"]') !== null);
      assert.notEqual(await line(), light);
    },
  },
  {
    name: 'a chart is drawn at once with reduced motion, and is animated without it',
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
      await visit.signInHere();
      assert.equal(await count(), 1);
    },
  },
  {
    name: 'the keyboard alone reaches and operates every control, with a visible focus',
    walk: async (visit) => {
      const { page } = visit;
      await page.goto(visit.statistics);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await tabTo(page, 'Sign in');
      await page.keyboard.press('Enter');
      await page.getByLabel('Password').waitFor();
      await tabTo(page, 'username');
      await page.keyboard.type('ana');
      await page.keyboard.press('Tab');
      await page.keyboard.type('sandbox');
      await page.keyboard.press('Enter');
      await visit.shown();
      for (const stop of ['Skip to the content', 'Sign out', 'from', 'to', 'event', 'Show']) await tabTo(page, stop);
      await tabTo(page, 'Show as a table');
      await page.keyboard.press('Enter');
      assert.equal(await page.locator('#months details').evaluate((details) => details.open), true);
      for (const stop of ['Download this table (CSV)', 'Calculate', 'Data dictionary (CSV)', 'CSV']) await tabTo(page, stop);
      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      assert.match(download.suggestedFilename(), /^enrollment-\d{4}-\d{2}\.csv$/);
    },
  },
];

/** Presses Tab until the element with that id or text has the focus. Asserts that each focused element shows its focus. */
async function tabTo(page, wanted) {
  for (let steps = 0; steps < 30; steps++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const { id, textContent } = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return { id, text: textContent.trim(), isShown: outlineStyle !== 'none' && parseFloat(outlineWidth) > 1, isBody: document.activeElement === document.body };
    });
    if (stop.isBody) continue;
    assert.ok(stop.isShown, `${stop.id || stop.text} has no visible focus`);
    if (stop.id === wanted || stop.text === wanted) return;
  }
  assert.fail(`Tab does not reach ${wanted}`);
}
