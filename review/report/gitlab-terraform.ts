import type { Report } from './report';

/**
 * The counts that a merge request shows (GitLab documentation, "artifacts:reports:terraform"). As in
 * GitLab's own template, a replaced resource is both created and deleted.
 */
export function gitlabTerraform({ summary }: Report): object {
  return {
    create: summary.create + summary.replace,
    update: summary.update,
    delete: summary.delete + summary.replace,
  };
}
