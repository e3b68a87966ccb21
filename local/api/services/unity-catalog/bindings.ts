/** Which workspaces a catalog or another securable is bound to. */
import { type JsonObject, objectsIn, textIn } from '../../core/json';
import type { Call, Routes } from '../../core/routes';
import type { Collection } from '../../core/state';
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

function stored({ ws }: Call): Collection<{ readonly bindings: readonly Binding[] }> {
  return ws.state.collection('bindings');
}

function bindings(call: Call, at: string): readonly Binding[] {
  return stored(call).get(at)?.bindings ?? [];
}

function change(call: Call, at: string, add: Binding[], remove: number[]): Binding[] {
  const gone = new Set([...remove, ...add.map((binding) => binding.workspace_id)]);
  const kept = bindings(call, at).filter((binding) => !gone.has(binding.workspace_id));
  const now = [...kept, ...add];
  stored(call).set(at, { bindings: now });
  return now;
}

/** Returns the ids of workspaces of the list in a field. */
function idsIn(body: JsonObject, field: string): number[] {
  const value = body[field];
  return Array.isArray(value) ? value.map(Number) : [];
}

function ids(list: readonly Binding[]): JsonObject {
  return { workspaces: list.map((binding) => binding.workspace_id) };
}

const READ_WRITE = 'BINDING_TYPE_READ_WRITE';
const UC = '/api/2.1/unity-catalog';

export const bindingRoutes: Routes = {
  [`GET ${UC}/bindings/:type/:name`]: (call) => ({
    bindings: bindings(call, key(call, call.params.type!)),
  }),
  [`PATCH ${UC}/bindings/:type/:name`]: (call) => {
    const complete = (binding: JsonObject): Binding => ({
      workspace_id: Number(binding.workspace_id),
      binding_type: textIn(binding, 'binding_type') ?? READ_WRITE,
    });
    const add = objectsIn(call.body, 'add').map(complete);
    const remove = objectsIn(call.body, 'remove').map((binding) => Number(binding.workspace_id));
    return { bindings: change(call, key(call, call.params.type!), add, remove) };
  },
  [`GET ${UC}/workspace-bindings/catalogs/:name`]: (call) =>
    ids(bindings(call, key(call, 'catalog'))),
  [`PATCH ${UC}/workspace-bindings/catalogs/:name`]: (call) => {
    const add = idsIn(call.body, 'assign_workspaces').map((id) => ({
      workspace_id: id,
      binding_type: READ_WRITE,
    }));
    const remove = idsIn(call.body, 'unassign_workspaces');
    return ids(change(call, key(call, 'catalog'), add, remove));
  },
};
