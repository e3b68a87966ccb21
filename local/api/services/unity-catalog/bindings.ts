/** Which workspaces a catalog or another securable is bound to. */
import type { Call, Routes } from '../../core/routes';
import type { Entity } from '../../core/state';
import { COLLECTIONS } from './access/privileges';
import { missingSecurable } from './securables';

interface Binding {
  workspace_id: number;
  binding_type: string;
}

function key({ ws, params }: Call, type: string): string {
  const fullName = params.name!.toLowerCase();
  const collection = COLLECTIONS[type];
  if (!collection || !ws.state.collection(collection).has(fullName))
    throw missingSecurable(type, fullName);
  return `${type}/${fullName}`;
}

function bindings({ ws }: Call, at: string): Binding[] {
  return ws.state.collection('bindings').get(at)?.bindings ?? [];
}

function change(call: Call, at: string, add: Binding[], remove: number[]): Binding[] {
  const gone = new Set([...remove, ...add.map((binding) => binding.workspace_id)]);
  const kept = bindings(call, at).filter((binding) => !gone.has(binding.workspace_id));
  const now = [...kept, ...add];
  call.ws.state.collection('bindings').set(at, { bindings: now });
  return now;
}

function ids(list: Binding[]): Entity {
  return { workspaces: list.map((binding) => binding.workspace_id) };
}

const READ_WRITE = 'BINDING_TYPE_READ_WRITE';
const UC = '/api/2.1/unity-catalog';

export const bindingRoutes: Routes = {
  [`GET ${UC}/bindings/:type/:name`]: (call) => ({
    bindings: bindings(call, key(call, call.params.type!)),
  }),
  [`PATCH ${UC}/bindings/:type/:name`]: (call) => {
    const complete = (binding: Entity): Binding => ({
      workspace_id: Number(binding.workspace_id),
      binding_type: binding.binding_type ?? READ_WRITE,
    });
    const add = (call.body.add ?? []).map(complete);
    const remove = (call.body.remove ?? []).map((binding: Entity) => Number(binding.workspace_id));
    return { bindings: change(call, key(call, call.params.type!), add, remove) };
  },
  [`GET ${UC}/workspace-bindings/catalogs/:name`]: (call) =>
    ids(bindings(call, key(call, 'catalog'))),
  [`PATCH ${UC}/workspace-bindings/catalogs/:name`]: (call) => {
    const { assign_workspaces: assign = [], unassign_workspaces: unassign = [] } = call.body;
    const add = assign.map((id: number) => ({
      workspace_id: Number(id),
      binding_type: READ_WRITE,
    }));
    return ids(change(call, key(call, 'catalog'), add, unassign.map(Number)));
  },
};
