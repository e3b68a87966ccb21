import type { Policy } from './policy';

export const actionInvoked: Policy = {
  name: 'action-invoked',
  severity: 'block',
  rule: 'an action or a provisioner has effects that no plan shows (Terraform documentation, "Actions", "Provisioners")',
  repair: 'Read what the action does, and override the finding with the reason for it.',
  check: ({ plan, changes }) => [
    ...plan.actions.map(({ address, trigger, deferred }) => ({
      address,
      message: `is invoked by ${trigger}${deferred === undefined ? '' : `, in a later apply (${deferred})`}`,
    })),
    // provisioners run when a resource is created or destroyed
    ...changes
      .filter(({ action }) => action === 'create' || action === 'replace' || action === 'delete')
      .flatMap((change) =>
        plan.provisioners(change).map((type) => ({
          address: change.address,
          subject: type,
          // code of the configuration, which its own review shows
          severity: 'warn' as const,
          message: `runs the provisioner ${type}`,
        })),
      ),
  ],
};
