/** Object types of the workspace tree: folders, notebooks and files. */
import type { ObjectType, ObjectTypes } from '../../../core/object-type';
import type { State } from '../../../core/state';
import type { WorkspaceObject } from '../workspace-files';

/** Levels of objects in the workspace tree. */
export const TREE_LEVELS = ['CAN_READ', 'CAN_RUN', 'CAN_EDIT', 'CAN_MANAGE'];

function object(state: State, id: string): WorkspaceObject | undefined {
  return state
    .collection<WorkspaceObject>('workspace_objects')
    .find((one) => String(one.object_id) === id);
}

function treeType(kind: string, objectType: string): ObjectType {
  return {
    objectType,
    levels: TREE_LEVELS,
    adminLevel: 'CAN_MANAGE',
    creator: (state, id) => {
      if (kind === 'DIRECTORY' && id === '0') return '';
      const found = object(state, id);
      return found?.object_type === kind ? (found.created_by ?? '') : undefined;
    },
    path: (state, id) => object(state, id)?.path,
  };
}

export const treeObjectTypes: ObjectTypes = {
  directories: treeType('DIRECTORY', 'directory'),
  notebooks: treeType('NOTEBOOK', 'notebook'),
  files: treeType('FILE', 'file'),
};
