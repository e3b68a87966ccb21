/**
 * Runs a synth without stack traces, and restores them afterwards.
 *
 * cdktf records the whole stack for each token (`cdktf/lib/tokens/private/stack-trace.js`), a tenth of a synth, and sets
 * `Error.stackTraceLimit` for it. V8 collects no stack while that property is not a number (V8, "Stack trace API").
 */
export function withoutStackTraces<T>(synth: () => T): T {
  const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')!;
  Object.defineProperty(Error, 'stackTraceLimit', {
    configurable: true,
    get: () => undefined,
    set: () => undefined,
  });
  try {
    return synth();
  } finally {
    Object.defineProperty(Error, 'stackTraceLimit', limit);
  }
}
