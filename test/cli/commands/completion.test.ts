import { execFileSync } from 'node:child_process';

import { completionScript } from '../../../cli/commands/completion';
import { program } from '../../../cli/main';

/** The completions that bash offers for the last of the words. */
function completions(...words: string[]): string[] {
  const script = completionScript(program(), 'bash');
  const line = words.map((word) => `'${word}'`).join(' ');
  const ask = `${script}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _lakehouse; echo "\${COMPREPLY[@]}"`;
  const shown = execFileSync('bash', ['-c', ask], { encoding: 'utf8' });
  return shown.trim().split(' ').filter(Boolean);
}

describe('completion', () => {
  it('offers commands, with npx and without', () => {
    expect(completions('lakehouse', 'res')).toEqual(['reset', 'restore']);
    expect(completions('npx', 'lakehouse', 'res')).toEqual(['reset', 'restore']);
  });

  it('offers options and subcommands of a command', () => {
    expect(completions('lakehouse', 'sql', '--wa')).toEqual(['--warehouse']);
    expect(completions('npx', 'lakehouse', 'model', 'r')).toEqual(['rollback']);
  });

  it('offers nothing for another program of npx', () => {
    expect(completions('npx', 'other', 're')).toEqual([]);
  });

  it('has every command in the script of each shell', () => {
    for (const shell of ['bash', 'zsh', 'fish'] as const) {
      const script = completionScript(program(), shell);
      for (const { name } of program().commands.map((one) => ({ name: one.name() }))) {
        expect(script).toContain(name);
      }
    }
  });
});

describe('help', () => {
  it('groups every command by task, with examples', () => {
    const help = program().helpInformation();
    expect(help).not.toMatch(/^Commands:/m);
    expect(help.match(/^\S.*:$/gm)).toEqual([
      'Options:',
      'Local workspace:',
      'Set up an environment:',
      'Load and query:',
      'Repair and erase:',
      'Contracts:',
      'Model:',
      'Plan and deploy:',
      'Other:',
    ]);
  });
});
