#!/usr/bin/env node
// Runs every sample of the documentation against a running gateway in sandbox mode, in copies of their folders. A proxy of this program lets requests fail.
//
//   node run.mjs http://127.0.0.1:5080 KEY.pem
//
// KEY.pem is a private key (PKCS #8, P-256) whose public key is registered for harbor-bank. The gateway must be a new one, because a rehearsed failure
// happens once in five minutes. Prints each check, then `N passed, N failed`. Exits with 1 unless all pass.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { concurrencyChecks } from './concurrency.mjs';
import { curlChecks } from './curl.mjs';
import { checkTypes, prepare, SAMPLES, sampleFiles } from './languages.mjs';
import { programChecks } from './programs.mjs';

/** Files that the programs of their folder use. */
const USED = ['curl/partner-api.sh', 'typescript/package.json', 'typescript/partner-api.ts', 'csharp/PartnerApi.cs', 'python/partner_api.py'];

const [base, key] = process.argv.slice(2);
if (!base || !URL.canParse(base) || !key) {
  console.error('usage: node run.mjs BASE-ADDRESS KEY.pem   (such as http://127.0.0.1:5080, a gateway in sandbox mode)');
  process.exit(2);
}

let [passed, failed] = [0, 0];
const folder = await mkdtemp(join(tmpdir(), 'partner-api-samples-'));
try {
  const keyFile = resolve(key);
  const languages = await prepare(folder);
  const { curl, ...others } = languages;
  const suites = [curlChecks(base, keyFile, curl)];
  for (const [name, language] of Object.entries(others)) {
    suites.push([...programChecks(name, base, keyFile, language), ...concurrencyChecks(name, base, language)]);
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
    ['every sample is shown on a page', async () => {
      const pages = join(SAMPLES, '..');
      const texts = await Promise.all((await readdir(pages)).filter((file) => file.endsWith('.md')).map((file) => readFile(join(pages, file), 'utf8')));
      const shown = texts.flatMap((text) => [...text.matchAll(/^\[[^\]]+\]\(samples\/([^)]+)\)$/gm)].map(([, file]) => file));
      assert.deepEqual((await sampleFiles()).filter((file) => !shown.includes(file)), []);
    }],
  ]);
} finally {
  await rm(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

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
