import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuOf, freePort, stopAtExit } from './processes.mjs';

const HOME = '/usr/lib/postgresql';

/** A PostgreSQL server for the benchmark, durable as in production, on loopback only. When run as root, it runs as the user postgres. */
export class PostgreSql {
  #folder;
  #process;

  /** Creates and starts a cluster with one empty database. Sets `connection` to the connection string for the gateway. */
  async start() {
    this.#folder = mkdtempSync(join(tmpdir(), 'partner-api-postgresql-'));
    if (isRoot) chownSync(this.#folder, Number(run('id', ['-u', 'postgres'])), Number(run('id', ['-g', 'postgres'])));
    const data = join(this.#folder, 'data');
    run(...program('initdb', ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C']));
    const port = await freePort();
    const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${this.#folder}`, 'shared_buffers=512MB'];
    this.#process = spawn(...program('postgres', ['-D', data, '-p', String(port), ...settings.flatMap((one) => ['-c', one])]), { stdio: 'ignore' });
    stopAtExit(this.#process, 'SIGINT');
    for (let attempt = 0; ; attempt++) {
      try {
        run(...program('createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'bench', 'gateway']));
        break;
      } catch (error) {
        if (attempt > 100 || this.#process.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    this.connection = `Host=127.0.0.1;Port=${port};Database=gateway;Username=bench`;
  }

  /** User and system time of all processes of the server so far. */
  cpuMicroseconds() {
    const { pid } = this.#process;
    const { own, ended } = cpuOf(pid);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + cpuOf(child).own, own + ended);
  }

  async stop() {
    if (this.#process && this.#process.exitCode === null) {
      const ended = new Promise((resolve) => this.#process.on('exit', resolve));
      this.#process.kill('SIGINT'); // fast shutdown
      await ended;
    }
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }
}

const isRoot = process.getuid() === 0;

/** A program of the newest installed PostgreSQL, as a command and its arguments. */
function program(name, args) {
  const newest = existsSync(HOME) ? readdirSync(HOME).sort((a, b) => b - a).find((version) => existsSync(join(HOME, version, 'bin/postgres'))) : undefined;
  if (!newest) throw new Error('PostgreSQL is not installed. run.sh installs it.');
  const command = [join(HOME, newest, 'bin', name), ...args];
  if (isRoot) command.unshift('setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups');
  return [command[0], command.slice(1)];
}

function run(command, args) {
  return execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: tmpdir() }).toString().trim();
}
