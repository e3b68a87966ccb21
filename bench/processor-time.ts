/** Processor time of a process and its descendants, from `/proc` (proc(5), file `stat`). */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second of `/proc`: USER_HZ, 100 on every Linux that Node.js supports. */
const TICKS = 100;

interface Usage {
  readonly parent: number;
  readonly seconds: number;
}

/** Returns the processor seconds of `root` and its descendants, ended children included. */
export function processorSeconds(root: number): number {
  const processes = new Map<number, Usage>();
  for (const name of readdirSync('/proc')) {
    const usage = /^\d+$/.test(name) ? usageOf(Number(name)) : undefined;
    if (usage) processes.set(Number(name), usage);
  }
  const below = (pid: number): boolean => {
    for (let at = pid; at > 1; at = processes.get(at)?.parent ?? 0) if (at === root) return true;
    return false;
  };
  return [...processes.keys()]
    .filter(below)
    .reduce((sum, pid) => sum + processes.get(pid)!.seconds, 0);
}

function usageOf(pid: number): Usage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the name of the program, in parentheses, may contain blanks
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), seconds: ticks / TICKS };
  } catch {
    return undefined;
  }
}
