import { z } from 'zod';
import type { Records } from '../model/index.ts';
import type { Caller } from '../platform/auth/index.ts';
import type { Catalogue } from '../rules/controls/index.ts';
import { checked, citation, endTrouble, link, moment, organization, text, invalid } from './fields.ts';
import { everyOwner } from './owner.ts';
import type { BookPorts, Saving, Saved } from './versioned-record.ts';
import { saveChange, saveNew } from './versioned-record.ts';

export const longestDecisionDays = 730;

/**
 * A decision about an addressable specification: it is implemented; an equivalent alternative is; or neither is
 * reasonable and appropriate. 45 CFR 164.306(d)(3).
 */
export const decisionRequest = z.strictObject({
  control: citation,
  organization: organization.exactOptional(),
  choice: z.enum(['implemented', 'alternative', 'not-reasonable']),
  /** The reason, and for an alternative which one: 164.306(d)(3)(ii)(B) wants this documented. */
  why: text(5000),
  /** The policies that an alternative is instead of, by name. It stands in for the findings of these alone. */
  policies: z.array(z.string().min(1).max(64)).min(1).max(100).exactOptional(),
  /** The proof that an alternative is in place: without it, none stands in for a finding. */
  evidence: link.exactOptional(),
  date: moment,
  expiresAt: moment,
});

export type DecisionRequest = z.infer<typeof decisionRequest>;

export interface Decision extends DecisionRequest {
  readonly status: 'given' | 'revoked';
  readonly signedBy: string;
  readonly revokedBy?: string;
}

type Needs = BookPorts<{ readonly decisions: Records<Decision> }>;

/** Puts on record what was decided of an addressable specification; the caller signs it. 45 CFR 164.306(d)(3). */
export async function recordDecision(
  input: unknown,
  caller: Pick<Caller, 'objectId' | 'kind'>,
  { records, catalogue, clock }: Needs & { readonly catalogue: Catalogue },
  newId: Saving['newId'],
): Promise<Saved<Decision>> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const request = checked(decisionRequest, input);
  if (request.kind === 'invalid') return request;
  const now = clock.now().toISOString();
  const { control, date, expiresAt } = request.value;
  if (catalogue.control(control)?.designation !== 'addressable')
    return invalid('control', `must be an addressable specification, which ${control} is not`);
  const { choice, policies, evidence } = request.value;
  if (choice !== 'alternative' && policies)
    return invalid('policies', 'must be left out: only an alternative is instead of policies');
  if (choice !== 'alternative' && evidence)
    return invalid('evidence', 'must be left out: only an alternative has it');
  const strange = policies?.find((name) => !catalogue.control(control)?.policies.includes(name));
  if (strange !== undefined)
    return invalid('policies', `must be policies that count for ${control}, which ${strange} does not`);
  if (date > now) return invalid('date', 'must not be in the future');
  const trouble = endTrouble('expiresAt', expiresAt, now, longestDecisionDays);
  if (trouble) return trouble;
  const value: Decision = { ...request.value, status: 'given', signedBy: caller.objectId };
  return saveNew(records.decisions, everyOwner, value, { now, newId });
}

/** Takes a decision back: the control is Unknown until there is another. */
export async function revokeDecision(
  id: string,
  caller: Pick<Caller, 'objectId'>,
  { records, clock }: Needs,
): Promise<Saved<Decision>> {
  const now = clock.now().toISOString();
  return saveChange(records.decisions, everyOwner, id, now, ({ value }) =>
    value.status === 'revoked'
      ? { kind: 'conflict', why: 'the decision is already revoked' }
      : { kind: 'ok', value: { ...value, status: 'revoked', revokedBy: caller.objectId } },
  );
}
