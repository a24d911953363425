import { globSync, readFileSync } from 'node:fs';
import type { Resource } from '../../src/model/resource.ts';
import { wordsOf } from '../../src/notifications/message.ts';
import type { Mode } from '../../src/response/remediation/index.ts';
import type { OwnResource } from '../../src/response/remediation/own-resources.ts';
import type { CataloguePolicy } from '../../src/rules/controls/types.ts';
import { group } from '../support/fakes.ts';
import { alerts, answering } from './world.ts';

export interface DriftCase {
  readonly name: string;
  readonly resource: Resource & { readonly id: string };
  readonly related?: readonly Resource[];
  readonly state: string;
}

interface Given {
  readonly mode?: Mode;
  /** Which of the failing cases; default: the first. */
  readonly isOne?: (each: DriftCase) => boolean;
  /** What phiwatch itself runs on, by the id of the resource. */
  readonly own?: (id: string) => readonly OwnResource[];
}

/** The cases of a policy, their resources in the group of the world. */
export function casesOf({ name }: CataloguePolicy): readonly DriftCase[] {
  const [file = ''] = globSync(`controls/policies/*/${name}/cases.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as DriftCase[]).map((each) => {
    const { id } = each.resource;
    return {
      ...each,
      resource: { ...each.resource, id: id && `${group}/${id.split('/').slice(5).join('/')}` },
    };
  });
}

/** A world in which a resource complied, and somebody has changed it to a failing case. */
export async function drifted(entry: CataloguePolicy, { mode, isOne = () => true, own }: Given) {
  const world = await answering(alerts, [entry]);
  if (mode !== undefined) await world.mode(mode, 'mode', entry.name);
  const cases = casesOf(entry);
  const failing = cases.find((each) => each.state === 'NonCompliant' && isOne(each));
  const good = cases.find(({ state }) => state === 'Compliant');
  if (!failing || !good) throw new Error(`${entry.name} has no such case`);
  const { id, name } = failing.resource;
  if (own) world.own.push(...own(id));
  const put = async ({ resource, related = [] }: DriftCase) => {
    for (const child of related)
      world.azure.put({ ...child, id: `${id}/${child.type.split('/').at(-1)}/${String(child['name'])}` });
    await world.change({ ...resource, id, ...(name !== undefined && { name }) });
    await world.answer();
  };
  await put(good);
  await put(failing);
  return { ...world, resource: failing.resource };
}

/** The record of the last response, and the last message about it. */
export function told(world: Awaited<ReturnType<typeof drifted>>): {
  readonly record: string;
  readonly message: readonly string[];
} {
  const { remediation } = world.all().at(-1) ?? {};
  const message = world.outbox.added.findLast(({ channel }) => channel === 'ops');
  if (!remediation || !message) throw new Error('nothing is told');
  const { title, lines, facts } = wordsOf([message], false, 'UTC');
  const { mode, status, why } = remediation;
  const fix = facts.filter(([name]) => /fix/i.test(name)).map(([name, value]) => `${name}: ${value}`);
  return {
    record: `${mode}, ${status}${why === undefined ? '' : `: ${why}`}`,
    message: [title, ...lines, ...fix],
  };
}
