import { ArmError } from './errors.ts';
import type { Resources } from './resources.ts';

/**
 * Refuses what a management lock on a resource, or on anything above it, forbids: CanNotDelete its deletion, ReadOnly any change.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
 * @throws ArmError 409
 */
export function requireUnlocked(resources: Resources, method: string, id: string): void {
  if (/\/providers\/microsoft\.authorization\/locks\//i.test(id)) return;
  const parts = id.toLowerCase().split('/');
  for (let length = 3; length <= parts.length; length += 1) {
    const scope = parts.slice(0, length).join('/');
    for (const key of resources.idsUnder(`${scope}/providers/microsoft.authorization/locks/`)) {
      const properties = resources.get(key)?.resource['properties'];
      const { level } = (properties ?? {}) as { readonly level?: string };
      if (level !== 'ReadOnly' && (level !== 'CanNotDelete' || method !== 'DELETE')) continue;
      const operation = method === 'DELETE' ? 'delete' : 'write';
      throw new ArmError(
        409,
        'ScopeLocked',
        `The scope '${id}' cannot perform ${operation} operation because following scope(s) are locked: '${scope}'. Please remove the lock and try again.`,
      );
    }
  }
}
