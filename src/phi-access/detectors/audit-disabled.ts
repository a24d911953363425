import type { DetectionContext } from '../detection/index.ts';
import type { AccessFinding } from '../model/index.ts';

/** Logging was removed or turned off: whoever did it, what follows is not seen. */
export function auditDisabled(context: DetectionContext): AccessFinding[] {
  return context.events
    .filter(({ kind }) => kind === 'audit-disabled')
    .map(({ principal, actor, time, resource, operation, count }) => ({
      kind: 'audit-disabled',
      principal: context.history.resolve(actor ?? principal),
      start: time,
      end: time,
      severity: 'critical',
      score: 1,
      resources: resource ? [resource] : [],
      counts: { changes: count },
      explanation: `Logging was removed or turned off (${operation ?? 'not said how'}): access after it is not seen.`,
    }));
}
