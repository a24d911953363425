import { describe, expect, it } from 'vitest';
import { careGroups } from '../../../src/phi-access/detection/care-groups.ts';
import { history } from '../../../src/phi-access/detection/history.ts';
import { at, day, hospital, hourOf, staff } from '../detectors/hospital.ts';
import type { Hospital } from '../detectors/hospital.ts';

/** Where people work, as far as is known on the tenth day. */
function groupsOf(all: Hospital): (id: string) => string | undefined {
  const observed = history(all.directory);
  observed.put(all.hours, all.events);
  const group = careGroups(observed, Date.parse(at(day(10), 0)) / 3_600_000);
  return (id) => {
    const person = observed.people.get(id);
    return person && group(person);
  };
}

function hospitalOfTwoWards(): Hospital {
  const all = hospital();
  staff(all, { name: 'east', people: 14, starts: [7, 7, 7, 19], length: 12, seed: 1 }, [0, 10]);
  staff(all, { name: 'west', people: 14, starts: [7, 7, 7, 19], length: 12, seed: 2 }, [0, 10]);
  staff(
    all,
    { name: 'Records', role: 'Coder', people: 6, starts: [8], length: 8, weekends: false, seed: 3 },
    [0, 10],
  );
  return all;
}

describe('where the directory leaves out a department', () => {
  it('it is the one in which all of the role work', () => {
    const all = hospitalOfTwoWards();
    all.principals.set('Records-0', { id: 'Records-0', kind: 'human', role: 'coder ' });
    expect(groupsOf(all)('Records-0')).toBe('records');
  });

  it('it is not, because one of the role works there of whom it is known', () => {
    const all = hospitalOfTwoWards();
    for (const id of ['c1', 'c2', 'c3', 'c4', 'c5', 'c6']) {
      all.principals.set(id, {
        id,
        kind: 'human',
        role: 'Consultant',
        ...(id === 'c1' && { department: 'x' }),
      });
      all.hours.push(hourOf(id, at(day(5), 9), { patients: ['east-1-1'] }));
    }
    expect(groupsOf(all)('c2')).toBe('consultant');
  });

  it('it is, where the role works in several, the one whose patients the person sees', () => {
    const all = hospitalOfTwoWards();
    all.principals.set('east-1', { id: 'east-1', kind: 'human', role: 'Nurse' });
    all.principals.set('west-1', { id: 'west-1', kind: 'human' });
    expect(groupsOf(all)('east-1')).toBe('east');
    expect(groupsOf(all)('west-1')).toBe('west');
  });

  it('it is the role where too little was seen, or the patients are of no one ward', () => {
    const all = hospitalOfTwoWards();
    for (const id of ['new', 'curious']) all.principals.set(id, { id, kind: 'human', role: 'Nurse' });
    all.hours.push(hourOf('new', at(day(5), 9), { patients: ['east-1-1'] }));
    const alone = Array.from({ length: 20 }, (_, place) => `alone-${place}`);
    all.hours.push(hourOf('curious', at(day(5), 9), { patients: alone }));
    expect(groupsOf(all)('new')).toBe('nurse');
    expect(groupsOf(all)('curious')).toBe('nurse');
  });
});

it('what the directory says counts, whoever the patients are', () => {
  const all = hospitalOfTwoWards();
  all.principals.set('east-1', { id: 'east-1', kind: 'human', role: 'Nurse', department: 'West' });
  expect(groupsOf(all)('east-1')).toBe('west');
});
