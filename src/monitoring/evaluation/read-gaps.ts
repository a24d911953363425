import type { ScanGap } from '../../model/index.ts';
import { resourceGroupOf, resourceTypeOf } from '../../model/index.ts';
import type { AzureReader, ReadFailure } from '../../platform/azure/index.ts';
import { failureReason } from '../../platform/azure/index.ts';

/** Gathers where a scan could not look: of one kind and subject, one with their count. */
export class Gaps {
  readonly #gaps = new Map<string, ScanGap>();

  /** `count`: of resources; default 1. */
  add(kind: ScanGap['kind'], subject: string, count = 1, reason?: string): void {
    const key = `${kind}|${subject.toLowerCase()}`;
    const before = this.#gaps.get(key);
    const why = before?.reason ?? reason;
    this.#gaps.set(key, {
      kind,
      subject: before?.subject ?? subject,
      count: (before?.count ?? 0) + count,
      ...(why !== undefined && { reason: why }),
    });
  }

  addAll(gaps: readonly ScanGap[]): void {
    for (const { kind, subject, count, reason } of gaps) this.add(kind, subject, count, reason);
  }

  all(): readonly ScanGap[] {
    return [...this.#gaps.values()].toSorted(
      (one, other) => one.kind.localeCompare(other.kind) || one.subject.localeCompare(other.subject),
    );
  }
}

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
    async get(id, since) {
      const outcome = await reader.get(id, since);
      note(outcome, id);
      return outcome;
    },
    async related(query, since) {
      const outcome = await reader.related(query, since);
      note(outcome, query.under);
      return outcome;
    },
  };
}
