// Tests of the explorer.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { requestToken } from './browser.mjs';

const editorIsReady = '.graphiql-execute-button';
const card = '0000000000000195';

// A test below checks the inside of the editor.
const editor = '#editor > *';

// The rules that the editor violates. A tab is a list item with the role of a tab, and contains its buttons: only GraphiQL could change the elements.
// A screen reader reads the name of the tab, and the keyboard reaches both buttons.
const ofGraphiQL = ['nested-interactive'];

const kinds = [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 360, height: 740 } }],
  ['dark phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
];

/** Opens the explorer. */
export const open = (visit) => visit.page.goto(new URL('explorer/', visit.base).href);

/** Opens the explorer and signs in as a client of the sandbox. */
export async function signIn(visit, partner) {
  await open(visit);
  await visit.page.getByRole('button', { name: partner }).click();
  await isReady(visit);
}

/** Waits until the editor can be used. */
export const isReady = ({ page }) => page.locator(editorIsReady).waitFor();

/** Clicks an example, sends it, and returns the response. */
export async function run(visit, title) {
  const { page } = visit;
  await page.getByRole('button', { name: title }).click();
  await page.locator('.graphiql-query-editor', { hasText: title }).waitFor();
  return execute(visit);
}

/** Sends the request in the editor, and returns the response. */
export async function execute({ page }) {
  const isAnswer = (response) => response.url().endsWith('/graphql') && !response.request().postData().includes('IntrospectionQuery');
  const [response] = await Promise.all([page.waitForResponse(isAnswer), page.locator(editorIsReady).click()]);
  return response.json();
}

/** The types that the documentation of the editor lists. */
async function documentedTypes({ page }) {
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.locator('.graphiql-doc-explorer-content a', { hasText: /^Viewer$/ }).waitFor();
  return page.locator('.graphiql-doc-explorer-content a').allTextContents();
}

/** Everything that the browser stores for the gateway, as text. */
const stored = ({ page }) => page.evaluate(async () => {
  const databases = await indexedDB.databases();
  const caches_ = await caches.keys();
  return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, databases, caches_, document.cookie, location.href, history.state]);
});

