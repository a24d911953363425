import { z } from 'zod';
import type { Records } from '../model/index.ts';
import type { Caller } from '../platform/auth/index.ts';
import { checked, link, moment, organization, text, invalid } from './fields.ts';
import type { Invalid } from './fields.ts';
import { everyOwner } from './owner.ts';
import type { BookPorts, Saving, Saved } from './versioned-record.ts';
import { saveChange, saveNew } from './versioned-record.ts';

/**
 * A business associate agreement: 45 CFR 164.308(b), 164.314(a), 164.504(e).
 * https://www.ecfr.gov/current/title-45/section-164.314
 */
export const agreementRequest = z
  .strictObject({
    /** Microsoft's is part of its Product Terms, for each cloud by itself. */
    counterparty: z.strictObject({
      kind: z.enum(['microsoft', 'vendor']),
      /** An organization's name, no person's. */
      name: text(200),
      /** The cloud that the agreement is about; given for Microsoft alone. */
      cloud: z.enum(['AzureCloud', 'AzureUSGovernment']).exactOptional(),
    }),
    organization: organization.exactOptional(),
    /** `downstream`: the other handles PHI for us. `upstream`: we handle it for the other. */
    direction: z.enum(['downstream', 'upstream']),
    /** Whether the other acts as our agent under federal common law: then what it knows, we know (164.404(a)(2)). */
    agent: z.boolean(),
    /** The number of days within which an incident must be reported. */
    noticeDays: z.int().min(0).max(60, 'must be at most 60, by 45 CFR 164.410(b)'),
    /** Whether the other may hand PHI on, and those to whom it does. */
    subcontractors: z.strictObject({ allowed: z.boolean(), names: z.array(text(200)).max(100) }),
    validFrom: moment,
    expiresAt: moment,
    /**
     * The time at which somebody last compared the services in use with those that Microsoft publishes as in scope; for
     * Microsoft alone.
     * https://learn.microsoft.com/azure/compliance/offerings/cloud-services-in-audit-scope
     */
    scopeComparedAt: moment.exactOptional(),
    /**
     * The last report of Microsoft's auditors that somebody has read, and the bridge letter after it; for Microsoft alone.
     * https://servicetrust.microsoft.com
     */
    report: z
      .strictObject({
        id: text(200).describe('The name of the report: `SOC 2 Type 2, 2026-H1`.'),
        periodFrom: moment,
        periodTo: moment,
        bridgeLetterUntil: moment.exactOptional(),
      })
      .exactOptional(),
    /** The link to the signed document. */
    document: link,
  })
  .superRefine(({ counterparty: { kind, cloud }, validFrom, expiresAt, report }, context) => {
    if ((kind === 'microsoft') !== (cloud !== undefined))
      context.addIssue({
        code: 'custom',
        path: ['counterparty', 'cloud'],
        message: 'must be given for Microsoft, and for Microsoft only',
      });
    if (expiresAt <= validFrom)
      context.addIssue({ code: 'custom', path: ['expiresAt'], message: 'must be after validFrom' });
    if (!report) return;
    if (kind !== 'microsoft')
      context.addIssue({ code: 'custom', path: ['report'], message: 'must be given for Microsoft only' });
    const { periodFrom, periodTo, bridgeLetterUntil } = report;
    if (periodTo <= periodFrom)
      context.addIssue({ code: 'custom', path: ['report', 'periodTo'], message: 'must be after periodFrom' });
    if (bridgeLetterUntil !== undefined && bridgeLetterUntil <= periodTo)
      context.addIssue({
        code: 'custom',
        path: ['report', 'bridgeLetterUntil'],
        message: 'must be after periodTo',
      });
  });

export type AgreementRequest = z.infer<typeof agreementRequest>;

/** `ended`: both have no more to do with each other, so that nothing depends on it. */
export type Agreement = AgreementRequest & {
  readonly status: 'in-force' | 'ended';
  readonly recordedBy: string;
  readonly endedBy?: string;
};

type Needs = BookPorts<{ readonly agreements: Records<Agreement> }>;

/** Puts a business associate agreement on record. */
export async function recordAgreement(
  input: unknown,
  caller: Pick<Caller, 'objectId'>,
  { records, clock }: Needs,
  newId: Saving['newId'],
): Promise<Saved<Agreement>> {
  const request = checked(agreementRequest, input);
  if (request.kind === 'invalid') return request;
  const now = clock.now().toISOString();
  if (request.value.expiresAt <= now) return invalid('expiresAt', 'must be in the future');
  const trouble = reportTrouble(request.value, now);
  if (trouble) return trouble;
  const value: Agreement = { ...request.value, status: 'in-force', recordedBy: caller.objectId };
  return saveNew(records.agreements, everyOwner, value, { now, newId });
}

/** Prolongs or corrects an agreement: the former version stays on record. */
export async function changeAgreement(
  id: string,
  input: unknown,
  caller: Pick<Caller, 'objectId'>,
  { records, clock }: Needs,
): Promise<Saved<Agreement>> {
  const request = checked(agreementRequest, input);
  if (request.kind === 'invalid') return request;
  const now = clock.now().toISOString();
  const trouble = reportTrouble(request.value, now);
  if (trouble) return trouble;
  return saveChange(records.agreements, everyOwner, id, now, () => ({
    kind: 'ok',
    value: { ...request.value, status: 'in-force', recordedBy: caller.objectId },
  }));
}

/** Auditors and bridge letters tell of what has been. One of the future would never be too old. */
function reportTrouble({ report }: AgreementRequest, now: string): Invalid | undefined {
  if (!report) return undefined;
  const { periodTo, bridgeLetterUntil = periodTo } = report;
  if (periodTo > now) return invalid('report.periodTo', 'must not be in the future');
  return bridgeLetterUntil > now
    ? invalid('report.bridgeLetterUntil', 'must not be in the future')
    : undefined;
}

/** Says that nothing depends on an agreement any more: the two have parted. */
export async function endAgreement(
  id: string,
  caller: Pick<Caller, 'objectId'>,
  { records, clock }: Needs,
): Promise<Saved<Agreement>> {
  const now = clock.now().toISOString();
  return saveChange(records.agreements, everyOwner, id, now, ({ value }) =>
    value.status === 'ended'
      ? { kind: 'conflict', why: 'the agreement has already ended' }
      : { kind: 'ok', value: { ...value, status: 'ended', endedBy: caller.objectId } },
  );
}
