/** Audit actions on registered models and experiments. */
import { type Actions, type Describe, unityCatalogAction as uc } from '../../core/audit/action';

const MODELS = '/unity-catalog/models';

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

export const mlflowActions: Actions = {
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
};
