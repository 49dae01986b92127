import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** One core for whichever server is asked, the other for wrk and for this script. */
const SERVER_CORE = '0';
export const LOAD_CORE = '1';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const GATEWAY = `${ROOT}src/PartnerApi/bin/Release/net10.0/PartnerApi.dll`;
const LIMIT = `${ROOT}tests/bench/Limit/bin/Release/net10.0/PartnerApi.Bench.Limit.dll`;

/** Builds both servers in Release. */
export function build() {
  execFileSync('dotnet', ['build', `${ROOT}tests/bench/Limit`, '-c', 'Release', '-v', 'quiet', '--nologo'], { stdio: ['ignore', 2, 2] });
}

/** Runs a command of the gateway's executable to its end; what it prints goes to `out`, a file descriptor. */
export function gatewayCommand(args, out = 2) {
  execFileSync('dotnet', [GATEWAY, ...args], { stdio: ['ignore', out, 2], env: environment() });
}

/** A server process of ours: started on a free port, pinned to its core, stopped by its own id. */
class Server {
  #process;

  constructor(name, arguments_, ready) {
    Object.assign(this, { name, arguments: arguments_, ready });
  }

  async start() {
    this.base = `http://127.0.0.1:${await freePort()}`;
    this.#process = spawn('taskset', ['-c', SERVER_CORE, 'dotnet', ...this.arguments, '--urls', this.base], {
      env: environment(),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    process.once('exit', () => this.#process.kill());
    for (let attempt = 0; attempt < 300; attempt++) {
      if (this.#process.exitCode !== null) throw new Error(`${this.name} ended with ${this.#process.exitCode}`);
      const response = await fetch(this.base + this.ready).catch(() => undefined);
      if (response?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`${this.name} was not ready within a minute`);
  }

  async stop() {
    if (!this.#process || this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.on('exit', resolve));
    this.#process.kill('SIGTERM');
    await ended;
  }

  /** User and system time of the process so far (fields 14 and 15 of /proc/PID/stat, in ticks of 10 ms). */
  cpuMicroseconds() {
    const fields = readFileSync(`/proc/${this.#process.pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  }

  /** The most resident memory the process ever held. */
  peakMebibytes() {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.#process.pid}/status`, 'utf8'))[1]) / 1024;
  }
}

/** The bare server: no token, no gates, no GraphQL. */
export class Limit extends Server {
  constructor(dataFolder) {
    super('limit', [LIMIT, '--data', dataFolder], '/health/ready');
  }

  token() {
    return '';
  }
}

/** The gateway in full, in sandbox mode for the sake of its clients. */
export class Gateway extends Server {
  constructor(dataFolder) {
    super('gateway', [GATEWAY, 'serve', '--data', dataFolder], '/health/ready');
  }

  /** A fresh token for every run: tokens live for ten minutes. */
  async token() {
    const response = await fetch(`${this.base}/connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'harbor-bank', client_secret: 'sandbox' }),
    });
    if (!response.ok) throw new Error(`no token: ${response.status} ${await response.text()}`);
    return (await response.json()).access_token;
  }
}

/** Both run as the sandbox does. */
function environment() {
  return { ...process.env, ASPNETCORE_ENVIRONMENT: 'Development', DOTNET_ENVIRONMENT: 'Development' };
}

/** A port nobody listens on. */
function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
