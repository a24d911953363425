import type { Directory } from '../model/index.ts';
import { groupName } from './group-name.ts';
import type { Person } from './types.ts';

/** Where people live: as the directory says, else as most of their department, else as most people; UTC if nobody is known. */
export function zoneFinder(directory: Directory): (person: Person) => string {
  const votes = new Map<string, Map<string, number>>();
  const vote = (group: string, zone: string): void => {
    const zones = votes.get(group) ?? new Map<string, number>();
    zones.set(zone, (zones.get(zone) ?? 0) + 1);
    votes.set(group, zones);
  };
  for (const { timeZone, department } of directory.principals.values()) {
    if (timeZone === undefined) continue;
    vote('', timeZone);
    const group = groupName(department);
    if (group !== undefined) vote(group, timeZone);
  }
  const most = (group: string): string | undefined =>
    [...(votes.get(group) ?? [])].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
  const chosen = new Map([...votes.keys()].map((group) => [group, most(group)]));
  return ({ info }) =>
    info?.timeZone ?? chosen.get(groupName(info?.department) ?? '') ?? chosen.get('') ?? 'UTC';
}
