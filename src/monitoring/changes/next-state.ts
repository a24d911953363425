import type { PolicyState } from '../../model/index.ts';
import type { Evaluation } from '../evaluation/index.ts';

/** A value longer than this, as JSON, is kept by its beginning. */
const longestValue = 500;

export function nextState(
  previous: PolicyState | undefined,
  evaluation: Evaluation,
  policyVersion: string,
  readAt: string,
): PolicyState {
  if (evaluation.kind === 'stale') {
    const tries = (previous?.tries ?? 0) + 1;
    const stale = { staleSince: previous?.staleSince ?? readAt, staleReason: evaluation.reason, tries };
    if (previous) return { ...previous, ...stale };
    return {
      state: 'Unknown',
      since: readAt,
      policyVersion,
      reason: evaluation.reason,
      unread: true,
      ...stale,
    };
  }
  const { state, reason, fields, values, unread, exemption, underlying } = evaluation;
  const same = previous?.state === state ? previous : undefined;
  return {
    state,
    since: same?.since ?? readAt,
    policyVersion,
    ...(reason !== undefined && { reason }),
    ...(fields.length > 0 && {
      fields: fields.map((field) => ({ ...field, actual: shortened(field.actual) })),
    }),
    ...(Object.keys(values).length > 0 && { values }),
    ...(unread && { unread }),
    ...(state === 'Unknown' && { tries: (same?.tries ?? 0) + 1 }),
    ...(exemption !== undefined && { exemption }),
    ...(underlying !== undefined && { underlying }),
    ...(same?.announced !== undefined && { announced: same.announced }),
  };
}

/** A current state has its limits, and a reader too. */
function shortened(value: unknown): unknown {
  const json = JSON.stringify(value) ?? 'null';
  return json.length > longestValue ? `${json.slice(0, longestValue)}...` : (value ?? null);
}
