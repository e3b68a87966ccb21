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
  const found = interfaceOf(parse(source), name);
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

/** A topic of the settings: its interface, and the interfaces of its groups of settings. */
export interface SettingsTopic {
  readonly name: string;
  /** The text of the file that declares it. */
  readonly source: string;
}

/**
 * Returns the topics that the interface of all settings extends, in their order.
 * @param index source of environments/settings/index.ts
 * @param read returns the source of a module of that folder
 */
export function settingsTopics(index: string, read: (module: string) => string): SettingsTopic[] {
  const file = parse(index);
  const modules = new Map<string, string>();
  for (const one of file.statements.filter(ts.isImportDeclaration)) {
    const names = one.importClause?.namedBindings;
    if (names === undefined || !ts.isNamedImports(names)) continue;
    const { text: module } = one.moduleSpecifier as ts.StringLiteral;
    for (const { name } of names.elements) modules.set(name.text, module);
  }
  const bases = interfaceOf(file, 'LakehouseSettings').heritageClauses?.flatMap(
    ({ types }) => types,
  );
  return (bases ?? []).map((base) => {
    const name = base.expression.getText();
    return { name, source: read(modules.get(name) ?? '') };
  });
}

/**
 * Returns the page of the settings of an environment.
 * @param environments by name; the first that sets a value is its example
 */
export function settingsReference(
  topics: readonly SettingsTopic[],
  environments: Readonly<Record<string, object>>,
): string {
  const sections = topics.map(({ name, source }) => {
    const groups = exportedInterfaces(source).filter((one) => one !== name);
    return [
      `## ${name.replace(/Settings$/, '')}`,
      documentation(source, name),
      '',
      table(
        ['setting', 'type', 'default', 'meaning', 'example'],
        documentedFields(source, name).map((field) => [
          ...cells(field),
          example(field.name, environments),
        ]),
      ),
      ...groups.flatMap((group) => [
        '',
        `### \`${group}\``,
        documentation(source, group),
        '',
        table(
          ['field', 'type', 'default', 'meaning'],
          documentedFields(source, group).map((field) => cells(field)),
        ),
      ]),
    ].join('\n');
  });
  return page(
    'Settings reference',
    'Settings of an environment: a file of `environments/`. Examples are from the shipped environments.',
    sections.join('\n\n'),
  );
}

const cells = ({ name, type, fallback, description }: DocumentedField): string[] => [
  `\`${name}\``,
  `\`${type}\``,
  fallback,
  description,
];

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile('settings.ts', source, ts.ScriptTarget.ES2022, true);
}

function interfaceOf(file: ts.SourceFile, name: string): ts.InterfaceDeclaration {
  const found = file.statements.find(
    (one): one is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(one) && one.name.text === name,
  );
  if (found === undefined) throw new Error(`the source: no interface ${name}. Check the name`);
  return found;
}

function exportedInterfaces(source: string): string[] {
  return parse(source)
    .statements.filter(ts.isInterfaceDeclaration)
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .map(({ name }) => name.text);
}

function documentation(source: string, name: string): string {
  const [doc] = interfaceOf(parse(source), name).getChildren().filter(ts.isJSDoc);
  return text(doc?.comment);
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
