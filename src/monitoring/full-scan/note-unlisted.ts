import { resourceGroupOf } from '../../model/index.ts';
import { failureReason, isTransient } from '../../platform/azure/index.ts';
import type { Gaps, OutsideGraph } from '../evaluation/index.ts';

/** Notes lists that could not be had: what lies there was not looked at. */
export function noteUnlisted({ failures }: OutsideGraph, { gaps }: { readonly gaps: Gaps }): void {
  for (const { resourceId, failure } of failures)
    gaps.add(
      isTransient(failure) ? 'unconfirmed' : 'denied',
      resourceGroupOf(resourceId) ?? resourceId,
      1,
      failureReason(failure),
    );
}
