/** Actions on registered models, experiments and serving endpoints. */
import { action, type Actions, type Describe } from '../../core/audit/action';

const MODELS = '/unity-catalog/models';
const uc = (name: string, ...fields: string[]) => action('unityCatalog', name, ...fields);
const serving = (name: string, ...fields: string[]) =>
  action('serverlessRealTimeInference', name, ...fields);

/** Requests of MLflow's API on models, which Unity Catalog keeps. */
const ON_MODELS: Readonly<Record<string, string>> = {
  'POST registered-models/create': 'createRegisteredModel',
  'PATCH registered-models/update': 'updateRegisteredModel',
  'DELETE registered-models/delete': 'deleteRegisteredModel',
  'POST registered-models/alias': 'setRegisteredModelAlias',
  'DELETE registered-models/alias': 'deleteRegisteredModelAlias',
  'POST model-versions/create': 'createModelVersion',
  'PATCH model-versions/update': 'updateModelVersion',
  'DELETE model-versions/delete': 'deleteModelVersion',
};

/** `runs/log-batch` is `runsLogBatch`. */
function camelCase(path: string): string {
  return path.replace(/[/-](\w)/g, (_separator, letter: string) => letter.toUpperCase());
}

function mlflow(method: string): Describe {
  return ({ params, body }) => {
    const path = params['*']!;
    const name = ON_MODELS[`${method} ${path}`];
    if (name !== undefined) {
      const { name: model, version, alias } = body;
      return [{ service: 'unityCatalog', name, params: { full_name_arg: model, version, alias } }];
    }
    const { experiment_id: experiment, run_id: run, name: named } = body;
    return [
      {
        service: 'mlflowExperiment',
        name: camelCase(path),
        params: { experimentId: experiment, runId: run, name: named },
      },
    ];
  };
}

export const modelActions: Actions = {
  [`POST ${MODELS}`]: uc('createRegisteredModel', 'name', 'catalog_name', 'schema_name'),
  [`PATCH ${MODELS}/:name`]: uc('updateRegisteredModel', 'full_name_arg=name', 'owner'),
  [`DELETE ${MODELS}/:name`]: uc('deleteRegisteredModel', 'full_name_arg=name'),
  [`PATCH ${MODELS}/:name/versions/:version`]: uc(
    'updateModelVersion',
    'full_name_arg=name',
    'version_arg=version',
  ),
  [`DELETE ${MODELS}/:name/versions/:version`]: uc(
    'deleteModelVersion',
    'full_name_arg=name',
    'version_arg=version',
  ),
  [`PUT ${MODELS}/:name/aliases/:alias`]: uc(
    'setRegisteredModelAlias',
    'full_name_arg=name',
    'alias_arg=alias',
    'version_num',
  ),
  [`DELETE ${MODELS}/:name/aliases/:alias`]: uc(
    'deleteRegisteredModelAlias',
    'full_name_arg=name',
    'alias_arg=alias',
  ),

  'POST /mlflow/*': mlflow('POST'),
  'PATCH /mlflow/*': mlflow('PATCH'),
  'DELETE /mlflow/*': mlflow('DELETE'),

  'POST /serving-endpoints': serving('createServingEndpoint', 'name'),
  'DELETE /serving-endpoints/:name': serving('deleteServingEndpoint', 'name'),
  // its environment variables may be secrets
  'PUT /serving-endpoints/:name/config': serving('updateServingEndpointConfig', 'name'),
  'PATCH /serving-endpoints/:name/tags': serving('updateServingEndpointTags', 'name'),
  'PUT /serving-endpoints/:name/ai-gateway': serving('putAiGateway', 'name'),
  // what is asked of a model may be personal data
  'POST /serving-endpoints/:name/invocations': serving('queryServingEndpoint', 'name'),
};
