import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Milliseconds between two looks. */
const interval = 500;

/**
 * Has `npm start` end with its npm, however that ends. Between npm and this process stands a shell, which npm does not take with it when it is
 * killed, and which hands on no signal: neither shows here, and standard input is the terminal's. So the line of parents up to npm is
 * watched, and SIGTERM is sent to this process when it breaks; its children hear of its end by their standard input. Without npm, and on Windows,
 * nothing is watched.
 */
export function endWithNpm(): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const above = process.ppid;
  const first = look(above);
  // Some shells become the command that they run: then npm is right above, and who is above npm is nobody's business.
  const npm = first?.isShell ? first.parent : undefined;
  const timer = setInterval(() => {
    if (process.ppid === above && (npm === undefined || look(above)?.parent === npm)) return;
    clearInterval(timer);
    // Who read what is printed may be gone as well, which must not cut the orderly end short.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
    process.kill(process.pid, 'SIGTERM');
  }, interval).unref();
}

interface Seen {
  readonly parent: number;
  /** It was given a command line to run: `sh -c '...'`. */
  readonly isShell: boolean;
}

/** Undefined: there is no such process, or it cannot be seen here. */
function look(pid: number): Seen | undefined {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // `pid (name) state parent ...`, and a name may hold anything.
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const args = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
      return { parent: Number(parent), isShell: args[1] === '-c' };
    }
    const line = execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
    const [parent, , option] = line.trim().split(/\s+/);
    return { parent: Number(parent), isShell: option === '-c' };
  } catch {
    return undefined;
  }
}
