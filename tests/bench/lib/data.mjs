import { closeSync, createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { GATEWAY, Gateway, gatewayCommand } from './servers.mjs';

/**
 * Creates a data folder with the sandbox's clients and the given number of synthetic cards, another one with the same cards for the build `before` (which
 * may store them differently), and a file of the card numbers. With --data, all are kept, and reused if they have the same number of cards.
 * Returns { folder, before, numbers, remove }.
 */
export async function prepareData({ data, cards, before }) {
  const home = data ?? mkdtempSync(join(tmpdir(), 'partner-api-bench-'));
  const numbers = join(home, 'numbers.txt');
  const remove = () => data ?? rmSync(home, { recursive: true, force: true });
  const stores = [{ folder: join(home, 'gateway'), build: GATEWAY }];
  if (before) stores.push({ folder: join(home, `before-${digest(before)}`), build: before });

  const isComplete = ({ folder }) => existsSync(`${folder}-complete-${cards}`);
  const missing = stores.filter((store) => !isComplete(store));
  try {
    if (missing.length > 0) {
      mkdirSync(home, { recursive: true });
      const registry = join(home, 'registry.csv');
      console.error(`generating ${cards} cards`);
      generate(cards, registry);
      await writeNumbers(registry, numbers);
      for (const store of missing) await fill(store, registry, cards);
      rmSync(registry);
    }
  } catch (error) {
    remove();
    throw error;
  }
  // Otherwise every start would read the records of today's earlier measurements.
  rmSync(join(stores[0].folder, 'disclosures'), { recursive: true, force: true });
  return { folder: stores[0].folder, before: stores[1]?.folder, numbers, remove };
}

/** The first start creates keys, clients, and agreements. The import adds the cards. */
async function fill({ folder, build }, registry, cards) {
  const gateway = new Gateway(folder, { build });
  try {
    await gateway.start();
  } finally {
    await gateway.stop();
  }
  console.error(`importing the cards with ${build}`);
  const started = performance.now();
  gatewayCommand(build, ['cards', 'import', registry, '--data', folder, '--quiet']);
  console.error(`took ${((performance.now() - started) / 1000).toFixed(1)} s`);
  writeFileSync(`${folder}-complete-${cards}`, '');
}

/** Identifies a build. */
function digest(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
}

function generate(cards, registry) {
  const file = openSync(registry, 'w');
  try {
    gatewayCommand(GATEWAY, ['cards', 'generate', '--count', String(cards), '--seed', '900', '--quiet'], { out: file });
  } finally {
    closeSync(file);
  }
  // Removes the export's metadata line before the header, which earlier builds do not support.
  execFileSync('sed', ['-i', '1{/^#export/d}', registry]);
}

/** Writes the first column of the export, without its heading. */
async function writeNumbers(registry, numbers) {
  const out = createWriteStream(numbers);
  let heading = true;
  for await (const line of createInterface({ input: createReadStream(registry) })) {
    if (!heading && !out.write(`${line.slice(0, line.indexOf(','))}\n`)) await once(out, 'drain');
    heading = false;
  }
  out.end();
  await once(out, 'finish');
}
