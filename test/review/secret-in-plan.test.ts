import { createHash } from 'node:crypto';

import fc from 'fast-check';

import { markdown } from '../../review/report/markdown';
import { reviewPlan } from '../../review/review-plan';
import { planOf, resource, settings } from './plan-of';

type Body = Record<string, unknown>;
const SECRET = 'hunter2-hunter2';

/** The paths that the policy finds; the report must not hold the secret in any form. */
function found(address: string, before: Body | null, after: Body, more = {}): string[] {
  const report = reviewPlan(planOf(resource(address, before, after, more)), { settings });
  expect(JSON.stringify(report)).not.toContain(SECRET);
  expect(markdown(report)).not.toContain(SECRET);
  return report.findings
    .filter(({ policy }) => policy === 'secret-in-plan')
    .map(({ message }) => /`([^`]*)`|the file (\S+)/.exec(message)!.slice(1).join(''));
}

const job = (cluster: Body, task: Body = {}): Body => ({
  name: 'ingest',
  task: [{ task_key: 'land', notebook_task: [task] }],
  job_cluster: [{ job_cluster_key: 'c', new_cluster: [{ policy_id: 'p', ...cluster }] }],
});

describe('secret-in-plan', () => {
  it('finds secrets by name in Spark configuration, environment and parameters', () => {
    const spark_conf = { 'fs.azure.account.key.a.dfs.core.windows.net': SECRET, 'spark.x': 'y' };
    const spark_env_vars = { PGPASSWORD: SECRET };
    const base_parameters = { apiKey: SECRET, url: `jdbc:x://h?password=${SECRET}` };
    const body = job({ spark_conf, spark_env_vars }, { base_parameters });
    expect(found('databricks_job.a', null, body)).toEqual([
      'task.notebook_task.base_parameters.apiKey',
      'task.notebook_task.base_parameters.url',
      'job_cluster.new_cluster.spark_conf.fs.azure.account.key.a.dfs.core.windows.net',
      'job_cluster.new_cluster.spark_env_vars.PGPASSWORD',
    ]);
  });

  it('lets references to secret scopes pass', () => {
    const spark_conf = { 'spark.hadoop.fs.s3a.secret.key': '{{secrets/lake/s3}}' };
    expect(found('databricks_job.a', null, job({ spark_conf }))).toEqual([]);
    const sensitive = {
      after_sensitive: { job_cluster: [{ new_cluster: [{ spark_conf: true }] }] },
    };
    expect(found('databricks_job.a', null, job({ spark_conf }), sensitive)).toEqual([]);
  });

  it('finds a sensitive value that the service stores where everyone reads it', () => {
    const sensitive = {
      after_sensitive: { job_cluster: [{ new_cluster: [{ spark_conf: { 'spark.x': true } }] }] },
    };
    expect(
      found('databricks_job.a', null, job({ spark_conf: { 'spark.x': SECRET } }), sensitive),
    ).toEqual(['job_cluster.new_cluster.spark_conf.spark.x']);
    const secret = { scope: 's', key: 'k', string_value: SECRET };
    const marked = { after_sensitive: { string_value: true } };
    expect(found('databricks_secret.a', null, secret, marked)).toEqual([]);
  });

  it('finds the value beside a name, and after an option', () => {
    const parameters = { parameter: [{ name: 'db_password', default: SECRET }] };
    expect(found('databricks_job.a', null, { ...job({}), ...parameters })).toEqual([
      'parameter.default',
    ]);
    const args = { spark_python_task: [{ parameters: ['--user', 'u', '--password', SECRET] }] };
    expect(found('databricks_job.a', null, { name: 'j', task: [args] })).toEqual([
      'task.spark_python_task.parameters.3',
    ]);
  });

  it('finds secrets in documents and in encoded files', () => {
    const definition = JSON.stringify({
      'spark_conf.fs.s3a.secret.key': { type: 'fixed', value: SECRET },
    });
    expect(found('databricks_cluster_policy.a', null, { definition })).toEqual(['definition']);
    const script = `#!/bin/bash\nexport API_TOKEN=${SECRET}\n`;
    const content_base64 = Buffer.from(script).toString('base64');
    const init = 'databricks_global_init_script.a';
    expect(found(init, null, { name: 'i', content_base64 })).toEqual(['content_base64']);
  });

  it('finds secrets in deployed files, and shows no diff of them', () => {
    const [old, now] = ['a = 1\n', `a = 1\npassword = "${SECRET}"\n`];
    const file = (text: string) => ({
      path: `${settings.workspaceRoot}/notebooks/land_feed.py`,
      md5: createHash('md5').update(text).digest('hex'),
    });
    const report = reviewPlan(
      planOf(resource('databricks_workspace_file.a', file(old), file(now))),
      { settings, sources: { before: () => old, after: () => now } },
    );
    expect(report.findings.map(({ message }) => message)).toEqual([
      'the file notebooks/land_feed.py holds the value of password as plain text',
    ]);
    expect(JSON.stringify(report)).not.toContain(SECRET);
  });

  it('does not repeat a secret in a name, an address or a drifted attribute', () => {
    const body = { name: `job ${SECRET}`, password: SECRET, description: `with ${SECRET}` };
    const report = reviewPlan(
      {
        ...planOf(resource(`databricks_job.a["${SECRET}"]`, null, body)),
        resource_drift: [resource('databricks_job.b', { name: 'b' }, { ...body, name: 'b' })],
      },
      { settings },
    );
    expect(JSON.stringify(report)).not.toContain(SECRET);
    expect(report.rooms[0]!.changes[0]!.title).toBe('job (sensitive)');
  });

  it('holds for any secret under any name of one', () => {
    const name = fc.constantFrom('password', 'API-KEY', 'clientSecret', 'x.secret.key', 'TOKEN');
    const text = fc.stringMatching(/^[A-Za-z0-9!#%^*_-]{12,40}$/);
    const place = fc.constantFrom('spark_conf', 'spark_env_vars', 'custom_tags');
    fc.assert(
      fc.property(name, text, place, (key, value, where) => {
        const body = job({ [where]: { [key]: `v${value}` } });
        const report = reviewPlan(planOf(resource('databricks_job.a', null, body)), { settings });
        expect(report.findings.map(({ policy }) => policy)).toContain('secret-in-plan');
        expect(JSON.stringify(report)).not.toContain(value);
      }),
      { numRuns: 200 },
    );
  });
});
