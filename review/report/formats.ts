import { gitlabTerraform } from './gitlab-terraform';
import { junit } from './junit';
import { markdown } from './markdown';
import type { Report } from './report';
import { sarif } from './sarif';
import { visibleJson } from './visible';

export const FORMATS = ['markdown', 'json', 'sarif', 'junit', 'gitlab'] as const;
/** The formats of a report: `gitlab` is the Terraform report of GitLab. */
export type Format = (typeof FORMATS)[number];

export interface FormatOptions {
  /** The longest Markdown. @default 65,536 characters */
  readonly limit?: number;
  /** Name of the plan's file. @default plan.json */
  readonly planFile?: string;
}

/** A report in one format, as the text of a file. */
export function formatted(report: Report, format: Format, options: FormatOptions = {}): string {
  switch (format) {
    case 'markdown':
      return markdown(report, { limit: options.limit });
    case 'json':
      return `${visibleJson(report)}\n`;
    case 'sarif':
      return `${visibleJson(sarif(report, { planFile: options.planFile }), 2)}\n`;
    case 'junit':
      return junit(report);
    case 'gitlab':
      return `${visibleJson(gitlabTerraform(report))}\n`;
  }
}
