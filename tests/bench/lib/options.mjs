import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { OTHERS } from './servers.mjs';

const NAMES = ['limit', 'postgresql', ...Object.keys(OTHERS)];

const HELP = `Compares the gateway with the fastest server that gives the same answers, with other GraphQL servers, and with an earlier build of itself.

usage: tests/bench/run.sh [options]

  --cards N          cards in the database (900000)
  --data DIR         keep the database in DIR and use the one that is there (a temporary folder, removed at the end)
  --repetitions N    runs of each server and question; the table shows medians (15)
  --seconds N        length of a run (2): short, so that a shared machine is the same for neighbors
  --before DIR       also ask an earlier gateway, published to DIR; the table tells what changed since
  --servers N,N      which to ask beside the gateway (${NAMES.join(',')})
  --connections N,N  open connections, each waiting for its answer (32,256)
  --out DIR          where results.json, results.md and results.svg go (tests/bench/results; with --quick nowhere)
  --quick            20000 cards, each server and question once for a second: shows that it runs, not how fast the gateway is
  --help             this text

examples:
  tests/bench/run.sh
  tests/bench/run.sh --data /var/tmp/cards --repetitions 3 --connections 32
  git worktree add ../earlier COMMIT && dotnet publish ../earlier/src/PartnerApi -c Release -o /var/tmp/earlier
  tests/bench/run.sh --before /var/tmp/earlier --servers limit
`;

const RESULTS = fileURLToPath(new URL('../results', import.meta.url));

const options = {
  cards: { type: 'string' },
  data: { type: 'string' },
  repetitions: { type: 'string' },
  seconds: { type: 'string' },
  connections: { type: 'string' },
  out: { type: 'string' },
  before: { type: 'string' },
  servers: { type: 'string' },
  quick: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

/** Reads the command line; ends the process with 0 for --help and with 2 for anything that is not understood. */
export function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    refuse(error.message);
  }
  if (values.help) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  const defaults = values.quick
    ? { cards: '20000', repetitions: '1', seconds: '1', connections: '32', warmUp: 1, warmUpAgain: 1 }
    : { cards: '900000', repetitions: '15', seconds: '2', connections: '32,256', warmUp: 30, warmUpAgain: 3 };
  const whole = (name, text = values[name] ?? defaults[name]) =>
    /^[1-9]\d{0,8}$/.test(text) ? Number(text) : refuse(`--${name}: not a whole number above 0: ${text}`);
  const before = values.before && join(values.before, 'PartnerApi.dll');
  if (before && !existsSync(before)) refuse(`--before: no published gateway in ${values.before}`);
  const servers = values.servers?.split(',') ?? NAMES;
  for (const name of servers) if (!NAMES.includes(name)) refuse(`--servers: not one of ${NAMES.join(', ')}: ${name}`);
  return {
    before,
    servers,
    cards: whole('cards'),
    data: values.data,
    repetitions: whole('repetitions'),
    seconds: whole('seconds'),
    connections: (values.connections ?? defaults.connections).split(',').map((one) => whole('connections', one)),
    warmUp: defaults.warmUp,
    warmUpAgain: defaults.warmUpAgain,
    out: values.out ?? (values.quick ? undefined : RESULTS),
  };
}

function refuse(message) {
  process.stderr.write(`${message}\nTry --help.\n`);
  process.exit(2);
}
