import { withoutStackTraces } from '../../stacks/without-stack-traces';

const trace = (): string | undefined => new Error('no stack').stack;

describe('withoutStackTraces', () => {
  it('collects no stack within, even where a limit is set, and restores the limit', () => {
    const limit = Error.stackTraceLimit;
    const within = withoutStackTraces(() => {
      Error.stackTraceLimit = 50;
      return trace();
    });
    expect(within ?? '').not.toContain('at ');
    expect(Error.stackTraceLimit).toBe(limit);
    expect(trace()).toContain('at trace');
  });

  it('keeps the message of an error, and restores the limit after it', () => {
    const failing = (): never => {
      throw new Error('`calls`: not above 0, got 0');
    };
    expect(() => withoutStackTraces(failing)).toThrow('`calls`: not above 0, got 0');
    expect(trace()).toContain('at trace');
  });
});
