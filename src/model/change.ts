import { z } from 'zod';

/** Ids of Azure Resource Manager are shorter. */
export const longestResourceId = 2_048;

/** What comes from outside, and so has its limits. */
export const eventId = z.string().min(1).max(500);

export const operationName = z.string().min(1).max(500);

export const correlationId = z.string().min(1).max(200);

export const time = z.iso.datetime({ offset: true }).max(50);

const resourceId = z
  .string()
  .max(longestResourceId)
  .regex(/^\/subscriptions\/[^/]+/i, 'must be a resource id');

const principal = z.string().max(100);

/**
 * That something happened to a resource. It says when to look, never what is there.
 * `scan`: no event at all; a listing found the resource, and nobody is a candidate for what is found.
 * `exemption`: no event either; an exemption that covers the resource began or ended, so that it is judged anew.
 */
export const resourceChange = z.object({
  eventId,
  resourceId,
  operation: z.enum(['write', 'delete', 'action', 'move', 'scan', 'exemption']),
  /** As Azure names it: `Microsoft.Storage/storageAccounts/write`. */
  operationName,
  time,
  actor: z
    .object({
      objectId: principal.exactOptional(),
      appId: principal.exactOptional(),
      kind: z.enum(['User', 'ServicePrincipal', 'ManagedIdentity', 'Unknown']).exactOptional(),
    })
    .exactOptional(),
  correlationId: correlationId.exactOptional(),
});

export type ResourceChange = z.infer<typeof resourceChange>;

/** One resource to evaluate because of a change. */
export const task = z.object({
  target: resourceId,
  change: resourceChange,
  /** How often it has failed so far: sets the back-off, never an end. */
  attempt: z.int().min(0),
  /** A read must have started at or after this moment; absent: the change's time plus the margin. */
  due: time.exactOptional(),
  /** The id that the resource had before a move. */
  movedFrom: resourceId.exactOptional(),
});

export type Task = z.infer<typeof task>;

/** What the app itself puts on the queue `changes`; beside it Event Grid may deliver events straight to the queue. */
export const changesMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('task'), task }),
  /** A scan to go on with. */
  z.object({ kind: z.literal('scan'), scanId: z.string().min(1).max(100) }),
  /** The policies of a subscription are to be read again. */
  z.object({ kind: z.literal('renewal'), subscriptionId: z.string().min(1).max(100) }),
]);

export type ChangesMessage = z.infer<typeof changesMessage>;
