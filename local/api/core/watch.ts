/** Timers of the workspace: delays of any length, and the fire times of a schedule. */
import { nextFireTime, schedule as parsed } from '../../../quartz';

/** The longest delay that a timer takes. */
const MAX_DELAY = 2 ** 31 - 1;

/** Activity until it is stopped. */
export interface Watch {
  stop(): void;
}

/** A watch whose work can be scheduled again. */
export interface Timer extends Watch {
  again(milliseconds: number): void;
}

/** A timer that calls `start` after each delay, or earlier where the delay is longer than a timer takes. */
export function timer(start: (again: Timer['again']) => void): Timer {
  let handle: NodeJS.Timeout | undefined;
  const again = (milliseconds: number): void => {
    clearTimeout(handle);
    handle = setTimeout(() => start(again), Math.min(milliseconds, MAX_DELAY));
  };
  return { again, stop: () => clearTimeout(handle) };
}

/** Does `work` at each fire time of a Quartz expression in a time zone. */
export function atFireTimes(cron: string, timezone: string, work: () => void): Watch {
  const { expression, zone } = parsed(cron, timezone);
  let next = nextFireTime(expression, zone, new Date());
  const ticking = timer((again) => {
    const now = new Date();
    if (next && now >= next) {
      // a workspace that slept through fire times does the work once, as Quartz does by default
      next = nextFireTime(expression, zone, now);
      work();
    }
    if (next) again(next.getTime() - now.getTime());
  });
  if (next) ticking.again(next.getTime() - Date.now());
  return ticking;
}
