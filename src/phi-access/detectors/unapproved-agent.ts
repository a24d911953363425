import { counted } from '../../base/index.ts';
import type { DetectionContext, Person } from '../detection/index.ts';
import { finding, isIdentity, sum } from '../detection/index.ts';
import type { AccessFinding, AccessHour } from '../model/index.ts';

/** An AI agent that nobody has approved, or a principal that nobody knows, reads PHI. */
export function unapprovedAgent(context: DetectionContext): AccessFinding[] {
  const { approvedAgents, principals } = context.directory;
  const agents = new Set(
    context.history.events
      .filter(({ kind }) => kind === 'agent-sign-in')
      .map(({ principal }) => context.history.resolve(principal)),
  );
  return context.active.flatMap((person) => {
    if (approvedAgents.has(person.id)) return [];
    const isAgent = person.kind === 'agent' || agents.has(person.id);
    const isUnknown =
      person.kind === 'unknown' &&
      principals.size > 0 &&
      isIdentity(person.id) &&
      !isEstablished(context, person);
    if (!isAgent && !isUnknown) return [];
    const parts = context
      .partsOf(person)
      .filter((part) => part.reads + part.searches + part.exports + part.denied > 0);
    if (parts.length === 0) return [];
    return findingFor(person, parts, isAgent);
  });
}

function findingFor(person: Person, parts: readonly AccessHour[], isAgent: boolean): AccessFinding {
  const reads = sum(parts, (part) => part.reads);
  const patients = sum(parts, (part) => part.patientCount);
  const denied = sum(parts, (part) => part.denied);
  const what = isAgent
    ? 'An agent that is not among the approved ones'
    : 'A principal that the directory does not know';
  return finding(
    'unapproved-agent',
    person,
    parts,
    reads > 0 ? 'critical' : 'high',
    reads > 0 ? 1 : 0.7,
    { reads, patients, denied },
    reads > 0
      ? `${what} made ${counted(reads, 'successful read')}, of ${counted(patients, 'patient')} where the request names one.`
      : `${what} tried to read ${counted(denied, 'time')} and was refused.`,
  );
}

/** A login that the directory lacks but that has been there for a while is a gap of the directory; the coverage says so. */
function isEstablished(context: DetectionContext, person: Person): boolean {
  const before = [...person.days.keys()].filter((day) => day < Math.floor(context.from / 24));
  return before.length >= 3 && Math.min(...before) < Math.floor(context.from / 24) - 7;
}
