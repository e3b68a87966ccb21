/**
 * URL of the repository's files at the commit that a CI system runs, by the variables that it sets
 * (GitHub documentation, "Variables reference"; GitLab documentation, "Predefined CI/CD variables
 * reference"); undefined elsewhere.
 */
export function documentationBase(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA, CI_PROJECT_URL, CI_COMMIT_SHA } = env;
  if (GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_SHA) {
    return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA}`;
  }
  if (CI_PROJECT_URL && CI_COMMIT_SHA) return `${CI_PROJECT_URL}/-/blob/${CI_COMMIT_SHA}`;
  return undefined;
}
