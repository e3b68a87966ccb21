/**
 * References to a secret, which are no secret themselves: `{{secrets/scope/key}}` (Databricks
 * documentation, "Use a secret in a Spark configuration property or environment variable"),
 * Terraform interpolations, and the addresses of secret stores.
 */
const REFERENCE = /\{\{\s*secrets\/[^{}]+\}\}|\$\{[^{}]*\}/g;
const ADDRESS =
  /^(?:arn:[\w-]+:|projects\/[^/]+\/secrets\/|https:\/\/[\w-]+\.vault\.azure\.net\/|vault:|ssm:)/i;
/** Words that stand where a value belongs. */
const PLACEHOLDER =
  /^(?:string|str|text|varchar|null|none|nil|true|false|undefined|password|secret|token|\*+|x+|<[^<>]*>|\(sensitive\)?|\[redacted\]|redacted|\$\w+|%\w+%|\?|:\w+)$/i;

/** A text without the references in it. */
export function withoutReferences(text: string): string {
  return text.includes('{') ? text.replace(REFERENCE, '') : text;
}

/** True if a text is no literal value: a reference, the address of a secret, or a placeholder. */
export function isReference(text: string): boolean {
  const rest = withoutReferences(text).trim();
  return rest === '' || ADDRESS.test(rest) || PLACEHOLDER.test(rest);
}
