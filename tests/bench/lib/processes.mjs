import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** One core for the measured server, and the other for wrk and this script. */
const SERVER_CORE = '0';
export const LOAD_CORE = '1';

const SETTLING = { everyMilliseconds: 100, idleMicroseconds: 10_000, tries: 300 };

/** A start takes a few seconds, and a multiple of that on a busy machine. */
const STARTING = { everyMilliseconds: 200, tries: 1500 };

const children = new Map();
process.once('exit', () => children.forEach((signal, child) => child.kill(signal)));

/** Stops a child process with the given signal when this process exits. */
export function stopAtExit(child, signal) {
  children.set(child, signal);
  child.once('exit', () => children.delete(child));
}

/** A server process, started on a free port, pinned to its core, and stopped by its process id. */
export class Server {
  #process;

  /** command: program and arguments, to which --urls is added; environment: variables in addition to those of this process. */
  constructor({ name, command, environment }) {
    Object.assign(this, { name, command, environment });
  }

  /** True if the server supports the scenario. */
  supports() {
    return true;
  }

  async start() {
    this.base = `http://127.0.0.1:${await freePort()}`;
    this.#process = spawn('taskset', ['-c', SERVER_CORE, ...this.command, '--urls', this.base], {
      env: { ...process.env, ...this.environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    stopAtExit(this.#process, 'SIGTERM');
    for (let attempt = 0; attempt < STARTING.tries; attempt++) {
      const { exitCode, signalCode } = this.#process;
      if (exitCode !== null || signalCode !== null) throw new Error(`${this.name} exited with ${exitCode ?? signalCode}`);
      const response = await fetch(`${this.base}/health/ready`).catch(() => undefined);
      if (response?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, STARTING.everyMilliseconds));
    }
    throw new Error(`${this.name} was not ready within five minutes`);
  }

  async stop() {
    if (!this.#process || this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.on('exit', resolve));
    this.#process.kill('SIGTERM');
    await ended;
  }

  /** User and system time of the process so far. */
  cpuMicroseconds() {
    return cpuOf(this.#process.pid).own;
  }

  /**
   * Waits until the process is idle. wrk disconnects with an open request on every connection, and a slow server works on them for a second or more,
   * on the core of the next server.
   */
  async settle() {
    let spent = this.cpuMicroseconds();
    for (let attempt = 0; attempt < SETTLING.tries; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, SETTLING.everyMilliseconds));
      const now = this.cpuMicroseconds();
      if (now - spent <= SETTLING.idleMicroseconds) return;
      spent = now;
    }
    throw new Error(`${this.name} is still busy half a minute after its run`);
  }

  /** The memory that is only this process's and that the kernel cannot read again from a file. */
  anonymousMebibytes() {
    return Number(/Anonymous:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.#process.pid}/smaps_rollup`, 'utf8'))[1]) / 1024;
  }

  /** The peak resident memory of the process. */
  peakMebibytes() {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.#process.pid}/status`, 'utf8'))[1]) / 1024;
  }
}

/** User and system time in microseconds, of a process and of its children that have ended (fields 14 to 17 of /proc/PID/stat, in ticks of 10 ms). */
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ').map(Number);
  return { own: (fields[11] + fields[12]) * 10_000, ended: (fields[13] + fields[14]) * 10_000 };
}

/** A free port. */
export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
