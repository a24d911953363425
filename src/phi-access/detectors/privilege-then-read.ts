import { counted } from '../../base/index.ts';
import { finding, hourMs, isWithin, sum } from '../detection/index.ts';
import type { DetectionContext } from '../detection/index.ts';
import type { AccessEvent, AccessFinding, AccessHour } from '../model/index.ts';

const within = 24 * hourMs;

const habit = 3;

/** Rights that somebody gave themselves, and read with within a day. */
export function privilegeThenRead(context: DetectionContext): AccessFinding[] {
  const { history } = context;
  const grants = Map.groupBy(
    history.events.filter(
      (event) => event.kind === 'privilege' && isOwn(event, (name) => history.resolve(name)),
    ),
    ({ principal }) => history.resolve(principal),
  );
  return context.active.flatMap((person) => {
    const own = grants.get(person.id) ?? [];
    if (own.length === 0 || isHabit(own, context)) return [];
    const read = context.partsOf(person).filter((part) => part.reads + part.exports + part.searches > 0);
    const hits = read.flatMap((part) => {
      const grant = own.findLast((event) => follows(part, event));
      return grant ? [{ part, grant }] : [];
    });
    const [first] = hits;
    if (!first) return [];
    const parts = hits.map(({ part }) => part);
    const reads = sum(parts, (part) => part.reads);
    const hours = Math.max(0, (Date.parse(first.part.last) - Date.parse(first.grant.time)) / hourMs);
    return {
      ...finding(
        'privilege-then-read',
        person,
        parts,
        'critical',
        1,
        { reads, hoursAfterGrant: hours, patients: new Set(parts.flatMap((part) => part.patients)).size },
        `Gave itself rights (${first.grant.operation ?? 'not said which'}) and made ${counted(reads, 'successful read')} within ${counted(Math.ceil(hours), 'hour')}.`,
      ),
      start: first.grant.time < first.part.first ? first.grant.time : first.part.first,
    };
  });
}

/** Says whether somebody activates a role for themselves day by day: it is how privileged roles are meant to be used. */
function isHabit(own: readonly AccessEvent[], context: DetectionContext): boolean {
  const days = new Set(
    own.flatMap(({ time }) => (Date.parse(time) < (context.from - 24) * hourMs ? time.slice(0, 10) : [])),
  );
  return days.size >= habit;
}

function isOwn({ principal, actor }: AccessEvent, resolve: (name: string) => string): boolean {
  return actor !== undefined && resolve(actor) === resolve(principal);
}

/** Whether access came after a grant, and to what the grant is about; a role of the directory may be about anything. */
function follows(part: AccessHour, { time, resource }: AccessEvent): boolean {
  const after =
    Date.parse(part.last) >= Date.parse(time) && Date.parse(part.first) <= Date.parse(time) + within;
  return after && (!resource || isWithin(part.resource, resource) || !part.resource.startsWith('/'));
}
