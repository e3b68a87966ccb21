/** Resource types and their attributes, as the generated provider bindings declare them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const RESOURCE = /class (\w+) extends cdktf\.TerraformResource/;
const ATTRIBUTE =
  /this\.(?:get\w+Attribute|interpolationForAttribute)\('(\w+)'\)|\/\/ (\w+) - computed/g;
const CONFIG = /export interface \w+ extends cdktf\.TerraformMetaArguments \{(.*?)\n\}/s;

/** The attributes of each resource type of a provider, blocks included. */
export function attributesByType(provider: 'aws' | 'databricks'): Map<string, Set<string>> {
  const library = join(dirname(require.resolve(`@cdktf/provider-${provider}/package.json`)), 'lib');
  const types = new Map<string, Set<string>>();
  for (const folder of readdirSync(library)) {
    const path = join(library, folder, 'index.js');
    if (folder.startsWith('data-') || !existsSync(path)) continue;
    const code = readFileSync(path, 'utf8');
    const start = RESOURCE.exec(code)?.index;
    const type = /tfResourceType = "(\w+)"/.exec(code)?.[1];
    if (start === undefined || type === undefined) continue;
    const declared = readFileSync(path.replace(/js$/, 'd.ts'), 'utf8');
    const config = CONFIG.exec(declared)?.[1] ?? '';
    types.set(
      type,
      new Set([
        ...[...code.slice(start).matchAll(ATTRIBUTE)].map(([, a, b]) => (a ?? b) as string),
        ...[...config.matchAll(/\{@link [^ ]*?#(\w+) /g)].map(([, name]) => name as string),
      ]),
    );
  }
  return types;
}
