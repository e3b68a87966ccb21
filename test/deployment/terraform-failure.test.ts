import { TerraformError, terraformFailure } from '../../deployment/terraform-failure';

describe('terraformFailure', () => {
  it('names who holds the lock, and what to do', () => {
    const output = `
Error: Error acquiring the state lock

Error message: resource temporarily unavailable
Lock Info:
  ID:        6f0c8f8e-9a1b-4f0e-8d4e-1f6d7d1f0a11
  Path:      /srv/prod/terraform.tfstate
  Operation: OperationTypeApply
  Who:       runner@ci-7
  Version:   1.11.4
  Created:   2026-11-25 15:42:17.5 +0000 UTC
  Info:


Terraform acquires a state lock to protect the state from being written
by multiple users at the same time.
`;
    expect(terraformFailure('plan', output)).toBe(
      'the state is locked by runner@ci-7 since 2026-11-25 15:42:17.5 +0000 UTC (OperationTypeApply): ' +
        'wait for it to end, give --lock-timeout, or, when it has died, ' +
        "`terraform force-unlock 6f0c8f8e-9a1b-4f0e-8d4e-1f6d7d1f0a11` in the stack's folder",
    );
  });

  it('tells a command that may have changed something from one that has not begun', () => {
    const begun = (output: string): boolean => new TerraformError('apply', output).hasBegun;
    expect(begun('Error: cannot create job')).toBe(true);
    expect(begun('Error: Error acquiring the state lock')).toBe(false);
    expect(begun('Error: Saved plan is stale')).toBe(false);
  });

  it('says that a plan is stale', () => {
    const output = 'Error: Saved plan is stale\n\nThe given plan file can no longer be applied\n';
    expect(terraformFailure('apply', output)).toBe(
      'plan: stale, because the state has changed since. Plan again',
    );
  });

  it('tells every error in a line, without where it stands in generated code', () => {
    const output = `databricks_job.ingest: Modifying...

Error: cannot update job: node type m9.huge
is not known

  with databricks_job.ingest,
  on cdk.tf.json line 400, in resource.databricks_job.ingest:
 400:       },

Error: cannot create volume: no such schema

  with databricks_volume.landing,
`;
    expect(terraformFailure('apply', output)).toBe(
      'terraform apply failed: cannot update job: node type m9.huge is not known; ' +
        'cannot create volume: no such schema',
    );
  });

  it('cuts what is too long, and falls back to the last line', () => {
    expect(terraformFailure('init', `Error: ${'x'.repeat(5000)}`)).toMatch(
      /^terraform init failed: x{1500} \.\.\. \(the log has all of it\)$/,
    );
    expect(terraformFailure('init', 'one\ntwo\n')).toBe('terraform init failed: two');
    expect(terraformFailure('init', '')).toBe('terraform init failed: it printed nothing');
  });
});
