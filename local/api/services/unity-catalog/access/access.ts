/** Rights of a principal in Unity Catalog, for the REST API. */
import type { Identity, Named } from '../../../core/cluster/statement-access';
import { ApiError, permissionDenied } from '../../../core/errors';
import type { Principal } from '../../../core/identity/principals';
import type { Workspace } from '../../../core/workspace';
import { lacks } from './denials';
import { holds, reaches, wayTo } from './holds';
import { StateTree } from './tree';
import { visibleNames } from './visible';

/** An object by its type and name. */
export function securable(type: string, fullName: string): Named {
  return { securable_type: type, full_name: fullName.toLowerCase() };
}

export class Access {
  readonly tree: StateTree;

  constructor(ws: Workspace) {
    this.tree = new StateTree(ws.state, ws.principals);
  }

  /** Throws 403 where `principal` lacks a privilege on the object, or on the way to it. */
  require(principal: Principal, privilege: string, on: Named, exists = true): void {
    const identity = this.identityOf(principal);
    for (const step of wayTo(on)) {
      if (!holds(this.tree, identity, step.privilege, step)) throw denied(step.privilege, step);
    }
    if (!holds(this.tree, identity, privilege, on, exists)) throw denied(privilege, on);
  }

  /** Returns true if `principal` may know that the object exists. */
  sees(principal: Principal, on: Named): boolean {
    return reaches(this.tree, this.identityOf(principal), 'BROWSE', on);
  }

  /** The names of the objects in `parent` that lists show to `principal`; undefined for all. */
  visible(principal: Principal, type: string, parent: string): string[] | undefined {
    return visibleNames(this.tree, this.identityOf(principal), type, parent);
  }

  private identityOf(principal: Principal): Identity {
    const identity = this.tree.identity(principal.name);
    if (!identity) throw permissionDenied(`${principal.name} is not active in this workspace`);
    return identity;
  }
}

function denied(privilege: string, on: Named): ApiError {
  return permissionDenied(lacks(privilege, on));
}
