// Runs the documented program that signs an assertion.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { assertAnswers } from './gateway.mjs';

const run = promisify(execFile);
const PAGE = new URL('../../src/PartnerApi/Site/Content/integrate/signing-in-with-a-key.md', import.meta.url);

/** The name and function of each check. */
export function documentationChecks(issuer, keyFile) {
  return [
    ["the documented program signs an assertion and gets a token", async () => {
      const program = /```js\n(\/\/ token\.mjs\n[\s\S]*?)```/.exec(await readFile(PAGE, 'utf8'))[1];
      const folder = await mkdtemp(join(tmpdir(), 'partner-api-oauth-'));
      try {
        await writeFile(join(folder, 'token.mjs'), program);
        await copyFile(keyFile, join(folder, 'harbor.key'));
        const { stdout } = await run(process.execPath, ['token.mjs', issuer.href, 'harbor-bank'], { cwd: folder });
        assert.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
        await assertAnswers(issuer, stdout.trim(), 'bank');
      } finally {
        await rm(folder, { recursive: true });
      }
    }],
  ];
}
