/** Text as Terraform leaves it alone: what looks like its own templates is escaped. */
export function terraformText(text: string): string {
  return text.replace(/[$%](?=\{)/g, '$&$&');
}
