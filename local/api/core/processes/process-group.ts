/** Process groups: asking whether one lives, ending one, waiting for it. */
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The command line of process `pid`, or undefined if it does not run. */
export function commandOf(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

/**
 * Returns true if any process of the group `pid` is alive. With `args`, only if its leader still has those on
 * its command line: a process id is used again by the system after its owner is gone.
 */
export function groupIsAlive(pid: number, args?: readonly string[]): boolean {
  try {
    process.kill(-pid, 0);
  } catch {
    return false;
  }
  if (!args) return true;
  const command = commandOf(pid);
  return command !== undefined && args.every((arg) => command.includes(arg));
}

/** Sends `signal` to every process of the group `pid`; no error where it is gone. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // gone already
  }
}

/** Waits until `condition` holds, for at most `milliseconds`; answers whether it came to hold. */
export async function waitFor(condition: () => boolean, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}
