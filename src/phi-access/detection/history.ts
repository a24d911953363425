import type { AccessEvent, AccessHour, Directory } from '../model/index.ts';
import { identities } from './identities.ts';
import type { History, Hour, Person, View } from './types.ts';
import { hourMs } from './working-calendar.ts';

export function history(directory: Directory): History {
  const people = new Map<string, Person>();
  const views = new Map<string, View[]>();
  const events = new Map<string, AccessEvent>();
  const names = identities(directory);
  let list: AccessEvent[] | undefined;
  let since = Infinity;

  const personOf = (id: string): Person => {
    let person = people.get(id);
    if (!person) {
      const info = directory.principals.get(id);
      person = {
        id,
        kind: names.kindOf(id),
        info,
        hours: [],
        days: new Map(),
        version: 0,
        changedFrom: Infinity,
      };
      people.set(id, person);
    }
    return person;
  };

  const putHour = (part: AccessHour): void => {
    const at = Math.floor(Date.parse(part.hour) / hourMs);
    const id = names.ownerOf(part);
    const person = personOf(id);
    since = Math.min(since, at);
    const hour = hourOf(person, at);
    const isNew = hour.parts.length === 0;
    const known = hour.parts.findIndex((each) => sameCell(each, part));
    if (known >= 0) hour.parts[known] = part;
    else hour.parts.push(part);
    note(person, at, part);
    person.version += 1;
    person.changedFrom = Math.min(person.changedFrom, at);
    for (const patient of part.patients) {
      let seen = views.get(patient);
      if (!seen) views.set(patient, (seen = []));
      if (isNew ? seen.at(-1) !== hour.view : !has(seen, id, at)) seen.push(hour.view);
    }
  };

  /** Whether anything that is held against a person is another's, by what is known now. */
  const isOthers = ({ id, hours }: Person): boolean =>
    hours.some(({ parts }) => parts.some((part) => names.ownerOf(part) !== id));

  /** Moves what was attributed to a bare name, or to the wrong person, before it was known who that is, to the right person. */
  const reattribute = (isWrong: (person: Person) => boolean): void => {
    const known = [...people.values()].filter(isWrong);
    if (known.length === 0) return;
    const bare = new Set(known.map(({ id }) => id));
    for (const id of bare) people.delete(id);
    for (const [patient, seen] of views)
      if (seen.some(({ person }) => bare.has(person)))
        views.set(
          patient,
          seen.filter(({ person }) => !bare.has(person)),
        );
    for (const { hours } of known) for (const { parts } of hours) for (const part of parts) putHour(part);
  };

  return {
    people,
    views,
    get events() {
      list ??= [...events.values()].toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
      return list;
    },
    get since() {
      return since;
    },
    put: (hours, added) => {
      const learned = new Set<ReturnType<typeof names.learn>>();
      for (const event of added) {
        learned.add(names.learn(event));
        events.set(keyOf(event), event);
      }
      if (learned.has('guesses')) reattribute(isOthers);
      else if (learned.has('name')) reattribute(({ id }) => names.resolve(id) !== id);
      if (added.length > 0) list = undefined;
      for (const part of hours) putHour(part);
    },
    forget: (before) => {
      const oldest = Math.floor(Date.parse(before) / hourMs);
      for (const [key, event] of events) if (event.time < before) events.delete(key);
      list = undefined;
      for (const person of people.values()) {
        for (const day of person.days.keys()) if (day < Math.floor(oldest / 24)) person.days.delete(day);
        const keep = person.hours.findIndex(({ at }) => at >= oldest);
        if (keep === 0) continue;
        person.hours.splice(0, keep < 0 ? person.hours.length : keep);
        person.version += 1;
        person.changedFrom = 0;
      }
      for (const [patient, seen] of views) {
        const kept = seen.filter(({ at }) => at >= oldest);
        if (kept.length === 0) views.delete(patient);
        else if (kept.length < seen.length) views.set(patient, kept);
      }
      since = Math.max(since, oldest);
    },
    resolve: (name) => names.resolve(name),
  };
}

function hourOf(person: Person, at: number): Hour {
  const { hours } = person;
  let place = hours.length;
  while (place > 0 && (hours[place - 1]?.at ?? 0) > at) place -= 1;
  const before = hours[place - 1];
  if (before?.at === at) return before;
  const hour: Hour = { at, parts: [], view: { person: person.id, at } };
  hours.splice(place, 0, hour);
  return hour;
}

function note({ days }: Person, at: number, part: AccessHour): void {
  const number = Math.floor(at / 24);
  let day = days.get(number);
  if (!day) days.set(number, (day = { addresses: new Set(), operations: new Set() }));
  for (const address of part.addresses) day.addresses.add(address);
  for (const operation of part.operations) day.operations.add(operation);
}

function sameCell(a: AccessHour, b: AccessHour): boolean {
  return a.source === b.source && a.resource === b.resource && a.principal === b.principal;
}

/** Rows come nearly in order: the same view again is among the last. */
function has(seen: readonly View[], person: string, at: number): boolean {
  for (let place = seen.length - 1; place >= 0; place -= 1) {
    const view = seen[place] as View;
    if (view.at === at && view.person === person) return true;
    if (view.at < at - 72) return false;
  }
  return false;
}

/** Sign-ins are counted by the hour: a late one changes the first moment of its hour, and is still the same entry. */
function keyOf({ kind, time, principal, actor, resource, address, operation }: AccessEvent): string {
  const when = kind.includes('sign-in') ? time.slice(0, 13) : time;
  return JSON.stringify([kind, when, principal, actor, resource, address, operation]);
}
