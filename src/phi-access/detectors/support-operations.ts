import { counted } from '../../base/index.ts';
import type { DetectionContext } from '../detection/index.ts';
import type { AccessFinding } from '../model/index.ts';

/** Microsoft's support worked on a database: lawful where a ticket asks for it, and for people to match with one. */
export function supportOperations(context: DetectionContext): AccessFinding[] {
  const perResource = Map.groupBy(
    context.events.filter(({ kind }) => kind === 'support'),
    ({ principal, resource }) => `${principal} ${resource ?? ''}`,
  );
  return [...perResource.values()].flatMap((events) => {
    const [first] = events;
    if (!first) return [];
    const operations = events.reduce((sum, { count }) => sum + count, 0);
    return {
      kind: 'new-operation' as const,
      principal: first.principal,
      start: first.time,
      end: events.at(-1)?.time ?? first.time,
      severity: 'low' as const,
      score: 0.3,
      resources: first.resource ? [first.resource] : [],
      counts: { operations },
      explanation: `Microsoft's support carried out ${counted(operations, 'operation')} on a database: there should be a ticket that asks for it.`,
    };
  });
}
