// Tests of the developer site: light, dark, on a phone, without scripts, and the search with the keyboard alone.

import assert from 'node:assert/strict';
import { join } from 'node:path';

const kinds = [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 360, height: 740 } }],
  ['dark phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
];

const missing = 'integrate/no-such-page';
const pages = [
  '', 'integrate/', 'integrate/errors', 'integrate/sandbox', 'operate/settings', 'understand/threat-model', 'understand/authorization', 'schema/museum', 'status', missing,
];

/** Waits until the page's own fonts are used, and two frames are drawn with them. */
const settled = (page) => page.evaluate(async () => {
  await document.fonts.ready;
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
});

/** Makes each later page record its layout shifts. */
const countShifts = (page) => page.addInitScript(() => {
  globalThis.shifts = [];
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => globalThis.shifts.push(entry.value))).observe({ type: 'layout-shift', buffered: true });
});

/** The tests of this file. With a folder, they save screenshots of the pages in it. */
export const site = (folder) => [
  ...kinds.map(([kind, options]) => ({
    name: `site, ${kind}: every page is accessible, nothing is wider than the window, and nothing shifts`,
    options,
    walk: async (visit) => {
      visit.expected = [/404/];
      const { page } = visit;
      await countShifts(page);
      for (const path of pages) {
        await page.goto(new URL(`/${path}`, visit.base).href);
        await settled(page);
        assert.deepEqual(await page.evaluate(() => globalThis.shifts), [], `/${path} shifts`);
        await visit.assertAccessible();
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `/${path} is too wide`);
        if (folder) await page.screenshot({ path: join(folder, `site-${kind}-${path.replaceAll('/', '-')}.png`), fullPage: true });
      }
    },
  })),
  {
    name: 'a page that arrives slowly does not shift',
    walk: async (visit) => {
      const { page } = visit;
      await countShifts(page);
      const session = await page.context().newCDPSession(page);
      await session.send('Network.enable');
      await session.send('Network.emulateNetworkConditions', { offline: false, latency: 20, downloadThroughput: 60_000, uploadThroughput: -1 });
      for (const path of ['operate/settings', 'schema/museum']) {
        await page.goto(new URL(`/${path}`, visit.base).href);
        await settled(page);
        assert.deepEqual(await page.evaluate(() => globalThis.shifts), [], `/${path} shifts`);
      }
    },
  },
  {
    name: 'the search leads to a heading with the keyboard alone',
    walk: async (visit) => {
      const { page } = visit;
      await page.goto(visit.base);
      await page.keyboard.press('/');
      await page.keyboard.type('idempotency key');
      await page.getByRole('option').first().waitFor();
      assert.match(await page.getByRole('status').textContent(), /^\d+ results$/);
      await visit.assertAccessible();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/integrate/redemptions#idempotency-keys');
      await page.keyboard.press('/');
      await page.keyboard.type('xylophone');
      await page.getByText('Nothing found').waitFor({ state: 'attached' });
    },
  },
  {
    name: 'an unknown address shows a page with a way back, and the header names its part on other pages',
    walk: async (visit) => {
      visit.expected = [/404/];
      const { page } = visit;
      assert.equal((await page.goto(new URL(`/${missing}`, visit.base).href)).status(), 404);
      assert.equal(await page.locator('.bar [aria-current]').count(), 0);
      assert.ok(!(await page.content()).includes('no-such-page'), 'the page does not repeat the address');
      await page.getByRole('link', { name: 'Start page' }).click();
      await page.waitForURL(visit.base);
      for (const part of ['Documentation', 'Explorer', 'Statistics', 'Status']) {
        await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: part }).click();
        await page.locator('.bar [aria-current]', { hasText: part }).waitFor();
      }
    },
  },
  {
    name: 'the image of a page is shown, at the size that was reserved for it',
    walk: async (visit) => {
      const { page } = visit;
      for (const path of ['understand/authorization', 'understand/statistics', 'understand/performance']) {
        await page.goto(new URL(`/${path}`, visit.base).href);
        const image = await page.locator('article img').evaluate(({ naturalWidth, naturalHeight, width, height, alt }) => ({ ratio: naturalWidth / naturalHeight, shown: width / height, alt }));
        assert.ok(Math.abs(image.ratio - image.shown) < 0.02, `${path}: ${JSON.stringify(image)}`);
        assert.ok(image.alt.length > 10);
      }
    },
  },
  {
    name: 'a code block can be copied',
    options: { permissions: ['clipboard-read', 'clipboard-write'] },
    walk: async (visit) => {
      const { page } = visit;
      await page.goto(new URL('/integrate/sandbox', visit.base).href);
      await page.getByRole('button', { name: 'Copy' }).first().click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^dotnet run --project src\/PartnerApi -- token harbor-bank/);
    },
  },
  {
    name: 'without scripts, every page of a shelf can be reached from the menu',
    options: { javaScriptEnabled: false },
    walk: async (visit) => {
      const { page } = visit;
      await page.goto(new URL('/operate/', visit.base).href);
      const addresses = await page.locator('.menu details[open] a').evaluateAll((links) => links.map((link) => link.href));
      assert.ok(addresses.length > 10);
      for (const address of addresses) {
        assert.equal((await page.goto(address)).status(), 200, address);
        assert.equal(await page.locator('[aria-current="page"]').count(), 1, address);
      }
      assert.equal(await page.locator('.search').isVisible(), false);
    },
  },
];
