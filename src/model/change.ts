import { z } from 'zod';

const time = z.iso.datetime({ offset: true });

/**
 * That something happened to a resource. It says when to look, never what is there.
 * `scan`: no event at all; a listing found the resource, and nobody is a candidate for what is found.
 * `exemption`: no event either; an exemption that covers the resource began or ended, so that it is judged anew.
 */
export const resourceChange = z.object({
  eventId: z.string().min(1).max(500),
  resourceId: z.string().regex(/^\/subscriptions\/[^/]+/i, 'must be a resource id'),
  operation: z.enum(['write', 'delete', 'action', 'move', 'scan', 'exemption']),
  /** As Azure names it: `Microsoft.Storage/storageAccounts/write`. */
  operationName: z.string(),
  time,
  actor: z
    .object({
      objectId: z.string().exactOptional(),
      appId: z.string().exactOptional(),
      kind: z.enum(['User', 'ServicePrincipal', 'ManagedIdentity', 'Unknown']).exactOptional(),
    })
    .exactOptional(),
  correlationId: z.string().exactOptional(),
});

export type ResourceChange = z.infer<typeof resourceChange>;

/** One resource to evaluate because of a change: what the queue `changes` carries beside raw events. */
export const task = z.object({
  target: z.string().regex(/^\/subscriptions\/[^/]+/i, 'must be a resource id'),
  change: resourceChange,
  /** How often it has failed so far: sets the back-off, never an end. */
  attempt: z.number().int().min(0),
  /** A read must have started at or after this moment; absent: the change's time plus the margin. */
  due: time.exactOptional(),
  /** The id that the resource had before a move. */
  movedFrom: z.string().exactOptional(),
});

export type Task = z.infer<typeof task>;

/** A scan to go on with: the third that the queue `changes` carries. */
export const scanMessage = z.object({ scan: z.string().min(1).max(100) });
