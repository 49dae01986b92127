import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SCENARIOS } from './scenarios.mjs';
import { OTHERS } from './servers.mjs';

const NAMES = ['limit', 'postgresql', ...Object.keys(OTHERS)];
const REQUESTS = SCENARIOS.map(({ name }) => name);

const HELP = `Compares the gateway with a minimal server that gives the same answers, with other GraphQL servers, and with an earlier build of the gateway.

usage: tests/bench/run.sh [options]

  --cards N          cards in the database (default: 900000)
  --data DIR         keep the database in DIR, and reuse an existing one (default: a temporary folder)
  --repetitions N    runs of each server and scenario; the table shows medians (default: 15)
  --seconds N        length of a run (default: 2; short, so that consecutive runs meet the same load on a shared machine)
  --before DIR       also measure an earlier gateway, published to DIR, and show the change since
  --most-cpu N       with --before, exit with 1 if a request takes over N % more CPU time than before
  --servers N,N      servers to measure besides the gateway (default: ${NAMES.join(',')})
  --requests N,N     requests to measure (default: ${REQUESTS.join(',')})
  --connections N,N  open connections, each waiting for its response (default: 32,256)
  --out DIR          folder for results.json, results.md, and results.svg (default: tests/bench/results; none with --quick)
  --quick            20000 cards, and one run of one second for each server and scenario, not warmed up, to show that the benchmark works
  --install          only install the missing programs
  --help             show this help

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
  'most-cpu': { type: 'string' },
  servers: { type: 'string' },
  requests: { type: 'string' },
  quick: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

/** Reads the command line. Exits with 0 for --help and with 2 for an invalid command line. */
export function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    fail(error.message);
  }
  if (values.help) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  const defaults = values.quick
    ? { cards: '20000', repetitions: '1', seconds: '1', connections: '32', warmUp: 0, warmUpAgain: 0 }
    : { cards: '900000', repetitions: '15', seconds: '2', connections: '32,256', warmUp: 30, warmUpAgain: 3 };
  const whole = (name, text = values[name] ?? defaults[name]) =>
    /^[1-9]\d{0,8}$/.test(text) ? Number(text) : fail(`--${name}: expected a whole number above 0: ${text}`);
  const before = values.before && join(values.before, 'PartnerApi.dll');
  if (before && !existsSync(before)) fail(`--before: ${values.before} contains no published gateway`);
  const mostCpu = values['most-cpu'] === undefined ? undefined : whole('most-cpu');
  if (mostCpu && !before) fail('--most-cpu: it needs --before');
  const some = (name, known) => {
    const chosen = values[name]?.split(',') ?? known;
    return chosen.every((one) => known.includes(one)) ? chosen : fail(`--${name}: expected some of ${known.join(',')}: ${values[name]}`);
  };
  return {
    before,
    mostCpu,
    servers: some('servers', NAMES),
    scenarios: some('requests', REQUESTS),
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

function fail(message) {
  process.stderr.write(`${message}\nTry --help.\n`);
  process.exit(2);
}