/** Replaces the text of one of the two editors. The editor closes a brace that the text begins with. */
async function type({ page }, part, text) {
  await page.locator(`.graphiql-${part} .monaco-editor`).first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

/** The tests of this file. With a folder, they save screenshots of the pages in it. */
export const explorer = (folder) => [
  ...kinds.map(([kind, options]) => ({
    name: `explorer, ${kind}: every state is accessible, and nothing is wider than the window`,
    options,
    walk: async (visit) => {
      const { page } = visit;
      const look = async (state) => {
        await visit.assertAccessible([editor]);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${state} is too wide`);
        if (folder) await page.screenshot({ path: join(folder, `explorer-${kind}-${state}.png`), fullPage: true });
      };
      await open(visit);
      await page.getByRole('button', { name: 'Harbor Bank' }).waitFor();
      await look('signed-out');
      await page.getByRole('button', { name: 'Harbor Bank' }).click();
      await isReady(visit);
      await look('signed-in');
      assert.equal((await run(visit, 'Verify a card while a customer opens an account')).data.card.valid, true);
      await page.locator('.result-window', { hasText: '"valid": true' }).waitFor();
      await look('response');
      await documentedTypes(visit);
      await look('documentation');
    },
  })),
  {
    name: 'explorer: a visitor who has not signed in reads how to sign in, and no request is sent',
    walk: async (visit) => {
      const { page } = visit;
      const requests = [];
      page.on('request', (request) => requests.push(new URL(request.url()).pathname));
      await open(visit);
      await page.getByText('The documentation and the editor open when you are signed in.').waitFor();
      assert.equal(await page.locator('#editor').isVisible(), false);
      assert.ok(requests.includes('/explorer/assets/app.js'));
      assert.deepEqual(requests.filter((path) => /graphql|token|graphiql/.test(path)), []);
    },
  },
  {
    name: 'explorer: each audience sees its own schema and examples',
    walk: async (visit) => {
      await signIn(visit, 'Harbor Bank');
      const bank = await documentedTypes(visit);
      assert.deepEqual([bank.includes('Receipt'), bank.includes('Eligibility')], [true, false]);
      assert.equal(await visit.page.getByRole('button', { name: 'Record a membership' }).count(), 0);
      await visit.page.getByRole('button', { name: 'Sign out' }).click();
      await visit.page.getByRole('button', { name: 'Hill Museum' }).click();
      await isReady(visit);
      assert.match(await visit.page.locator('#caller').textContent(), /Signed in as hill-museum of Hill Museum, audience museum\..+valid for \d+ minutes/);
      assert.ok((await documentedTypes(visit)).includes('Eligibility'));
      const { data } = await run(visit, 'Record a membership');
      assert.notEqual(data.redeemBenefit, null, 'the example has the benefit of the caller');
    },
  },
  {
    name: 'explorer: an invalid token shows an error, and a valid one then signs in',
    walk: async (visit) => {
      visit.expected = [/401/];
      const { page } = visit;
      await open(visit);
      await page.getByLabel('Access token').fill('no.longer.good');
      await page.getByRole('button', { name: 'Use this token' }).click();
      await page.locator('#status', { hasText: 'The gateway does not accept this token.' }).waitFor();
      await visit.assertAccessible([editor]);
      const token = await requestToken(visit.base, 'city-library');
      await page.getByLabel('Access token').fill(`${token.slice(0, 80)}\n${token.slice(80)} `); // As a terminal wraps it.
      await page.getByRole('button', { name: 'Use this token' }).click();
      await isReady(visit);
      assert.equal(await page.locator('#status').isVisible(), false);
      assert.match(await page.locator('#caller').textContent(), /city-library/);
    },
  },
  {
    name: 'explorer: a new token continues with the same text, and signing out forgets it',
    walk: async (visit) => {
      const { page } = visit;
      await signIn(visit, 'Harbor Bank');
      await run(visit, 'See how much of your quota is left');
      const before = await sentToken(visit);
      await page.getByRole('button', { name: 'Get a new token' }).click();
      await page.getByRole('button', { name: 'Get a new token', disabled: false }).waitFor();
      assert.notEqual(await sentToken(visit), before);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Harbor Bank' }).waitFor();
      assert.equal(await page.locator('#editor').isVisible(), false);
    },
  },
  {
    name: 'explorer: the browser stores queries, but no variable, response, or token',
    walk: async (visit) => {
      const { page } = visit;
      const token = page.waitForResponse((response) => response.url().endsWith('/connect/token'));
      await signIn(visit, 'Harbor Bank');
      const { access_token: secret } = await (await token).json();
      await run(visit, 'Verify a card while a customer opens an account');
      await type(visit, 'query-editor', 'query Typed($number: CardNumber!) { card(number: $number, purpose: ACCOUNT_OPENING) { subject } }');
      await type(visit, 'editor-tool', `{ "number": "${card}"`);
      const { subject } = (await execute(visit)).data.card;
      await type(visit, 'query-editor', `query { card(number: "${card}", purpose: ACCOUNT_OPENING) { valid } }`);
      assert.equal((await execute(visit)).data.card.valid, true);

      // The editor stores a text half a second after it was typed.
      await page.waitForTimeout(1000);
      for (const moment of ['before', 'after']) {
        const text = await stored(visit);
        assert.match(text, /query Typed/, `the history has the query ${moment} the reload`);
        for (const forbidden of [card, subject, secret]) assert.ok(!text.includes(forbidden), `${forbidden} is stored ${moment} the reload`);
        assert.doesNotMatch(text, /(variables|headers|response)[\\"]+:/);
        await page.reload();
        await page.getByRole('button', { name: 'Harbor Bank' }).waitFor();
      }
      assert.equal(await page.getByLabel('Access token').inputValue(), '');
    },
  },
  {
    name: 'explorer: the keyboard alone signs in, sends an example, and leaves the editor',
    walk: async (visit) => {
      const { page } = visit;
      await open(visit);
      await page.getByRole('button', { name: 'Harbor Bank' }).press('Enter');
      await isReady(visit);
      await page.getByRole('button', { name: 'Verify several cards in one request' }).press('Enter');
      await page.locator('.graphiql-query-editor textarea').first().focus();
      await page.keyboard.press('Control+Enter');
      await page.locator('.result-window', { hasText: '"valid": false' }).waitFor();
      await page.keyboard.press('Control+m');
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement.className), 'graphiql-execute-button');
    },
  },
  {
    name: 'explorer: the editor reports a field that the schema does not have, in a worker from the gateway',
    walk: async (visit) => {
      const { page } = visit;
      const workers = [];
      page.on('worker', (worker) => workers.push(worker.url()));
      await signIn(visit, 'Harbor Bank');
      await type(visit, 'query-editor', 'query { viewer { partner } }');
      assert.ok((await execute(visit)).data.viewer.partner);
      assert.equal(await page.locator('.graphiql-query-editor .squiggly-error').count(), 0);
      await type(visit, 'query-editor', 'query { viewer { nickname } }');
      await page.locator('.graphiql-query-editor .squiggly-error').first().waitFor();
      assert.ok(workers.length > 0);
      for (const worker of workers) assert.ok(worker.startsWith(new URL('/explorer/assets/', visit.base).href), worker);
    },
  },
  ...kinds.map(([kind, options]) => ({
    name: `explorer, ${kind}: the inside of the editor has no violations but those that only GraphiQL could correct`,
    options,
    walk: async (visit) => {
      const { page } = visit;
      await signIn(visit, 'River Museum');
      assert.ok((await run(visit, 'See how much of your quota is left')).data.viewer);
      await visit.assertAccessible([], { include: '#editor', known: ofGraphiQL });
      await documentedTypes(visit);
      await visit.assertAccessible([], { include: '#editor', known: ofGraphiQL });
      await page.getByRole('button', { name: 'Show History' }).click();
      await page.locator('.graphiql-history').waitFor();
      await visit.assertAccessible([], { include: '#editor', known: ofGraphiQL });
      await page.getByRole('button', { name: 'Open settings dialog' }).click();
      await page.locator('.graphiql-dialog').waitFor();
      await visit.assertAccessible([], { include: '.graphiql-dialog' });
    },
  })),
];

/** Sends the request in the editor, and returns the token that it was sent with. */
async function sentToken(visit) {
  const sent = visit.page.waitForRequest((request) => request.url().endsWith('/graphql'));
  await execute(visit);
  return (await sent).headers().authorization;
}
