import type { AccessEvent, AccessHour, Finding } from '../types.ts';
import { hourMs } from './calendar.ts';
import type { Person } from './history.ts';
import { isAddress, neighbourhood } from './networks.ts';
import { finding, sum, type Scene } from './scene.ts';

const within = 24 * hourMs;
/** A service that was seen on fewer days is being put to work: its places are not known yet. */
const leastDays = 5;

/** Where signatures are handed out to whoever has a browser, a new place says nothing. */
const mostPlaces = 30;

/**
 * Somebody adds a secret to a service, or lists the keys of a storage account, and within a day that service, or a key there, reads from
 * where it never was: the reading is theirs, under a name that is not. Who renews a secret does not move the service.
 */
export function secretThenRead(scene: Scene): Finding[] {
  const secrets = scene.history.events.filter(
    (event) => isSecret(event) && isRecent(event, scene) && isByPerson(event, scene),
  );
  if (secrets.length === 0) return [];
  return scene.active.flatMap((person) => {
    if (person.kind === 'human') return [];
    const hits = secrets.flatMap((secret) => {
      const known = placesBefore(scene, person, secret);
      const parts = known ? scene.partsOf(person).filter((part) => isFrom(part, secret, known)) : [];
      return parts.length > 0 ? [{ secret, parts }] : [];
    });
    const [first] = hits;
    return first ? [told(person, first, scene)] : [];
  });
}

function isSecret({ kind, operation = '' }: AccessEvent): boolean {
  return kind === 'credential' || (kind === 'privilege' && /listkeys|listaccountsas/.test(operation));
}

/** Pipelines renew secrets and list keys day by day. */
function isByPerson({ actor }: AccessEvent, { history, directory }: Scene): boolean {
  return actor !== undefined && directory.principals.get(history.resolve(actor))?.kind === 'human';
}

function isRecent({ time }: AccessEvent, { from, to }: Scene): boolean {
  return Date.parse(time) > from * hourMs - within && Date.parse(time) < to * hourMs;
}

/** From where a service, or whoever had a key of the account, came until the day of the secret; undefined: it is not about them, or not known. */
function placesBefore(
  scene: Scene,
  person: Person,
  { kind, principal, resource, time }: AccessEvent,
): ReadonlySet<string> | undefined {
  const until = Math.floor(Date.parse(time) / (24 * hourMs));
  if (kind === 'credential') {
    const before = [...person.days].filter(([day]) => day < until);
    if (scene.history.resolve(principal) !== person.id || before.length < leastDays) return undefined;
    return new Set(before.flatMap(([, { addresses }]) => [...addresses].map(neighbourhood)));
  }
  if (!person.id.startsWith('key:') || !resource) return undefined;
  const places = scene.remember(`places of ${resource} before ${until}`, () => {
    const parts = [...scene.history.people.values()]
      .flatMap(({ hours }) => hours.filter(({ at }) => at < until * 24))
      .flatMap((hour) => hour.parts.filter((part) => part.resource.startsWith(resource)));
    return new Set(parts.flatMap(({ addresses }) => addresses.map(neighbourhood)));
  });
  return places.size > mostPlaces ? undefined : places;
}

/** Whether something was read with the secret from a new place; of a key, in the account whose keys were listed. */
function isFrom(
  part: AccessHour,
  { kind, time, resource }: AccessEvent,
  known: ReadonlySet<string>,
): boolean {
  const after =
    Date.parse(part.last) >= Date.parse(time) && Date.parse(part.first) <= Date.parse(time) + within;
  const there = kind === 'credential' || (resource !== undefined && part.resource.startsWith(resource));
  return (
    after &&
    there &&
    part.reads + part.exports > 0 &&
    part.addresses.some((address) => isAddress(address) && !known.has(neighbourhood(address)))
  );
}

function told(
  person: Person,
  { secret, parts }: { readonly secret: AccessEvent; readonly parts: readonly AccessHour[] },
  { history }: Scene,
): Finding {
  const reads = sum(parts, (part) => part.reads);
  const what = secret.kind === 'credential' ? 'A secret was added to it' : 'Keys of the account were listed';
  const hours = Math.max(0, (Date.parse(parts[0]?.last ?? '') - Date.parse(secret.time)) / hourMs);
  return {
    ...finding(
      'privilege-then-read',
      person,
      parts,
      'critical',
      1,
      { reads, hoursAfter: hours },
      `${what} by a person, and within ${Math.ceil(hours)} hours it made ${reads} successful reads from where it never was.`,
    ),
    principals: [person.id, history.resolve(secret.actor ?? '')],
  };
}
