#!/usr/bin/env node
// Tests the pages of a running gateway in sandbox mode with Chromium: the site, the explorer, and the statistics as the analyst ana.
//
//   node run.mjs http://127.0.0.1:5080 [FOLDER]
//   node run.mjs http://127.0.0.1:5080 --nothing-released
//
// Prints each test, then `N passed, N failed`. Exits with 1 unless all pass. With FOLDER, saves screenshots of the pages in it. With
// --nothing-released, runs the tests for a gateway without a release (Statistics:ReleaseAutomatically=false on a new data folder).

import { analysis } from './analysis.mjs';
import { openBrowser } from './browser.mjs';
import { empty } from './empty.mjs';
import { explorer } from './explorer.mjs';
import { explorerSessions } from './explorer-sessions.mjs';
import { looks } from './looks.mjs';
import { sessions } from './sessions.mjs';
import { figures } from './figures.mjs';
import { site } from './site.mjs';

const [base, folder] = process.argv.slice(2);
if (!base || !URL.canParse(base)) {
  console.error('usage: node run.mjs BASE-ADDRESS [FOLDER | --nothing-released]   (such as http://127.0.0.1:5080, a gateway in sandbox mode)');
  process.exit(2);
}

const browser = await openBrowser(base);
let failed = 0;
const walks = folder === '--nothing-released' ? empty : [...sessions, ...figures, ...analysis, ...looks(folder), ...site(folder), ...explorer(folder), ...explorerSessions];
for (const { name, options, walk } of walks) {
  const visit = await browser.visit(options);
  try {
    await walk(visit);
    visit.assertClean();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n${error.stack}`);
  } finally {
    await visit.close();
  }
}
await browser.close();
console.log(`${walks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
