import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server } from './processes.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BENCH = `${ROOT}tests/bench/`;
const LIMIT = `${BENCH}Limit/bin/Release/net10.0/PartnerApi.Bench.Limit.dll`;

/** The gateway of this work tree, as `build` makes it. */
export const GATEWAY = `${ROOT}src/PartnerApi/bin/Release/net10.0/PartnerApi.dll`;

/** The other GraphQL servers: what the table calls them, and their file in others/. */
export const OTHERS = { mercurius: 'mercurius.mjs', yoga: 'yoga.mjs', apollo: 'apollo.mjs' };

const SANDBOX = { ASPNETCORE_ENVIRONMENT: 'Development', DOTNET_ENVIRONMENT: 'Development' };

// What is measured looks like harvesting. Cards, answers and requests are counted all the same; only the bounds are out of reach.
const NO_QUOTA = {
  CardsPerHour: '1000000000', CardsPerDay: '1000000000', MissAfter: '1000000000', AnswersPerHour: '1000000000', AnswersPerDay: '1000000000',
  RequestsPerSecond: '1000000', Concurrent: '1000000',
};

// A build refuses settings that it does not know. Those it knows are properties, whose names are in its assembly.
function noQuota(build) {
  const assembly = readFileSync(build);
  const known = Object.entries(NO_QUOTA).filter(([name]) => assembly.includes(`set_${name}\0`));
  return Object.fromEntries(known.map(([name, value]) => [`Quotas__${name}`, value]));
}

/** Builds the limit and the gateway in Release. */
export function build() {
  execFileSync('dotnet', ['build', `${BENCH}Limit`, '-c', 'Release', '-v', 'quiet', '--nologo'], { stdio: ['ignore', 2, 2] });
}

/** Runs a command of a gateway's build to its end. out: the file descriptor for what it prints; settings: environment variables. */
export function gatewayCommand(build, args, { out = 2, settings = {} } = {}) {
  execFileSync('dotnet', [build, ...args], { stdio: ['ignore', out, 2], env: { ...process.env, ...SANDBOX, ...settings } });
}

/** The bare server: no token, no gates, no GraphQL. */
export class Limit extends Server {
  constructor(dataFolder) {
    super({ name: 'limit', command: ['dotnet', LIMIT, '--data', dataFolder], environment: SANDBOX });
  }

  answers(scenario) {
    return scenario.everywhere;
  }

  token() {
    return '';
  }
}

/** The gateway in full, in sandbox mode for the sake of its clients. `settings` are environment variables, such as another store's. */
export class Gateway extends Server {
  constructor(dataFolder, { name = 'gateway', build = GATEWAY, settings = {} } = {}) {
    super({ name, command: ['dotnet', build, 'serve', '--data', dataFolder], environment: { ...SANDBOX, ...noQuota(build), ...settings } });
  }

  /** An earlier build may lack what is not asked everywhere. */
  answers(scenario) {
    return this.name !== 'before' || scenario.everywhere;
  }

  /** A fresh token for every run: tokens live for ten minutes. Without `scope` it carries all of the client's. */
  async token(client, scope) {
    const form = { grant_type: 'client_credentials', client_id: client, client_secret: 'sandbox', ...(scope && { scope }) };
    const response = await fetch(`${this.base}/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
    if (!response.ok) throw new Error(`no token: ${response.status} ${await response.text()}`);
    return (await response.json()).access_token;
  }
}

/** One of `OTHERS`, on the same database file, with tokens of the gateway, which has to be running before it starts. */
export class Other extends Server {
  #issuer;

  constructor(name, dataFolder, issuer) {
    super({ name, environment: { NODE_ENV: 'production' } });
    this.#issuer = issuer;
    this.dataFolder = dataFolder;
  }

  start() {
    this.command = [node(), `${BENCH}others/${OTHERS[this.name]}`, '--data', this.dataFolder, '--issuer', this.#issuer.base];
    return super.start();
  }

  answers(scenario) {
    return scenario.everywhere;
  }

  token(client, scope) {
    return this.#issuer.token(client, scope);
  }
}

/** The release of node that package.json pins, where npm has it for this machine. */
function node() {
  const pinned = join(BENCH, `node_modules/node-linux-${process.arch}/bin/node`);
  return existsSync(pinned) ? pinned : process.execPath;
}
