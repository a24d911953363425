import { withoutTrailing } from '../base/index.ts';
import type { RecordVersion } from '../model/index.ts';
import type { Exemption } from './exemption.ts';

/** Whether a scope is a resource, or what it lies in. Both are ids; the case does not matter. */
export function covers(scope: string, resourceId: string): boolean {
  return `${resourceId.toLowerCase()}/`.startsWith(`${withoutTrailing(scope.toLowerCase(), '/')}/`);
}

/** Whether an exemption counts at a moment (ISO 8601): from its beginning on, up to but not at its end. */
export function isExemptionInForce({ status, validFrom, expiresAt }: Exemption, at: string): boolean {
  const moment = Date.parse(at);
  if (status !== 'approved') return false;
  if (validFrom !== undefined && moment < Date.parse(validFrom)) return false;
  return expiresAt === undefined || moment < Date.parse(expiresAt);
}

/** The exemption that holds for a policy on a resource at a moment; of several, the one that lasts longest. */
export function exemptionFor(
  exemptions: readonly RecordVersion<Exemption>[],
  resourceId: string,
  policy: string,
  at: string,
): RecordVersion<Exemption> | undefined {
  return exemptions
    .filter(
      ({ value }) =>
        value.policies.includes(policy) && covers(value.scope, resourceId) && isExemptionInForce(value, at),
    )
    .toSorted((a, b) => endOf(b.value) - endOf(a.value))[0];
}

function endOf({ expiresAt }: Exemption): number {
  return expiresAt === undefined ? Infinity : Date.parse(expiresAt);
}
