import { Group } from '@cdktf/provider-databricks/lib/group';
import { ServicePrincipal } from '@cdktf/provider-databricks/lib/service-principal';
import { Construct } from 'constructs';

import { withLogicalId } from '../logical-id';

export interface PrincipalsProps {
  /** Made here, or owned by an identity provider and only named here. */
  readonly identities: 'declared' | 'referenced';
  readonly dataEngineersGroup: string;
  readonly analystsGroup: string;
  readonly jobsPrincipalName: string;
  /**
   * The application id of the jobs' service principal.
   * @default - the one it gets when it is declared
   */
  readonly jobsPrincipalId?: string;
}

/** Who there is: the groups that people work in, and the service principal that jobs run as. */
export class Principals extends Construct {
  public readonly dataEngineers: string;
  public readonly analysts: string;
  /** The application id: what grants, permissions and `run_as` know a service principal by. */
  public readonly jobs: string;

  constructor(scope: Construct, id: string, props: PrincipalsProps) {
    super(scope, id);
    if (props.identities === 'referenced') {
      if (props.jobsPrincipalId === undefined) {
        throw new Error(
          '`jobsPrincipalId` must be given where identities are referenced, got: nothing',
        );
      }
      this.dataEngineers = props.dataEngineersGroup;
      this.analysts = props.analystsGroup;
      this.jobs = props.jobsPrincipalId;
      return;
    }
    this.dataEngineers = this.declareGroup('data_engineers', props.dataEngineersGroup);
    this.analysts = this.declareGroup('analysts', props.analystsGroup);
    const jobs = new ServicePrincipal(this, 'jobs', {
      displayName: props.jobsPrincipalName,
      applicationId: props.jobsPrincipalId,
    });
    this.jobs = withLogicalId(jobs, 'jobs').applicationId;
  }

  private declareGroup(id: string, displayName: string): string {
    const group = new Group(this, id, {
      displayName,
      workspaceAccess: true,
      databricksSqlAccess: true,
    });
    return withLogicalId(group, id).displayName;
  }
}
