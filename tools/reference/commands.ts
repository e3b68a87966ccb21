/** The reference of the command line, from its commander definition. */
import type { Command, Option } from 'commander';

import { page, table } from './table';

/** Returns the page of all commands and their options. */
export function commandReference(program: Command): string {
  const sections = leaves(program).map(([name, command]) => section(name, command));
  return page('Command reference', 'All commands of `npx lakehouse`.', ...sections);
}

/** The commands that run something, with their full names. */
function leaves(command: Command, prefix = ''): [string, Command][] {
  return command.commands.flatMap((one) => {
    const name = `${prefix}${one.name()}`;
    return one.commands.length > 0 ? leaves(one, `${name} `) : [[name, one] as [string, Command]];
  });
}

function section(name: string, command: Command): string {
  const args = command.registeredArguments.map((one) => {
    const shown = `${one.name()}${one.variadic ? '...' : ''}`;
    return one.required ? `<${shown}>` : `[${shown}]`;
  });
  const usage = ['npx lakehouse', name, ...args].join(' ');
  const parts = [`## ${name}`, `${command.description()}.`, `\`\`\`sh\n${usage}\n\`\`\``];
  const rows = [
    ...command.registeredArguments.map((one) => [`\`${one.name()}\``, one.description, '']),
    ...command.options
      .filter((one) => !one.hidden)
      .map((one) => [`\`${one.flags}\``, one.description, defaultOf(one)]),
  ];
  if (rows.length > 0) parts.push(table(['argument or option', 'meaning', 'default'], rows));
  return parts.join('\n\n');
}

function defaultOf({ defaultValue, defaultValueDescription, mandatory }: Option): string {
  if (mandatory && defaultValue === undefined) return 'required';
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  if (defaultValue === undefined || defaultValue === false) return '';
  const value: unknown = defaultValue;
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return isEmpty ? '' : `\`${String(defaultValue)}\``;
}
