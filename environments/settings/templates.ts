import type { LakehouseSettings } from '.';
import { show } from './problems';

/**
 * Terraform reads `${` and `%{` in any string as a template (Terraform language, "Strings and
 * templates"). In a setting they would be evaluated, or fail in the plan without its name.
 */
const TEMPLATE = /[$%]\{/;

/** Problems of texts, nested ones and keys included, that Terraform would read as a template. */
export function templateProblems(settings: LakehouseSettings): string[] {
  const problems: string[] = [];
  const visit = (field: string, value: unknown): void => {
    if (typeof value === 'string') {
      if (TEMPLATE.test(value)) {
        const problem = 'contains ${ or %{, which start a Terraform template';
        problems.push(`\`${field}\`: ${problem}, got ${show(value)}. Write the value itself`);
      }
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, nested] of Object.entries(value)) {
      const name =
        field === '' ? key : Array.isArray(value) ? `${field}[${key}]` : `${field}.${key}`;
      if (TEMPLATE.test(key)) visit(`${field} (a name)`, key);
      visit(name, nested);
    }
  };
  visit('', settings);
  return problems;
}
