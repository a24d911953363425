import { counted } from '../../base/index.ts';
import type { DetectionContext } from '../detection/index.ts';
import { finding, sum } from '../detection/index.ts';
import type { AccessFinding, AccessHour } from '../model/index.ts';

const callers = {
  human: 'A person',
  service: 'A service',
  agent: 'An agent',
  unknown: 'An unknown principal',
};

/** A person exports, or a service for which nobody approved it and which never did. */
export function exported(context: DetectionContext): AccessFinding[] {
  return [...fromLogs(context), ...fromResourceManager(context)];
}

function fromLogs(context: DetectionContext): AccessFinding[] {
  return context.active.flatMap((person) => {
    if (mayExport(context, person.id)) return [];
    const parts = context.partsOf(person).filter(isExport);
    if (parts.length === 0) return [];
    const days = new Set(
      person.hours
        .filter((hour) => hour.at < context.from - 24 && hour.parts.some(isExport))
        .map(({ at }) => Math.floor(at / 24)),
    );
    // A service that exports week by week and has no list of what it may do, does its work.
    if (person.kind === 'service' && person.info?.approvedOperations === undefined && days.size >= 3)
      return [];
    const exports = sum(parts, (part) => part.exports);
    const denied = sum(parts, (part) => part.denied);
    const who = callers[person.kind];
    return finding(
      'export',
      person,
      parts,
      exports > 0 ? 'critical' : 'medium',
      exports > 0 ? 1 : 0.6,
      { exports, denied, daysWithExportsBefore: days.size },
      exports > 0
        ? `${who} without approval for it started ${counted(exports, 'export')}; there were exports on ${counted(days.size, 'day')} before.`
        : `${who} tried to export and was refused.`,
    );
  });
}

/** A database or a disk that leaves whole passes by every log of reads. */
function fromResourceManager(context: DetectionContext): AccessFinding[] {
  return context.events
    .filter(
      ({ kind, actor, principal }) =>
        kind === 'export' && !mayExport(context, context.history.resolve(actor ?? principal)),
    )
    .map(({ actor, principal, time, resource, operation, count }) => ({
      kind: 'export',
      principal: context.history.resolve(actor ?? principal),
      start: time,
      end: time,
      severity: 'critical',
      score: 1,
      resources: resource ? [resource] : [],
      counts: { exports: count },
      explanation: `Had a database or a disk given out whole by Resource Manager (${operation ?? 'not said how'}).`,
    }));
}

function mayExport(context: DetectionContext, id: string): boolean {
  return (
    context.directory.principals
      .get(id)
      ?.approvedOperations?.some((operation) => operation.includes('export')) ?? false
  );
}

function isExport({ exports, denied, operations }: AccessHour): boolean {
  return exports > 0 || (denied > 0 && operations.includes('export'));
}
