import type { Actor } from './drift.ts';

const objectIdClaim = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

/** A token has it only if a person signed in. https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
const scopeClaim = 'http://schemas.microsoft.com/identity/claims/scope';

const kinds: Readonly<Record<string, NonNullable<Actor['kind']>>> = {
  user: 'User',
  serviceprincipal: 'ServicePrincipal',
  managedidentity: 'ManagedIdentity',
};

/**
 * Returns who made a change, by ids alone: names, mail addresses and the like in the claims are never read. The evidence
 * names the principal that the role was assigned to, which may be a group: the claim goes before it. The Activity Log has no evidence.
 */
export function actorOf(claims: unknown, authorization: unknown): Actor | undefined {
  const claim = members(claims);
  const evidence = members(members(authorization)['evidence']);
  const type = typeof evidence['principalType'] === 'string' ? evidence['principalType'].toLowerCase() : '';
  const objectId = guid(claim[objectIdClaim]) ?? (type in kinds ? guid(evidence['principalId']) : undefined);
  const appId = guid(claim['appid']);
  const hasScope = typeof claim[scopeClaim] === 'string' && claim[scopeClaim] !== '';
  if (!objectId && !appId) return undefined;
  return {
    ...(objectId && { objectId }),
    ...(appId && { appId }),
    kind: kinds[type] ?? (hasScope ? 'User' : 'Unknown'),
  };
}

/** The members of an object, which may come as JSON text; none where it is something else. */
function members(value: unknown): Readonly<Record<string, unknown>> {
  const object = typeof value === 'string' ? parsed(value) : value;
  return typeof object === 'object' && object !== null ? (object as Record<string, unknown>) : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A GUID with dashes, lower case; events write some of them without. */
function guid(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const hex = value.replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(hex) ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : undefined;
}
