#!/usr/bin/env node
// Compares a running gateway with graphql-js: verdicts on documents, introspection, and the committed schemas, which relay-compiler must accept.
//
//   node run.mjs http://127.0.0.1:5080
//
// The gateway must run in sandbox mode with limits raised as in tests/run.sh. Prints each failed check with its reason, then
// `N passed, N failed`. Exits with 1 unless all pass. With WORD, runs only the checks whose names contain it. PARTNER_API_SPEC_DOCUMENTS is
// the number of documents for each audience, 1,000 by default; `.ci/nightly` compares 20,000.

import { introspectionChecks } from './introspection.mjs';
import { relayChecks } from './relay.mjs';
import { verdictChecks } from './verdicts.mjs';

const [base, word = ''] = process.argv.slice(2);
if (!base || !URL.canParse(base)) {
  console.error('usage: node run.mjs BASE-ADDRESS [WORD]   (such as http://127.0.0.1:5080, a gateway in sandbox mode)');
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const check of [...introspectionChecks(base), ...relayChecks(), ...verdictChecks(base)].filter((one) => one.name.includes(word))) {
  const faults = await Promise.resolve(check.run()).catch((error) => [error.cause?.message ?? error.stack]);
  if (faults.length === 0) passed++;
  else failed++;
  if (faults.length > 0) console.log([`FAILED  ${check.name}`, ...faults].join('\n    '));
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
