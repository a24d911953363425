import { z } from 'zod';
import { ownId, resourceId, task, time } from './change.ts';

/** A place in the order of current states: the key of a partition. */
const place = z
  .string()
  .max(1_000)
  .regex(/^[a-z0-9._()~|-]+$/, 'must be a place among current states');

const typeName = z
  .string()
  .max(200)
  .regex(/^[a-z0-9.]+(?:\/[a-z0-9.]+)+$/, 'must be a resource type');

/** A message of the queue `changes-bulk`: work that nobody waits for, and that leaves a part of every budget to events. */
export const bulkMessage = z.discriminatedUnion('kind', [
  /** A resource to evaluate again, for it could not be read. */
  z.object({ kind: z.literal('task'), task }),
  /** The resources of a subscription that other policies evaluate now, from a place on, are to be evaluated again. */
  z.object({
    kind: z.literal('reevaluation'),
    subscriptionId: ownId,
    /** When the policies were read: those of that time, or later ones, are to evaluate them. */
    time,
    after: place.exactOptional(),
    /** Types, lower case, that are read with another api-version now. */
    moved: z.array(typeName).max(1_000).exactOptional(),
  }),
  /** A portion of the comparison of a subscription with Azure, which began at that time. */
  z.object({
    kind: z.literal('comparison'),
    subscriptionId: ownId,
    startedAt: time,
    portion: z.int().min(0),
  }),
  /** All that Azure says of a resource is to be read and compared. */
  z.object({ kind: z.literal('policy-states'), resourceId, request: ownId, attempt: z.int().min(0) }),
]);

export type BulkMessage = z.infer<typeof bulkMessage>;
