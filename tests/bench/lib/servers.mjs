import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server } from './processes.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BENCH = `${ROOT}tests/bench/`;
const LIMIT = `${BENCH}Limit/bin/Release/net10.0/PartnerApi.Bench.Limit.dll`;

/** The gateway of this work tree, built by `build`. */
export const GATEWAY = `${ROOT}src/PartnerApi/bin/Release/net10.0/PartnerApi.dll`;

/** The other GraphQL servers: their names in the table, and their files in others/. */
export const OTHERS = { mercurius: 'mercurius.mjs', yoga: 'yoga.mjs', apollo: 'apollo.mjs' };

const SANDBOX = { ASPNETCORE_ENVIRONMENT: 'Development', DOTNET_ENVIRONMENT: 'Development' };

// The load looks like harvesting. The gateway still counts cards, supports, and requests, but the limits are too high to be reached.
const NO_QUOTA = {
  CardsPerHour: '1000000000', CardsPerDay: '1000000000', MissAfter: '1000000000', AnswersPerHour: '1000000000', AnswersPerDay: '1000000000',
  RequestsPerSecond: '1000000', Concurrent: '1000000',
};

// A build rejects unknown settings. Known ones are properties, whose names are in its assembly.
function noQuota(build) {
  const assembly = readFileSync(build);
  const known = Object.entries(NO_QUOTA).filter(([name]) => assembly.includes(`set_${name}\0`));
  return Object.fromEntries(known.map(([name, value]) => [`Quotas__${name}`, value]));
}

/** Builds the limit and the gateway in Release, unless the caller has built everything. */
export function build() {
  if (process.env.PARTNER_API_BUILT) return;
  execFileSync('dotnet', ['build', `${BENCH}Limit`, '-c', 'Release', '-v', 'quiet', '--nologo'], { stdio: ['ignore', 2, 2] });
}

/** Runs a command of a gateway's build until it exits. out: the file descriptor for its output; settings: environment variables. */
export function gatewayCommand(build, args, { out = 2, settings = {} } = {}) {
  execFileSync('dotnet', [build, ...args], { stdio: ['ignore', out, 2], env: { ...process.env, ...SANDBOX, ...settings } });
}

/** The minimal server: no tokens, no gates, no GraphQL. */
export class Limit extends Server {
  constructor(dataFolder) {
    super({ name: 'limit', command: ['dotnet', LIMIT, '--data', dataFolder], environment: SANDBOX });
  }

  supports(scenario) {
    return scenario.everywhere;
  }

  token() {
    return '';
  }
}

/**
 * The complete gateway, in sandbox mode for its clients. `settings` are environment variables, such as those of another store, and `database` is the
 * PostgreSQL server that they name.
 */
export class Gateway extends Server {
  constructor(dataFolder, { name = 'gateway', build = GATEWAY, settings = {}, database } = {}) {
    super({ name, command: ['dotnet', build, 'serve', '--data', dataFolder], environment: { ...SANDBOX, ...noQuota(build), ...settings } });
    this.database = database;
  }

  /** An earlier build may lack scenarios that only the gateway supports. */
  supports(scenario) {
    return this.name !== 'before' || scenario.everywhere;
  }

  /** Requests a token for every run, because tokens expire after ten minutes. Without `scope`, it has all of the client's scopes. */
  async token(client, scope) {
    const form = { grant_type: 'client_credentials', client_id: client, client_secret: 'sandbox', ...(scope && { scope }) };
    const response = await fetch(`${this.base}/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
    if (!response.ok) throw new Error(`no token: ${response.status} ${await response.text()}`);
    return (await response.json()).access_token;
  }
}

/** One of `OTHERS`, on the same database file, with tokens of the gateway, which must be running when it starts. */
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

  supports(scenario) {
    return scenario.everywhere;
  }

  token(client, scope) {
    return this.#issuer.token(client, scope);
  }
}

/** The node release pinned in package.json, if npm provides it for this machine. */
function node() {
  const pinned = join(BENCH, `node_modules/node-linux-${process.arch}/bin/node`);
  return existsSync(pinned) ? pinned : process.execPath;
}
