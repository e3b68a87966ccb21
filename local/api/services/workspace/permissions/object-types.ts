/** The objects that have an access control list, and the levels that each may grant. */
import type { Workspace } from '../../../core/workspace';

/** One type of object that has an access control list. */
export interface ObjectType {
  /** The name of the type in answers. */
  readonly objectType: string;
  readonly levels: readonly string[];
  /** The level that the workspace's admins inherit. */
  readonly adminLevel: string;
  /** Returns the creator of an existing object. */
  creator(ws: Workspace, id: string): string | undefined;
  /**
   * The path in the workspace tree, from whose folders the object inherits permissions.
   * @default - the object is outside the tree
   */
  path?(ws: Workspace, id: string): string | undefined;
}

function inCollection(collection: string, creatorField: string) {
  return (ws: Workspace, id: string): string | undefined => {
    const entity = ws.state.collection(collection).get(id);
    return entity && (entity[creatorField] ?? '');
  };
}

function workspaceObject(kind: string) {
  return (ws: Workspace, id: string): string | undefined => {
    if (kind === 'DIRECTORY' && id === '0') return '';
    const object = ws.files.byId(id);
    return object?.object_type === kind ? (object.created_by ?? '') : undefined;
  };
}

function treePath(ws: Workspace, id: string): string | undefined {
  return ws.files.byId(id)?.path;
}

const TREE_LEVELS = ['CAN_READ', 'CAN_RUN', 'CAN_EDIT', 'CAN_MANAGE'];

const warehouse: ObjectType = {
  objectType: 'warehouses',
  levels: ['CAN_USE', 'CAN_VIEW', 'CAN_MONITOR', 'CAN_MANAGE', 'IS_OWNER'],
  adminLevel: 'CAN_MANAGE',
  creator: inCollection('warehouses', 'creator_name'),
};

export const OBJECT_TYPES: Record<string, ObjectType> = {
  jobs: {
    objectType: 'job',
    levels: ['CAN_VIEW', 'CAN_MANAGE_RUN', 'CAN_MANAGE', 'IS_OWNER'],
    adminLevel: 'CAN_MANAGE',
    creator: inCollection('jobs', 'creator_user_name'),
  },
  pipelines: {
    objectType: 'pipelines',
    levels: ['CAN_VIEW', 'CAN_RUN', 'CAN_MANAGE', 'IS_OWNER'],
    adminLevel: 'CAN_MANAGE',
    creator: inCollection('pipelines', 'creator_user_name'),
  },
  'cluster-policies': {
    objectType: 'cluster-policy',
    levels: ['CAN_USE'],
    adminLevel: 'CAN_USE',
    creator: inCollection('cluster_policies', 'creator_user_name'),
  },
  'sql/warehouses': warehouse,
  warehouses: warehouse,
  dashboards: {
    objectType: 'dashboard',
    levels: TREE_LEVELS,
    adminLevel: 'CAN_MANAGE',
    creator: inCollection('dashboards', 'creator_user_name'),
    path: (ws, id) => ws.state.collection('dashboards').get(id)?.path,
  },
  directories: {
    objectType: 'directory',
    levels: TREE_LEVELS,
    adminLevel: 'CAN_MANAGE',
    creator: workspaceObject('DIRECTORY'),
    path: treePath,
  },
  notebooks: {
    objectType: 'notebook',
    levels: TREE_LEVELS,
    adminLevel: 'CAN_MANAGE',
    creator: workspaceObject('NOTEBOOK'),
    path: treePath,
  },
  files: {
    objectType: 'file',
    levels: TREE_LEVELS,
    adminLevel: 'CAN_MANAGE',
    creator: workspaceObject('FILE'),
    path: treePath,
  },
  experiments: {
    objectType: 'mlflowExperiment',
    levels: ['CAN_READ', 'CAN_EDIT', 'CAN_MANAGE'],
    adminLevel: 'CAN_MANAGE',
    creator: inCollection('experiments', 'creator'),
    path: (ws, id) => ws.state.collection('experiments').get(id)?.path,
  },
  'serving-endpoints': {
    objectType: 'serving-endpoint',
    levels: ['CAN_VIEW', 'CAN_QUERY', 'CAN_MANAGE'],
    adminLevel: 'CAN_MANAGE',
    creator: (ws, id) => {
      const endpoint = ws.state.collection('serving_endpoints').find((one) => one.id === id);
      return endpoint && endpoint.creator;
    },
  },
  authorization: {
    objectType: 'tokens',
    levels: ['CAN_USE', 'CAN_MANAGE'],
    adminLevel: 'CAN_MANAGE',
    creator: (_ws, id) => (id === 'tokens' ? '' : undefined),
  },
};
