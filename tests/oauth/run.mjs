#!/usr/bin/env node
// Gets tokens from a running gateway in sandbox mode with unmodified openid-client and oauth4webapi, and sends a GraphQL request with each.
//
//   node run.mjs http://127.0.0.1:5080 KEY.pem
//
// KEY.pem is a private key (PKCS #8, P-256) whose public key is registered for harbor-bank. Prints each check, then `N passed, N failed`. Exits with 1
// unless all pass.

import { readFile } from 'node:fs/promises';
import { openidClientChecks } from './openid-client.mjs';
import { oauth4webapiChecks } from './oauth4webapi.mjs';
import { documentationChecks } from './documentation.mjs';

const [base, keyFile] = process.argv.slice(2);
if (!base || !URL.canParse(base) || !keyFile) {
  console.error('usage: node run.mjs BASE-ADDRESS KEY.pem   (such as http://127.0.0.1:5080, a gateway in sandbox mode)');
  process.exit(2);
}

const pem = await readFile(keyFile, 'utf8');
const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
const key = await crypto.subtle.importKey('pkcs8', der, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);

const issuer = new URL('/', base);
let [passed, failed] = [0, 0];
for (const [name, check] of [...openidClientChecks(issuer, key), ...oauth4webapiChecks(issuer, key), ...documentationChecks(issuer, keyFile)]) {
  try {
    await check();
    passed++;
    console.log(`ok      ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n${error.stack}\n${error.cause?.stack ?? JSON.stringify(error.cause) ?? ''}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
