import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** One core for whichever server is asked, the other for wrk and for this script. */
const SERVER_CORE = '0';
export const LOAD_CORE = '1';

const SETTLING = { everyMilliseconds: 100, idleMicroseconds: 10_000, tries: 300 };

const children = new Map();
process.once('exit', () => children.forEach((signal, child) => child.kill(signal)));

/** Ends a program with this one, by the signal it understands. */
export function endWithUs(child, signal) {
  children.set(child, signal);
  child.once('exit', () => children.delete(child));
}

/** A server process of ours: started on a free port, pinned to its core, stopped by its own id. */
export class Server {
  #process;

  /** command: program and arguments, to which --urls is added; environment: variables beside those of this process. */
  constructor({ name, command, environment }) {
    Object.assign(this, { name, command, environment });
  }

  /** Whether it has answers to a scenario's question. */
  answers() {
    return true;
  }

  async start() {
    this.base = `http://127.0.0.1:${await freePort()}`;
    this.#process = spawn('taskset', ['-c', SERVER_CORE, ...this.command, '--urls', this.base], {
      env: { ...process.env, ...this.environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    endWithUs(this.#process, 'SIGTERM');
    for (let attempt = 0; attempt < 300; attempt++) {
      if (this.#process.exitCode !== null) throw new Error(`${this.name} ended with ${this.#process.exitCode}`);
      const response = await fetch(`${this.base}/health/ready`).catch(() => undefined);
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

  /**
   * Waits until the process has nothing left to do. wrk hangs up with a question open on every connection; a slow server answers them for a second or more,
   * on the core of whoever is asked next.
   */
  async settle() {
    let spent = this.cpuMicroseconds();
    for (let attempt = 0; attempt < SETTLING.tries; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, SETTLING.everyMilliseconds));
      const now = this.cpuMicroseconds();
      if (now - spent <= SETTLING.idleMicroseconds) return;
      spent = now;
    }
    throw new Error(`${this.name} is still busy half a minute after its turn`);
  }

  /** The most resident memory the process ever held. */
  peakMebibytes() {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.#process.pid}/status`, 'utf8'))[1]) / 1024;
  }
}

/** A port nobody listens on. */
export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
