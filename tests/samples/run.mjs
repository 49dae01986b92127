#!/usr/bin/env node
// Runs every sample of the documentation against a running gateway in sandbox mode, in copies of their folders. A proxy of this program lets requests fail.
//
//   node run.mjs http://127.0.0.1:5080
//
// The gateway must be a new one, because a rehearsed failure happens once in five minutes. Prints each check, then `N passed, N failed`. Exits with 1 unless
// all pass.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concurrencyChecks } from './concurrency.mjs';
import { curlChecks } from './curl.mjs';
import { checkTypes, prepare, SAMPLES, sampleFiles } from './languages.mjs';
import { programChecks } from './programs.mjs';

/** Files that the programs of their folder use. */
const USED = ['curl/partner-api.sh', 'typescript/package.json', 'typescript/partner-api.ts', 'csharp/PartnerApi.cs', 'python/partner_api.py'];

const PAGES = join(SAMPLES, '..');

const [base] = process.argv.slice(2);
if (!base || !URL.canParse(base)) {
  console.error('usage: node run.mjs BASE-ADDRESS   (such as http://127.0.0.1:5080, a gateway in sandbox mode)');
  process.exit(2);
}

let [passed, failed] = [0, 0];
const folder = await mkdtemp(join(tmpdir(), 'partner-api-samples-'));
try {
  const keyed = await keyOfTheSandbox(join(folder, 'keyed-bank.key'));
  const languages = await prepare(folder);
  const { curl, ...others } = languages;
  const suites = [curlChecks(base, keyed, curl)];
  for (const [name, language] of Object.entries(others)) {
    suites.push([...programChecks(name, base, keyed, language), ...concurrencyChecks(name, base, language)]);
  }
  suites.push([['typescript: the types are right', async () => {
    const { code, stdout } = await checkTypes(languages.typescript.folder);
    assert.deepEqual([code, stdout], [0, '']);
  }]]);

  // The languages wait for different programs, so they run beside each other.
  await Promise.all(suites.map(runAll));
  await runAll([
    ['every sample is run', async () => {
      const executed = Object.entries(languages).flatMap(([name, language]) => [...language.executed].map((file) => `${name}/${file}`));
      assert.deepEqual((await sampleFiles()).filter((file) => !executed.includes(file) && !USED.includes(file)), []);
    }],
    ['every setting of the samples is listed', async () => {
      const texts = await Promise.all((await sampleFiles()).map((file) => readFile(join(SAMPLES, file), 'utf8')));
      const read = new Set(texts.flatMap((text) => text.match(/PARTNER_API_[A-Z_]*[A-Z]/g) ?? []));
      const listed = [...(await readFile(join(PAGES, 'quickstart.md'), 'utf8')).matchAll(/^\| `(PARTNER_API_\w+)` \|/gm)].map(([, name]) => name);
      assert.deepEqual([...read].sort(), listed.sort());
    }],
    ['every sample is shown on a page', async () => {
      const texts = await Promise.all((await readdir(PAGES)).filter((file) => file.endsWith('.md')).map((file) => readFile(join(PAGES, file), 'utf8')));
      const shown = texts.flatMap((text) => [...text.matchAll(/^\[[^\]]+\]\(samples\/([^)]+)\)$/gm)].map(([, file]) => file));
      assert.deepEqual((await sampleFiles()).filter((file) => !shown.includes(file)), []);
    }],
  ]);
} finally {
  await rm(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Saves the key that the page "The sandbox" publishes, and returns the settings to sign in with it. */
async function keyOfTheSandbox(file) {
  const [key] = /-----BEGIN PRIVATE KEY-----[^-]*-----END PRIVATE KEY-----\n/.exec(await readFile(join(PAGES, 'sandbox.md'), 'utf8'));
  await writeFile(file, key);
  return { PARTNER_API_CLIENT: 'keyed-bank', PARTNER_API_KEY_FILE: file };
}

async function runAll(checks) {
  for (const [name, check] of checks) {
    try {
      await check();
      passed++;
      console.log(`ok      ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${name}\n${error.stack}`);
    }
  }
}
