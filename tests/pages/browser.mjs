// A browser, and a person's visit to the pages.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Without software rendering of graphics, and without the extra threads of V8, the same engine takes less processor time. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--js-flags=--single-threaded'];

/** With less motion, charts are drawn at once. The test of the animation turns it on. */
const OPTIONS = { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' };

/** Starts Debian's Chromium without a window system: the same engine, for 60 % of the processor time. CHROMIUM names another one. */
export async function openBrowser(base) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args: FLAGS });
  return {
    visit: async (options = {}) => Visit.begin(base, await browser.newContext({ ...OPTIONS, ...options })),
    close: () => browser.close(),
  };
}

/** Requests a token for a client of the sandbox, outside the pages. */
export async function requestToken(base, client) {
  const response = await fetch(new URL('/connect/token', base), {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: client, client_secret: 'sandbox' }),
  });
  assert.equal(response.status, 200);
  return (await response.json()).access_token;
}

/** A person's visit in a new browser context. Records the browser's requests and errors. */
class Visit {
  /** The errors that a test provokes, as regular expressions. */
  expected = [];

  /** The last response of the token endpoint, as a promise; null before the first. */
  tokens = null;
  #context;
  #requests = [];
  #errors = [];

  static async begin(base, context) {
    const visit = new Visit();
    visit.base = base;
    visit.#context = context;
    context.on('request', (request) => visit.#requests.push(request.url()));
    visit.page = await context.newPage();
    visit.page.on('response', (response) => {
      if (!response.url().endsWith('/connect/token')) return;
      visit.tokens = response.json();
      visit.tokens.catch(() => null); // A page that is gone has no response. A test that needs it fails when it waits for it.
    });
    visit.page.on('console', (message) => message.type() === 'error' && visit.#errors.push(message.text()));
    visit.page.on('pageerror', (error) => visit.#errors.push(error.message));
    visit.page.setDefaultTimeout(60_000);
    return visit;
  }

  get statistics() {
    return new URL('/statistics/', this.base).href;
  }

  offline(isOffline) {
    return this.#context.setOffline(isOffline);
  }

  close() {
    return this.#context.close();
  }

  /** Opens the pages, signs in, and waits until the last chart is shown. */
  async signIn() {
    await this.page.goto(this.statistics);
    await this.signInHere();
  }

  /** Signs in on the page that is shown, as after each reload, because the tokens are only in the page's memory. */
  async signInHere() {
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.fillIn('ana', 'sandbox');
    await this.shown();
  }

  async fillIn(name, password) {
    await this.page.getByLabel('Name').fill(name);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Waits for the response to the last request. */
  async shown() {
    await this.page.locator('#ages svg').waitFor();
    await this.page.locator('#data:not(.busy)').waitFor();
  }

  /** Sends a query to the gateway with this person's token, outside the pages. */
  async query(document, variables = {}) {
    const response = await fetch(new URL('/graphql', this.base), {
      method: 'POST',
      headers: { Authorization: `Bearer ${(await this.tokens).access_token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ query: document, variables }),
    });
    const answer = await response.json();
    assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
    return answer.data;
  }

  /** The rows of a section's table, each as a list of texts. */
  rows(section) {
    return this.page.locator(`#${section} tbody tr`).evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  }

  /** Fails if axe finds violations, and lists them. Checks the page without the excluded parts, or only the included part. Known rules must be violated. */
  async assertAccessible(exclude = [], { include = 'html', known = [] } = {}) {
    await this.page.evaluate(axe);
    const options = { resultTypes: ['violations'] };
    const found = await this.page.evaluate(([context, settings]) => globalThis.axe.run(context, settings), [{ include: [include], exclude }, options]);
    const unknown = found.violations.filter(({ id }) => !known.includes(id));
    assert.deepEqual(unknown.map((violation) => `${violation.id}: ${violation.nodes[0].html} ${violation.nodes[0].failureSummary}`), []);
    assert.deepEqual(found.violations.map(({ id }) => id), known, 'a known violation is gone: remove it from the list');
    assert.ok(found.passes.length > 10, 'axe checked the page');
  }

  /** Asserts that the page sent no request to another host, and that the browser logged no error, such as a violation of the page's policy. */
  assertClean() {
    const elsewhere = this.#requests.filter((url) => !url.startsWith('blob:') && new URL(url).origin !== new URL(this.base).origin);
    assert.deepEqual(elsewhere, [], 'requests to other hosts');
    assert.ok(this.#requests.length > 0);
    assert.deepEqual(this.#errors.filter((text) => !this.expected.some((pattern) => pattern.test(text))), [], 'errors of the browser');
  }
}
