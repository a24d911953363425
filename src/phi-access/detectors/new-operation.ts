import { counted } from '../../base/index.ts';
import type { DetectionContext, Person } from '../detection/index.ts';
import { finding } from '../detection/index.ts';
import type { AccessFinding, AccessHour } from '../model/index.ts';

/** Operations of an administrator or an intruder alone: for people, only these are reported as new, as people do new things every day. */
const risky = new Set([
  'bulk-delete',
  'bulk-update',
  'purge-history',
  'hard-delete',
  'import',
  'reindex',
  'secretbackup',
  'keybackup',
  'certificatebackup',
  'secretpurge',
  'keypurge',
  'keyrelease',
  'vaultaccesspolicychangedeventgridnotification',
  'vaultpatch',
  'deletecontainer',
  'setcontaineracl',
  'setblobserviceproperties',
  'getuserdelegationkey',
  'backup',
  'restore',
  'drop',
  'alter',
  'grant',
  'truncate',
]);

/** Operations that come with every client and touch no PHI. */
const harmless = new Set([
  'capabilities',
  'metadata',
  'versions',
  'authentication',
  'vaultget',
  'getblobproperties',
  'getblobmetadata',
  'database authentication succeeded',
  'logout',
]);

const leastDays = 5;

/** An operation that a service never used and that nobody approved for it; of people, the risky ones. */
export function newOperation(context: DetectionContext): AccessFinding[] {
  return context.active.flatMap((person) => {
    if (person.kind === 'unknown') return [];
    const parts = context.partsOf(person);
    if (person.kind === 'human' && !parts.some((part) => part.operations.some((each) => risky.has(each))))
      return [];
    const approved = new Set(person.info?.approvedOperations);
    const used = new Set<string>();
    const days = new Set<number>();
    // What was done today before this window is new still: one finding a day, not one an hour.
    for (const [day, { operations }] of person.days) {
      if (day >= Math.floor((context.from - 24) / 24)) continue;
      days.add(day);
      for (const operation of operations) used.add(operation);
    }
    const isNew = (operation: string, part: AccessHour): boolean => {
      if (harmless.has(operation) || used.has(operation) || approved.has(operation)) return false;
      if (person.kind === 'human') return risky.has(operation);
      return evaluates(person, part, days.size, approved);
    };
    const odd = parts.flatMap((part) => {
      const operations = part.operations.filter((operation) => isNew(operation, part));
      return operations.length > 0 ? [{ part, operations }] : [];
    });
    if (odd.length === 0) return [];
    const names = [...new Set(odd.flatMap(({ operations }) => operations))].toSorted();
    const listed = names.slice(0, 5).join(', ');
    return finding(
      'new-operation',
      person,
      odd.map(({ part }) => part),
      names.some((name) => risky.has(name)) ? 'high' : 'medium',
      0.7,
      { newOperations: names.length, knownOperations: used.size, daysOfHistory: days.size },
      `${names.length === 1 ? 'An operation' : `${names.length} operations`} never used in ${counted(days.size, 'day')} of history${approved.size > 0 ? ' and not approved' : ''}: ${listed}.`,
    );
  });
}

/** Approved operations speak of the services that they name something of; elsewhere it takes a history to call anything new. */
function evaluates(person: Person, part: AccessHour, days: number, approved: ReadonlySet<string>): boolean {
  if (days >= leastDays) return true;
  return (
    person.info?.approvedOperations !== undefined &&
    part.operations.some((operation) => approved.has(operation))
  );
}
