/** `lakehouse completion`: a script that completes commands and options in a shell. */
import { Argument, Command } from 'commander';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** @param lakehouse whose commands are completed, read when the command runs */
export function completionCommand(lakehouse: Command): Command {
  return new Command('completion')
    .description('print a completion script: eval "$(npx lakehouse completion bash)"')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell) => console.log(completionScript(lakehouse, shell)));
}

/** Returns the script; it completes `lakehouse` and the words after `npx lakehouse`. */
export function completionScript(lakehouse: Command, shell: Shell): string {
  const words = new Map(lakehouse.commands.map((one) => [one.name(), wordsOf(one)]));
  return shell === 'fish' ? fish(lakehouse) : `${shell === 'zsh' ? ZSH : ''}${bash(words)}`;
}

/** Long options and subcommands of a command. */
function wordsOf(command: Command): string[] {
  const options = command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : []));
  return [...command.commands.map((one) => one.name()), ...options, '--help'];
}

/** zsh runs the script of bash by its own compatibility module. */
const ZSH = 'autoload -U +X bashcompinit && bashcompinit\n';

function bash(words: ReadonlyMap<string, readonly string[]>): string {
  const cases = [...words].map(([name, all]) => `    ${name}) words="${all.join(' ')}" ;;`);
  return `_lakehouse() {
  local at=1 words
  [ "\${COMP_WORDS[0]}" = npx ] && at=2
  if [ "$at" = 2 ] && [ "\${COMP_WORDS[1]}" != lakehouse ]; then return; fi
  case "$([ "$COMP_CWORD" -gt "$at" ] && echo "\${COMP_WORDS[$at]}")" in
    '') words="${[...words.keys()].join(' ')}" ;;
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[$COMP_CWORD]}"))
}
complete -o default -F _lakehouse lakehouse npx`;
}

function fish(lakehouse: Command): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;
  return lakehouse.commands
    .flatMap((one) => [
      `complete -c lakehouse -n __fish_use_subcommand -a ${one.name()} -d ${quoted(one.description())}`,
      ...one.options
        .filter(({ long, hidden }) => long && !hidden)
        .map(
          ({ long, description }) =>
            `complete -c lakehouse -n '__fish_seen_subcommand_from ${one.name()}' -l ${long!.slice(2)} -d ${quoted(description)}`,
        ),
    ])
    .join('\n');
}
