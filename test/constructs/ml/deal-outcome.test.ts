import type { SqlWarehouse } from '../../../constructs/compute/sql-warehouse';
import { AccessModel } from '../../../constructs/governance/access-model';
import type { Principals } from '../../../constructs/governance/principals';
import { DealOutcome, type DealOutcomeProps } from '../../../constructs/ml/deal-outcome';
import type { LakehouseSchema } from '../../../constructs/storage/lakehouse-schema';
import { prod } from '../../../environments/prod';
import { resolveSettings } from '../../../environments/settings';
import { Template } from '../../template';
import { notebookJobProps } from '../jobs/notebook-job-props';

const schema = (name: string) => ({ catalogName: 'lakehouse', name }) as LakehouseSchema;
const principals = {
  owners: 'owners',
  dataEngineers: 'engineers',
  analysts: 'analysts',
  jobs: 'jobs',
};

function synthesise(given: Partial<DealOutcomeProps> = {}): Template {
  const { code, ...props } = notebookJobProps();
  const settings = resolveSettings(prod);
  return Template.of(
    (stack) =>
      new DealOutcome(stack, 'Deal outcome', {
        ...props,
        code: Object.assign(code, { path: '/code' }),
        access: new AccessModel(principals as Principals),
        gold: schema('gold'),
        ops: schema('ops'),
        tags: { project: 'lakehouse' },
        analystsGroup: 'analysts',
        servingWorkloadSize: settings.servingWorkloadSize,
        servingScalesToZero: settings.servingScalesToZero,
        servingInferenceTable: settings.servingInferenceTable,
        ...given,
      }),
  );
}

describe('DealOutcome', () => {
  it('registers a protected model, which the jobs train and only data engineers see', () => {
    const template = synthesise();
    expect(template.resource('databricks_registered_model', 'deal_outcome')).toEqual({
      catalog_name: 'lakehouse',
      schema_name: 'gold',
      name: 'deal_outcome',
      comment: 'The probability that a deal is won, by what was said in its calls',
      owner: 'jobs',
      lifecycle: { prevent_destroy: true },
    });
    expect(template.resource('databricks_grants', 'model_deal_outcome')).toEqual({
      model: '${databricks_registered_model.deal_outcome.id}',
      grant: [{ principal: 'engineers', privileges: ['EXECUTE'] }],
    });
  });

  it('has an experiment in the folder of the code', () => {
    const template = synthesise();
    expect(template.resource('databricks_mlflow_experiment', 'deal_outcome')).toEqual({
      name: '/code/deal-outcome',
    });
    expect(template.resource('databricks_permissions', 'experiment_deal_outcome')).toEqual({
      experiment_id: '${databricks_mlflow_experiment.deal_outcome.id}',
      access_control: [
        { group_name: 'engineers', permission_level: 'CAN_READ' },
        { service_principal_name: 'jobs', permission_level: 'CAN_MANAGE' },
      ],
    });
  });

  it('has an endpoint that no deployment puts a version on', () => {
    const template = synthesise();
    expect(template.resource('databricks_model_serving', 'deal_outcome')).toEqual({
      name: 'deal-outcome',
      tags: [{ key: 'project', value: 'lakehouse' }],
      // set by the job, once a version is served
      lifecycle: { ignore_changes: ['ai_gateway'] },
    });
    expect(template.resource('databricks_permissions', 'serving_endpoint_deal_outcome')).toEqual({
      serving_endpoint_id: '${databricks_model_serving.deal_outcome.serving_endpoint_id}',
      access_control: [
        { group_name: 'engineers', permission_level: 'CAN_QUERY' },
        { group_name: 'analysts', permission_level: 'CAN_QUERY' },
        { service_principal_name: 'jobs', permission_level: 'CAN_MANAGE' },
      ],
    });
  });

  it('keeps no requests where that is not wanted', () => {
    const template = synthesise({ servingInferenceTable: false, preventDestroy: false });
    expect(
      (
        template.resource('databricks_job', 'serve_model') as {
          task: { notebook_task: { base_parameters: object } }[];
        }
      ).task[0]?.notebook_task.base_parameters,
    ).toMatchObject({ inference_table: '' });
    expect(template.resource('databricks_registered_model', 'deal_outcome').lifecycle).toEqual({
      prevent_destroy: false,
    });
  });

  it('has a job that moves endpoint and alias, to the champion without a version', () => {
    const told = (template: Template) =>
      template.resource('databricks_job', 'serve_model') as {
        parameter: object[];
        task: { notebook_task: { base_parameters: object } }[];
      };
    const job = told(synthesise());
    expect(job.parameter).toEqual([{ name: 'version', default: '' }]);
    expect(job.task[0]?.notebook_task.base_parameters).toEqual({
      catalog: 'lakehouse',
      model: '${databricks_registered_model.deal_outcome.id}',
      endpoint: '${databricks_model_serving.deal_outcome.name}',
      workload_size: 'Small',
      scale_to_zero: 'true',
      inference_table: 'lakehouse.ops.deal_outcome',
      predictions_warehouse: '',
      analysts_group: 'analysts',
    });
    const onServerless = synthesise({ predictionsWarehouse: { id: 'w1' } as SqlWarehouse });
    expect(told(onServerless).task[0]?.notebook_task.base_parameters).toMatchObject({
      predictions_warehouse: 'w1',
    });
    const large = synthesise({ servingWorkloadSize: 'Large', servingScalesToZero: false });
    expect(told(large).task[0]?.notebook_task.base_parameters).toMatchObject({
      workload_size: 'Large',
      scale_to_zero: 'false',
    });
  });
});
