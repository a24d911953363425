import { z } from 'zod';
import { boundedId, isBoundedId, isOperationName } from './bounded-forms.ts';
import { personalDataIn } from './personal-data.ts';

/** Ids of Azure Resource Manager are shorter. */
export const longestResourceId = 2_048;

/** An id from outside: as it came if it has the form of one, else its hash. */
export const outsideId = z.string().min(1).transform(boundedId);

/** The name of an operation; a text of another form may hold anything, and is not kept. */
const operationName = z.string().transform((name) => (isOperationName(name) ? name : 'unknown'));

export const time = z.iso.datetime({ offset: true }).max(50);

export const resourceId = z
  .string()
  .max(longestResourceId)
  .regex(/^\/subscriptions\/[^/]+/i, 'must be a resource id');

const principal = z.string().refine(isBoundedId, 'must be an object id, a GUID');

/** An id of something that this app has made: a scan, a record, a drift, a decision. */
export const ownId = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[\w.:|~-]+$/, 'must be an id')
  .refine((id) => personalDataIn(id) === undefined, 'must be an id');

/** Something happened to a resource, and Azure reported it. Only such an event may have caused a drift, and it names who did it. */
const eventTrigger = z.object({
  kind: z.literal('event'),
  eventId: outsideId,
  operation: z.enum(['write', 'delete', 'action', 'move']),
  /** As Azure names it: `Microsoft.Storage/storageAccounts/write`. */
  operationName,
  actor: z
    .object({
      objectId: principal.exactOptional(),
      appId: principal.exactOptional(),
      kind: z.enum(['User', 'ServicePrincipal', 'ManagedIdentity', 'Unknown']).exactOptional(),
    })
    .exactOptional(),
  correlationId: outsideId.exactOptional(),
});

export type EventTrigger = z.infer<typeof eventTrigger>;

/** Why a resource is looked at. */
const trigger = z.discriminatedUnion('kind', [
  eventTrigger,
  /** A full scan: Resource Graph differs from the stored state, or the last read is too old. */
  z.object({ kind: z.literal('scan'), scanId: ownId }),
  /** An exemption that covers it began, ended or was taken back. */
  z.object({ kind: z.literal('exemption'), exemptionId: ownId, version: z.int().min(1) }),
  /** Other policies of the tenant, or other versions of them, evaluate it. */
  z.object({ kind: z.literal('policies') }),
  /** Azure Policy has a new state for it, which a delegated policy takes over. */
  z.object({ kind: z.literal('policy-state') }),
  /** A log shows a call of the data plane that changes settings: Resource Manager tells of none. */
  z.object({ kind: z.literal('log') }),
  /** It could not be read, and may be readable again. */
  z.object({ kind: z.literal('retry') }),
  /** phiwatch has written to it because of a drift; absent: no decision led to that. */
  z.object({ kind: z.literal('remediation'), driftId: ownId, decisionId: ownId.exactOptional() }),
]);

export type Trigger = z.infer<typeof trigger>;

/** A request to look at a resource, and the reason for it. It says when to look, never what is there. */
export const resourceChange = z.object({
  resourceId,
  /** When it happened; where nothing happened, when it was asked for. */
  time,
  trigger,
});

export type ResourceChange = z.infer<typeof resourceChange>;

/** Returns what was done to the resource; undefined where no event led here. */
export function operationOf({ trigger: why }: ResourceChange): EventTrigger['operation'] | undefined {
  return why.kind === 'event' ? why.operation : undefined;
}

/** Further events about the resource of a change that one message names. */
export const mostAlso = 25;

/** One resource to evaluate because of a change. */
export const task = z.object({
  target: resourceId,
  change: resourceChange,
  /** Further events about the same resource, none later than the change: one evaluation serves them all. */
  also: z
    .array(z.object({ time, trigger: eventTrigger }))
    .max(mostAlso)
    .exactOptional(),
  /** The number of times that it has failed so far: sets the back-off, never an end. */
  attempt: z.int().min(0),
  /** A read must have started at or after this moment; absent: the change's time plus the margin. */
  due: time.exactOptional(),
  /** The id that the resource had before a move. */
  movedFrom: resourceId.exactOptional(),
});

export type Task = z.infer<typeof task>;

/** The changes that an evaluation is for, the latest first. */
export function changesOf({ change, also = [] }: Pick<Task, 'change' | 'also'>): readonly ResourceChange[] {
  return [change, ...also.map((each) => ({ ...each, resourceId: change.resourceId }))];
}

/** Drifts that one message asks the author of. */
export const mostAttributed = 100;

/** A request to look up who made the change behind drifts of a resource, between two readings of it. */
const attribution = z.object({
  resourceId,
  from: time,
  to: time,
  drifts: z
    .array(z.object({ sequence: z.int().min(1), recordedAt: time }))
    .min(1)
    .max(mostAttributed),
  /** The number of times that it could not be looked up so far. */
  attempt: z.int().min(0),
});

export type Attribution = z.infer<typeof attribution>;

/** A message that the app itself puts on the queue `changes`. Event Grid may deliver events straight to the same queue. */
export const changesMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('task'), task }),
  /** A scan to continue. */
  z.object({ kind: z.literal('scan'), scanId: ownId }),
  /** The policies of a subscription are to be read again. */
  z.object({ kind: z.literal('renewal'), subscriptionId: ownId }),
  attribution.extend({ kind: z.literal('attribution') }),
]);

export type ChangesMessage = z.infer<typeof changesMessage>;
