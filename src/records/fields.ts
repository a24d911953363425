import { z } from 'zod';
import { daysAfter, firstIssue } from '../base/index.ts';
import type { FieldIssue } from '../base/index.ts';
import { personalDataIn, personalDataInId } from '../model/index.ts';

/** The fields that the records of people are made of. */

export const moment = z.iso
  .datetime({ offset: true, error: 'must be a time like 2026-03-01T08:00:00Z' })
  .transform((time) => new Date(time).toISOString());

/** A principal, by its object id in Entra. */
export const person = z.guid('must be an object id, a GUID').transform((id) => id.toLowerCase());

/** A text that people write: it is kept and shown, and holds neither PHI nor mail addresses. */
export const text = (most = 2000) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(most, { error: `must have at most ${most} characters`, abort: true })
    .superRefine((value, context) => refuse(personalDataIn(value), context));

function refuse(found: string | undefined, context: z.RefinementCtx<string>): void {
  if (found !== undefined)
    context.addIssue(`must hold no PHI and name people by object id: it has what looks like ${found}`);
}

/** An id, a name or an address that people write: longer numbers may stand in it, and no data of people. */
const refuseInId = (id: string, context: z.RefinementCtx<string>) => refuse(personalDataInId(id), context);

/** A name that Azure or somebody else has given, as that of a tag. */
export const outsideName = (most: number) =>
  z
    .string()
    .max(most, { error: `must have at most ${most} characters`, abort: true })
    .superRefine(refuseInId);

/** No text is shorter than what stands in its place once it is withdrawn, of some 160 characters. */
export const ticket = text(200);

/** A citation of the Security Rule, or of an item that is tracked beside it: `164.312(e)(1)`, `164.404(a)`. */
export const citation = z
  .string()
  .regex(
    /^164\.(?:306|308|31[0246]|40[468]|41[024]|502|514|52[468]|530)(?:\([A-Za-z0-9]+\))*$/,
    'must be a citation like 164.312(e)(1)',
  );

/** A subscription, a resource group, a resource. */
export const scope = z
  .string()
  .regex(
    /^\/subscriptions\/[0-9a-f-]{36}(\/[^?#]*[^/?#])?$/i,
    'must be the id of a subscription, a resource group or a resource',
  )
  .max(2048, { error: 'must have at most 2048 characters', abort: true })
  .superRefine(refuseInId);

export const link = z
  .url({ protocol: /^https$/, error: 'must be an https address' })
  .max(2000, { error: 'must have at most 2000 characters', abort: true })
  .superRefine((address, context) => refuseInId(decoded(address), context));

/** A mail address may stand in an address as `jane%40clinic.example`. */
function decoded(address: string): string {
  try {
    return decodeURIComponent(address.replaceAll('+', ' '));
  } catch {
    return address;
  }
}

/** A hospital or clinic; absent on a record that holds for all of them. */
export const organization = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,79}$/i,
    'must be a name of at most 80 letters, digits, dots, hyphens and underscores',
  )
  .superRefine(refuseInId);

/** A fault in the input: the field that it is about, and why. */
export interface Invalid extends FieldIssue {
  readonly kind: 'invalid';
}

export function invalid(field: string, why: string): Invalid {
  return { kind: 'invalid', field, why };
}

/** Checks input against the schema of a record. */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): { readonly kind: 'ok'; readonly value: z.infer<Schema> } | Invalid {
  const result = schema.safeParse(input);
  if (result.success) return { kind: 'ok', value: result.data };
  return { kind: 'invalid', ...firstIssue(result.error) };
}

/** Says why an end is not acceptable: it must lie ahead, and by at most so many days. */
export function endTrouble(field: string, end: string, now: string, mostDays: number): Invalid | undefined {
  if (end <= now) return invalid(field, 'must be in the future');
  return end > daysAfter(now, mostDays)
    ? invalid(field, `must be at most ${mostDays} days from now`)
    : undefined;
}
