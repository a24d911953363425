import { resourceTypeOf } from '../azure/resource-id.ts';
import type { AzureReader, ReadFailure } from '../azure/types.ts';
import type { Gaps } from './full-scan/gaps.ts';
import { failureReason } from './read-failure.ts';
import { resourceGroupOf } from './scopes.ts';

/** A reader that notes what it was not allowed, or not able, to read. */
export function notingGaps(reader: AzureReader, gaps: Gaps): AzureReader {
  const note = (outcome: { readonly kind: string }, id: string): void => {
    const failure = outcome as ReadFailure;
    const scope = resourceGroupOf(id) ?? id;
    if (failure.kind === 'denied') gaps.add('denied', scope, 1, failureReason(failure));
    if (failure.kind === 'malformed') gaps.add('malformed', id, 1, failureReason(failure));
    if (failure.kind === 'unmapped') gaps.add('unmapped', resourceTypeOf(id), 1, failureReason(failure));
  };
  return {
    ...reader,
    async get(id) {
      const outcome = await reader.get(id);
      note(outcome, id);
      return outcome;
    },
    async related(query) {
      const outcome = await reader.related(query);
      note(outcome, query.under);
      return outcome;
    },
  };
}
