/** The reference of the settings, from the source of their type. */
import ts from 'typescript';

import { page, table } from './table';

/** One documented field of an interface. */
export interface DocumentedField {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  /** Text of `@default`; `required` for a field without a question mark. */
  readonly fallback: string;
}

/**
 * Returns the fields of an interface with their documentation.
 * @throws Error for a source without that interface
 */
export function documentedFields(source: string, name: string): DocumentedField[] {
  const file = ts.createSourceFile('settings.ts', source, ts.ScriptTarget.ES2022, true);
  const found = file.statements.find(
    (one): one is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(one) && one.name.text === name,
  );
  if (found === undefined) throw new Error(`the source: no interface ${name}. Check the name`);
  return found.members.filter(ts.isPropertySignature).map((member) => {
    const [doc] = member.getChildren().filter(ts.isJSDoc);
    const fallback = doc?.tags?.find(({ tagName }) => tagName.text === 'default')?.comment;
    return {
      name: member.name.getText(),
      type: (member.type?.getText() ?? 'unknown').replace(/^\|\s*/, '').replace(/\s+/g, ' '),
      description: text(doc?.comment),
      fallback: member.questionToken ? text(fallback).replace(/^-\s*/, '') : 'required',
    };
  });
}

/**
 * Returns the page of the settings of an environment.
 * @param source of environments/settings.ts
 * @param environments by name; the first that sets a value is its example
 */
export function settingsReference(
  source: string,
  environments: Readonly<Record<string, object>>,
): string {
  const rows = documentedFields(source, 'LakehouseSettings').map((field) => [
    `\`${field.name}\``,
    `\`${field.type}\``,
    field.fallback,
    field.description,
    example(field.name, environments),
  ]);
  return page(
    'Settings reference',
    'Settings of an environment: a file of `environments/`. Examples are from the shipped environments.',
    table(['setting', 'type', 'default', 'meaning', 'example'], rows),
  );
}

/** The first value that is short and names no path of a machine. */
function example(name: string, environments: Readonly<Record<string, object>>): string {
  for (const settings of Object.values(environments)) {
    const value = (settings as Record<string, unknown>)[name];
    const shown = JSON.stringify(value);
    if (shown !== undefined && shown.length <= 80) return `\`${shown}\``;
  }
  return '';
}

const text = (comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string =>
  (ts.getTextOfJSDocComment(comment) ?? '').replace(/\s+/g, ' ').trim();
