import { ArmError } from './errors.ts';
import type { Principal } from './tokens.ts';

/** The actions that a principal may take, and where. Actions as in Azure's role definitions: `*`, `[*]/read`, `Microsoft.Sql/*`. */
export interface Grant {
  /** Object id. */
  readonly principal: string;
  /** `/` or the id of a subscription, a resource group or a resource. */
  readonly scope: string;
  readonly actions: readonly string[];
  readonly notActions?: readonly string[] | undefined;
  /** On what resources hold, as keys of vaults; no action gives a right on it. */
  readonly dataActions?: readonly string[] | undefined;
}

/** The grants, which say who may do what: nothing is allowed that no grant names. */
export class Roles {
  #grants: readonly Grant[];

  constructor(grants: readonly Grant[]) {
    this.#grants = grants;
  }

  get(): readonly Grant[] {
    return this.#grants;
  }

  set(grants: readonly Grant[]): void {
    this.#grants = grants;
  }

  allows(oid: string, action: string, scope: string): boolean {
    return this.#grants.some(
      (grant) => grant.principal === oid && covers(grant.scope, scope) && permits(grant, action),
    );
  }

  /** Whether the principal has an action on data. */
  allowsData(oid: string, action: string, scope: string): boolean {
    return this.at(oid, scope).some(({ dataActions = [] }) => permits({ actions: dataActions }, action));
  }

  /** The grants of a principal that hold at a scope. */
  at(oid: string, scope: string): readonly Grant[] {
    return this.#grants.filter((grant) => grant.principal === oid && covers(grant.scope, scope));
  }

  /** Whether the principal has the action on the scope or on anything beneath it: a list then shows what it may see. */
  allowsBeneath(oid: string, action: string, scope: string): boolean {
    return (
      this.allows(oid, action, scope) ||
      this.#grants.some(
        (grant) => grant.principal === oid && covers(scope, grant.scope) && permits(grant, action),
      )
    );
  }

  /** @throws ArmError 403 in ARM's words. */
  require(who: Principal, action: string, scope: string): void {
    if (!this.allows(who.oid, action, scope)) throw forbidden(who, action, scope);
  }
}

export function forbidden(who: Principal, action: string, scope: string): ArmError {
  return new ArmError(
    403,
    'AuthorizationFailed',
    `The client '${who.appid}' with object id '${who.oid}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

function covers(outer: string, inner: string): boolean {
  const scope = outer.toLowerCase().replace(/\/$/, '');
  return `${inner.toLowerCase()}/`.startsWith(`${scope}/`);
}

function permits(
  { actions, notActions = [] }: Pick<Grant, 'actions' | 'notActions'>,
  action: string,
): boolean {
  const matches = (pattern: string): boolean => {
    const parts = pattern.split('*').map((part) => part.replaceAll(/[.\\+?^${}()|[\]]/g, String.raw`\$&`));
    return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
  };
  return actions.some(matches) && !notActions.some(matches);
}
