import type { ResourceChange } from './types.ts';

const prefix = 'scan-';

/** That a full scan wants a resource read: the graph shows it otherwise than it is known, or it is due. */
export function scanChange(scanId: string, resourceId: string, time: string): ResourceChange {
  return { eventId: `${prefix}${scanId}`, resourceId, operation: 'scan', operationName: 'scan', time };
}

/** The full scan that wants it; undefined where something else does. */
export function fullScanOf({ operation, eventId }: ResourceChange): string | undefined {
  return operation === 'scan' && eventId.startsWith(prefix) ? eventId.slice(prefix.length) : undefined;
}
