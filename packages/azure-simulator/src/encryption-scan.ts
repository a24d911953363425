import { isObject } from './merge.ts';
import type { LongOperations } from './long-operations.ts';
import type { Resource } from './resource.ts';
import type { Resources } from './resources.ts';

const type = 'microsoft.sql/servers/databases/transparentdataencryption';

/**
 * Encrypts the pages of a database, which begins once its `state` is set and takes long after that: `scanState` tells of it. Its course is
 * arranged as that of an operation, under the id of the setting and `/scan`. The scan may be given in a request (it is not read-only in
 * the types of Bicep, 2025-01-01): then it stays as it was given. That is not verified on a real Azure.
 * https://learn.microsoft.com/javascript/api/@azure/arm-sql/transparentdataencryptionscanstate
 */
export function beginEncryptionScan(
  resources: Resources,
  operations: LongOperations,
  {
    before,
    given,
    written,
  }: { readonly before?: Resource | undefined; readonly given: unknown; readonly written: Resource },
): void {
  if (written.type.toLowerCase() !== type) return;
  const { id = '' } = written;
  const sent = isObject(given) ? given['properties'] : undefined;
  if (isObject(sent) && 'scanState' in sent) return;
  if (stateOf(before) === stateOf(written)) return;
  const show = (scanState: string) => {
    const now = resources.get(id)?.resource;
    if (now) resources.put({ ...now, properties: { ...(now['properties'] as object), scanState } });
  };
  show('Running');
  operations.begin(`${id}/scan`, { commit: () => show('Completed'), fail: () => show('Aborted') });
}

function stateOf(resource: Resource | undefined): unknown {
  const properties = resource?.['properties'];
  return isObject(properties) ? properties['state'] : undefined;
}
