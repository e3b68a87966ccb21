/** MLflow: experiments, runs and registered models. */
import { creatorField } from '../../core/object-type';
import type { Service } from '../../core/service';
import { SecurableTypes } from '../unity-catalog/securables';
import { mlflowActions } from './actions';
import { experimentsOf } from './experiments';
import { Mlflow } from './mlflow';
import { artifactRoutes, mlflowRoutes } from './mlflow-routes';
import { registeredModelRoutes, registeredModels } from './registered-models';

export const mlflow: Service = {
  name: 'mlflow',
  routes: { ...mlflowRoutes, ...registeredModelRoutes },
  streamRoutes: artifactRoutes,
  actions: mlflowActions,
  objectTypes: {
    experiments: {
      objectType: 'mlflowExperiment',
      levels: ['CAN_READ', 'CAN_EDIT', 'CAN_MANAGE'],
      adminLevel: 'CAN_MANAGE',
      creator: creatorField('experiments', 'creator'),
      path: (state, id) => experimentsOf(state).get(id)?.path,
    },
  },
  open: (ws) => ws.get(SecurableTypes).add(registeredModels),
  close: (ws) => ws.get(Mlflow).server.close(),
};
