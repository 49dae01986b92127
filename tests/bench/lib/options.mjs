import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HELP = `Compares the gateway with the fastest server that gives the same answers.

usage: tests/bench/run.sh [options]

  --cards N          cards in the database (900000)
  --data DIR         keep the database in DIR and use the one that is there (a temporary folder, removed at the end)
  --repetitions N    runs of each server and scenario; the table shows medians (7)
  --seconds N        length of a run (10)
  --connections N,N  open connections, each waiting for its answer (32,256)
  --out DIR          where results.json, results.md and results.svg go (tests/bench/results; with --quick nowhere)
  --quick            20000 cards, 2 repetitions of 2 seconds, 32 connections: shows that it runs, not how fast the gateway is
  --help             this text

examples:
  tests/bench/run.sh
  tests/bench/run.sh --data /var/tmp/cards --repetitions 3 --connections 32
`;

const RESULTS = fileURLToPath(new URL('../results', import.meta.url));

const options = {
  cards: { type: 'string' },
  data: { type: 'string' },
  repetitions: { type: 'string' },
  seconds: { type: 'string' },
  connections: { type: 'string' },
  out: { type: 'string' },
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
    ? { cards: '20000', repetitions: '2', seconds: '2', connections: '32', warmUp: 2 }
    : { cards: '900000', repetitions: '7', seconds: '10', connections: '32,256', warmUp: 6 };
  const whole = (name, text = values[name] ?? defaults[name]) =>
    /^[1-9]\d{0,8}$/.test(text) ? Number(text) : refuse(`--${name}: not a whole number above 0: ${text}`);
  return {
    cards: whole('cards'),
    data: values.data,
    repetitions: whole('repetitions'),
    seconds: whole('seconds'),
    connections: (values.connections ?? defaults.connections).split(',').map((one) => whole('connections', one)),
    warmUp: defaults.warmUp,
    out: values.out ?? (values.quick ? undefined : RESULTS),
  };
}

function refuse(message) {
  process.stderr.write(`${message}\nTry --help.\n`);
  process.exit(2);
}
