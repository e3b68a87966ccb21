/** Declarative pipelines and their updates. */
import { creatorField } from '../../core/object-type';
import type { Service } from '../../core/service';
import { pipelineActions } from './actions';
import { Pipelines } from './pipelines';
import { pipelineRoutes } from './routes';

export const pipelines: Service = {
  name: 'pipelines',
  routes: pipelineRoutes,
  actions: pipelineActions,
  objectTypes: {
    pipelines: {
      objectType: 'pipelines',
      levels: ['CAN_VIEW', 'CAN_RUN', 'CAN_MANAGE', 'IS_OWNER'],
      adminLevel: 'CAN_MANAGE',
      creator: creatorField('pipelines', 'creator_user_name'),
    },
  },
  // ends the updates that were under way when the workspace stopped
  open: (ws) => void ws.get(Pipelines),
  close: (ws) => ws.get(Pipelines).close(),
};
