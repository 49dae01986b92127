// Tests of the explorer's tokens: their end, their renewal, and a gateway below the path of a proxy.

import assert from 'node:assert/strict';
import { requestToken } from './browser.mjs';
import { execute, isReady, open, run, signIn } from './explorer.mjs';
import { startProxy } from './proxy.mjs';

const status = '#status';
const editor = '#editor > *';

/** Changes the token of each request of the editor on its way, so that the gateway answers as to an expired one. */
async function spoilTokens({ page }) {
  const spoil = (route) => route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer no.longer.good' } });
  await page.route('**/graphql', spoil);
  return () => page.unroute('**/graphql', spoil);
}

async function assertAnswers(visit) {
  assert.ok((await run(visit, 'See how much of your quota is left')).data.viewer);
}

/** The tests of this file. */
export const explorerSessions = [
  {
    name: 'explorer: when the token has expired, the page says so, and a click gets a new one',
    walk: async (visit) => {
      visit.expected = [/401/];
      const { page } = visit;
      await page.clock.install();
      await signIn(visit, 'Harbor Bank');
      await assertAnswers(visit);
      await page.locator('#validity', { hasText: /^The token is valid for \d+ minutes\.$/ }).waitFor();
      await page.clock.fastForward('59:00');
      await page.locator('#validity', { hasText: 'The token has expired. Get a new one.' }).waitFor();
      const restore = await spoilTokens(visit);
      assert.equal((await execute(visit)).errors[0].extensions.code, 'UNAUTHENTICATED');
      await page.locator(status, { hasText: 'The gateway no longer accepts the token. Get a new one.' }).waitFor();
      await page.locator('.result-window', { hasText: 'UNAUTHENTICATED' }).waitFor();
      await visit.assertAccessible([editor]);
      await restore();
      await page.getByRole('button', { name: 'Get a new token' }).click();
      await page.locator('#validity', { hasText: /valid for \d+ minutes/ }).waitFor();
      assert.equal(await page.locator(status).isVisible(), false);
      await assertAnswers(visit);
    },
  },
  {
    name: 'explorer: a client without a button renews with a token of its own, and not with that of another client',
    walk: async (visit) => {
      const { page } = visit;
      const paste = async (client) => {
        await page.getByLabel('Access token').fill(await requestToken(visit.base, client));
        await page.getByRole('button', { name: 'Use this token' }).click();
      };
      await open(visit);
      await paste('basic-bank');
      await isReady(visit);
      assert.equal(await page.getByLabel('Access token').isVisible(), false);
      await page.getByRole('button', { name: 'Get a new token' }).click();
      await page.waitForFunction(() => document.activeElement?.id === 'token');
      await paste('harbor-bank');
      await page.locator(status, { hasText: 'This token is for the client harbor-bank. Sign out first.' }).waitFor();
      assert.match(await page.locator('#caller').textContent(), /Signed in as basic-bank/);
      await paste('basic-bank');
      await page.getByLabel('Access token').waitFor({ state: 'hidden' });
      assert.equal(await page.locator(status).isVisible(), false);
      await assertAnswers(visit);
    },
  },
  {
    name: 'below the path of a proxy, the explorer signs in and answers, and every link of the header leads to its page',
    walk: async (visit) => {
      const { page } = visit;
      const proxy = await startProxy(visit.base, '/city/cards/');
      try {
        visit.base = proxy.base;
        const paths = new Set();
        page.on('response', (response) => response.url().startsWith('http') && paths.add(`${response.status()} ${new URL(response.url()).pathname}`));
        await signIn(visit, 'Harbor Bank');
        await assertAnswers(visit);
        for (const [part, heading] of [['Documentation', 'Integrate'], ['Explorer', 'API explorer'], ['Statistics', 'Card program statistics'], ['Status', 'Status']]) {
          await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: part }).click();
          await page.getByRole('heading', { level: 1, name: heading }).waitFor();
        }
        await page.getByRole('link', { name: 'PartnerApi' }).click();
        await page.waitForURL(proxy.base);
        assert.ok(paths.size > 10);
        assert.deepEqual([...paths].filter((path) => !/^(200|304) \/city\/cards\//.test(path)), []);
      } finally {
        await proxy.stop();
      }
    },
  },
];
