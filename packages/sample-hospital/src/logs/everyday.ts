import { guid } from '../resource.ts';
import type { Row } from './row.ts';
import { directoryChange } from './rows/entra.ts';
import { medTech } from './rows/imaging.ts';
import type { Service } from './services.ts';
import { hour } from './time.ts';
import { isAway, isEmployed } from './world.ts';
import type { World } from './world.ts';

/** Makes the rows of what nobody does in particular on a date: groups that follow HR, devices at the bedside. */
export function everyday(world: World, services: ReadonlyMap<string, Service>, date: number): Row[] {
  const random = world.random.fork(`everyday ${date}`);
  const sync = services.get('Identity Sync');
  const rows: Row[] = [];
  for (const person of sync ? world.people : []) {
    const moved = person.before?.until === date;
    if (person.starts !== date && !moved) continue;
    const properties = {
      'Group.DisplayName': `${person.department} staff`,
      'Group.ObjectID': guid(person.department),
    };
    const at = date + 5 * hour + random.int(0, 900_000);
    const call = { actor: sync!.actor, address: sync!.address, at, target: person.actor, properties };
    rows.push(
      directoryChange({ ...call, operation: 'Add member to group', category: 'GroupManagement' }, random),
    );
  }
  // Now and then somebody of IT lets a colleague into a group, on request.
  const helpers = world.people.filter(
    (each) => each.job === 'it' && isEmployed(each, date) && !isAway(each, date),
  );
  if (world.calendar.isWorkday(date) && random.chance(0.12) && helpers.length > 0) {
    const helper = random.pick(helpers);
    const target = random.pick(
      world.people.filter(({ job, ends }) => job !== 'it' && ends === undefined),
    ).actor;
    const properties = { 'Group.DisplayName': 'Printer users', 'Group.ObjectID': guid('printer users') };
    const call = {
      actor: helper.actor,
      address: `${helper.place}.20`,
      at: date + random.between(15, 20) * hour,
      target,
    };
    rows.push(
      directoryChange(
        {
          ...call,
          at: Math.floor(call.at),
          properties,
          operation: 'Add member to group',
          category: 'GroupManagement',
        },
        random,
      ),
    );
  }
  // Secrets of applications are renewed by the pipeline.
  const pipeline = services.get('Deployment Pipeline');
  const renewed = services.get('Lab Interface');
  if (pipeline && renewed && new Date(date).getUTCDate() === 10)
    rows.push(
      directoryChange(
        {
          actor: pipeline.actor,
          address: pipeline.address,
          at: date + 15 * hour,
          operation: 'Add service principal credentials',
          category: 'ApplicationManagement',
          target: renewed.actor,
          properties: { KeyDescription: 'renewed' },
        },
        random,
      ),
    );
  for (let index = 0; index < 48; index++)
    rows.push(
      medTech(
        date + index * (hour / 2) + random.int(0, 60_000),
        'Normalization',
        'Normalized device events.',
      ),
    );
  return rows;
}
