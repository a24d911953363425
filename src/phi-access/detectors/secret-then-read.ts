import { counted } from '../../base/index.ts';
import { finding, hourMs, isAddress, isWithin, neighborhood, sum } from '../detection/index.ts';
import type { DetectionContext, Person } from '../detection/index.ts';
import type { AccessEvent, AccessFinding, AccessHour } from '../model/index.ts';

const within = 24 * hourMs;

/** A service or an account that was seen on fewer days is being put to work: its places are not known yet. */
const leastDays = 5;

/** A key that is used from more places than this is handed out in signatures to whoever has a browser: a new place says nothing. */
const mostPlaces = 30;

/**
 * Somebody adds a secret to a service, or lists the keys of a storage account, and within a day that service, or a key there, reads from
 * where it never was: the reading is theirs, under a name that is not. Somebody who renews a secret does not move the service.
 */
export function secretThenRead(context: DetectionContext): AccessFinding[] {
  const secrets = context.history.events.filter((event) => isSecret(event) && isByPerson(event, context));
  return context.active.flatMap((person) => {
    if (person.kind === 'human') return [];
    const hits = context.partsOf(person).flatMap((part) => {
      // The last one before: who took it has read.
      const secret = secrets.findLast((each) => isAbout(each, person, part, context) && isAfter(part, each));
      const known = secret && placesBefore(context, person, secret);
      return known && isElsewhere(part, known) ? [{ secret, part }] : [];
    });
    return hits.length > 0 ? [findingFor(person, hits, context)] : [];
  });
}

function isSecret({ kind, operation = '' }: AccessEvent): boolean {
  return kind === 'credential' || (kind === 'privilege' && /listkeys|listaccountsas/.test(operation));
}

/** Pipelines renew secrets and list keys day by day. */
function isByPerson({ actor }: AccessEvent, { history, directory }: DetectionContext): boolean {
  return actor !== undefined && directory.principals.get(history.resolve(actor))?.kind === 'human';
}

/** A secret of the service, or a key of the account that was read. */
function isAbout(
  { kind, principal, resource }: AccessEvent,
  person: Person,
  part: AccessHour,
  { history }: DetectionContext,
): boolean {
  if (kind === 'credential') return history.resolve(principal) === person.id;
  return person.id.startsWith('key:') && resource !== undefined && isWithin(part.resource, resource);
}

function isAfter(part: AccessHour, { time }: AccessEvent): boolean {
  return Date.parse(part.last) >= Date.parse(time) && Date.parse(part.first) <= Date.parse(time) + within;
}

function isElsewhere(part: AccessHour, known: ReadonlySet<string>): boolean {
  return (
    part.reads + part.exports > 0 &&
    part.addresses.some((address) => isAddress(address) && !known.has(neighborhood(address)))
  );
}

/** Returns the places from which a service, or whoever had a key, came before; undefined: too little is known, or a key came from too many. */
function placesBefore(
  context: DetectionContext,
  person: Person,
  { kind, resource = '', time }: AccessEvent,
): ReadonlySet<string> | undefined {
  const isKey = kind !== 'credential';
  return context.remember(`places before ${time} of ${isKey ? resource : person.id}`, () => {
    const people = isKey ? [...context.history.people.values()] : [person];
    const parts = people
      .flatMap(({ hours }) => hours.flatMap((hour) => hour.parts))
      .filter((part) => part.last < time && (!isKey || isWithin(part.resource, resource)));
    const places = new Set(parts.flatMap(({ addresses }) => addresses.map(neighborhood)));
    const days = new Set(parts.map(({ hour }) => hour.slice(0, 10))).size;
    return days < leastDays || (isKey && places.size > mostPlaces) ? undefined : places;
  });
}

interface Hit {
  readonly secret: AccessEvent;
  readonly part: AccessHour;
}

function findingFor(person: Person, hits: readonly Hit[], { history }: DetectionContext): AccessFinding {
  const parts = hits.map(({ part }) => part);
  const [{ secret, part }] = hits as [Hit, ...Hit[]];
  const reads = sum(parts, (each) => each.reads);
  const what = secret.kind === 'credential' ? 'A secret was added to it' : 'Keys of the account were listed';
  const hours = Math.max(0, (Date.parse(part.last) - Date.parse(secret.time)) / hourMs);
  return {
    ...finding(
      'privilege-then-read',
      person,
      parts,
      'critical',
      1,
      { reads, hoursAfter: hours },
      `${what} by a person, and within ${counted(Math.ceil(hours), 'hour')} it made ${counted(reads, 'successful read')} from where it never was.`,
    ),
    actors: [...new Set(hits.map((hit) => history.resolve(hit.secret.actor ?? '')))].toSorted(),
  };
}
