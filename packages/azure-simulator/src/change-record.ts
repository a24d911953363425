import { randomUUID } from 'node:crypto';
import type { ChangeRequest } from './change-request.ts';
import type { Change } from './events.ts';
import type { Resource } from './resource.ts';

/** The effect of a change on one resource. `time`: milliseconds since 1970. */
interface Effect extends Partial<Pick<Change, 'operation' | 'only' | 'before'>> {
  readonly kind: Change['kind'];
  readonly resource: Resource;
  readonly time: number;
}

/** Returns the record of what a request did to a resource, which its events are made of. */
export function changeOf(request: ChangeRequest, { kind, resource, time, ...rest }: Effect): Change {
  const id = resource.id!;
  return {
    kind,
    id,
    type: resource.type,
    operation: `${resource.type}/${kind.toLowerCase()}`,
    time: new Date(time).toISOString(),
    actor: request.actor,
    correlationId: request.correlationId ?? randomUUID(),
    method: request.method,
    url: `https://management.azure.com${request.url ?? request.id}`,
    ...(kind === 'Action' ? {} : { resource }),
    ...rest,
  };
}
