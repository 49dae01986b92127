import { closeSync, createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Gateway, gatewayCommand } from './servers.mjs';

/**
 * A data folder of the gateway with the sandbox's clients and as many synthetic cards as asked for, and a file of their numbers.
 * Returns { folder, numbers, remove }; with --data both are kept, and used again when they hold as many cards.
 */
export async function prepareData({ data, cards }) {
  const home = data ?? mkdtempSync(join(tmpdir(), 'partner-api-bench-'));
  const folder = join(home, 'gateway');
  const numbers = join(home, 'numbers.txt');
  const complete = join(home, `complete-${cards}`);
  const remove = () => data ?? rmSync(home, { recursive: true, force: true });
  if (existsSync(complete)) return { folder, numbers, remove };

  try {
    mkdirSync(home, { recursive: true });
    await makeSandbox(folder);
    const registry = join(home, 'registry.csv');
    console.error(`generating and importing ${cards} cards`);
    const started = performance.now();
    generate(cards, registry);
    gatewayCommand(['cards', 'import', registry, '--data', folder, '--quiet']);
    console.error(`took ${((performance.now() - started) / 1000).toFixed(1)} s`);
    await writeNumbers(registry, numbers);
    rmSync(registry);
    writeFileSync(complete, '');
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, numbers, remove };
}

/** The first start makes keys, clients and agreements. */
async function makeSandbox(folder) {
  const gateway = new Gateway(folder);
  try {
    await gateway.start();
  } finally {
    await gateway.stop();
  }
}

function generate(cards, registry) {
  const file = openSync(registry, 'w');
  try {
    gatewayCommand(['cards', 'generate', '--count', String(cards), '--seed', '900', '--quiet'], file);
  } finally {
    closeSync(file);
  }
}

/** The first column of the export, without its heading. */
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
