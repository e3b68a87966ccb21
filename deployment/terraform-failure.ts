/** The failure in the output of terraform, as one line with the action to take. */
import { CliError } from '../client/errors';

const LONGEST = 1500;
const LOCKED = 'Error acquiring the state lock';
const STALE = 'Saved plan is stale';

/** A command of terraform failed. */
export class TerraformError extends CliError {
  /** False if it changed nothing: it received no lock, or the plan was stale. */
  readonly hasBegun: boolean;

  /**
   * @param command init, plan, apply ...
   * @param output all that it printed, without colours
   */
  constructor(command: string, output: string) {
    super(terraformFailure(command, output));
    this.hasBegun = !output.includes(LOCKED) && !output.includes(STALE);
  }
}

/** The message of a failed command. */
export function terraformFailure(command: string, output: string): string {
  const locked = lockHolder(output);
  if (locked !== undefined) return locked;
  if (output.includes(STALE)) {
    return 'plan: stale, because the state has changed since. Plan again';
  }
  const errors = output
    .split(/^Error: /m)
    .slice(1)
    .map((block) => block.split(/\n\s*\n\s*(?=with |on |Warning: )|^Warning: /m))
    .map(([message = '']) => message.replace(/\s+/g, ' ').trim());
  const why = errors.length > 0 ? errors.join('; ') : (output.trim().split('\n').at(-1) ?? '');
  return `terraform ${command} failed: ${cut(why) || 'it printed nothing'}`;
}

function lockHolder(output: string): string | undefined {
  if (!output.includes(LOCKED)) return undefined;
  const field = (name: string): string =>
    new RegExp(`^\\s*${name}:\\s*(.+)$`, 'm').exec(output)?.[1]?.trim() ?? 'unknown';
  return (
    `the state is locked by ${field('Who')} since ${field('Created')} (${field('Operation')}): ` +
    `wait for it to end, give --lock-timeout, or, when it has died, ` +
    `\`terraform force-unlock ${field('ID')}\` in the stack's folder`
  );
}

const cut = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)} ... (the log has all of it)` : text;
