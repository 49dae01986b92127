// relay-compiler accepts the committed schemas, with @connection for paged fields.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMPILER = createRequire(import.meta.url).resolve('relay-compiler/cli.js');

const QUERIES = {
  museum: `query museumQuery($first: Int!, $after: String) {
  redemptions(first: $first, after: $after) @connection(key: "museum_redemptions") {
    edges { cursor node { id subject redeemedAt } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`,
  library: `query libraryQuery($first: Int!, $after: String) {
  redemptions(first: $first, after: $after) @connection(key: "library_redemptions") { edges { cursor node { id } } }
}`,
  'privacy-officer': `query officerQuery($first: Int!, $after: String) {
  disclosures(first: $first, after: $after, from: "2026-01-01", to: "2026-01-31") @connection(key: "officer_disclosures") { edges { node { id } } }
}`,
};

/** One check for each audience with a paged field. */
export function relayChecks() {
  return Object.entries(QUERIES).map(([audience, query]) => ({ name: `relay-compiler with the schema of ${audience}`, run: () => compile(audience, query) }));
}

function compile(audience, query) {
  const folder = mkdtempSync(join(tmpdir(), 'partner-api-relay-'));
  try {
    mkdirSync(join(folder, 'src', '__generated__'), { recursive: true });
    const module = `${/query (\w+)Query/.exec(query)[1]}`;
    writeFileSync(join(folder, 'src', `${module}.js`), `import { graphql } from 'relay-runtime';\ngraphql\`${query}\`;\n`);
    writeFileSync(join(folder, 'relay.config.json'), JSON.stringify({
      src: './src', language: 'javascript', artifactDirectory: './src/__generated__', schema: fileURLToPath(new URL(`../../schema/${audience}.graphql`, import.meta.url)),
    }));
    execFileSync(process.execPath, [COMPILER, '--repersist', 'relay.config.json'], { cwd: folder, stdio: 'pipe' });
    return [];
  } catch (error) {
    return [error.stdout ? `${error.stdout}` : error.message];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
