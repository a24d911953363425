import { failureReason } from '../../platform/azure/index.ts';
import type { ListedResource, ReadFailure } from '../../platform/azure/index.ts';
import type { Drill } from '../model/index.ts';
import type { DrillPorts } from './ports.ts';

/** The tag of the drill group that says whose what lies in it is. */
export const drillTag = 'phiwatch-drill';

type Needs = Pick<DrillPorts, 'azure' | 'settings'>;

/** The resources of the drill group: those that stand there for good, and the others: copies, or what somebody else has put there. */
interface GroupListing {
  readonly kind: 'found';
  readonly standing: readonly ListedResource[];
  readonly passing: readonly ListedResource[];
}

export async function listGroup({ azure, settings }: Needs): Promise<GroupListing | ReadFailure> {
  const listed = await azure.group();
  if (listed.kind !== 'found') return listed;
  const template = new Set(settings.standing.map((id) => id.toLowerCase()));
  const { true: standing = [], false: passing = [] } = Object.groupBy(listed.resources, ({ id }) =>
    isStanding(id, template) ? 'true' : 'false',
  );
  return { kind: 'found', standing, passing };
}

/** The template's list stands there, and the database that every SQL server has. */
function isStanding(id: string, template: ReadonlySet<string>): boolean {
  const lower = id.toLowerCase();
  const server = lower.endsWith('/databases/master') ? lower.slice(0, -'/databases/master'.length) : lower;
  return template.has(lower) || template.has(server);
}

/** Says why nothing in the drill group may be deleted for a drill; undefined: all of it is younger than the drill, whose tag the group carries. */
export async function whyKept(
  { id, startedAt }: Pick<Drill, 'id' | 'startedAt'>,
  resources: readonly ListedResource[],
  { azure, settings }: Needs,
): Promise<string | undefined> {
  const group = await azure.read(settings.group);
  if (group.kind === 'gone') return 'the drill group is gone';
  if (group.kind !== 'found') return `the drill group could not be read: ${failureReason(group)}`;
  const tags = (group.resource['tags'] ?? {}) as Readonly<Record<string, unknown>>;
  if (tags[drillTag] !== id) return `the drill group does not carry the tag ${drillTag} = ${id}`;
  const older = resources.find(
    ({ createdAt }) => createdAt === undefined || startedAt === undefined || createdAt < startedAt,
  );
  return older && `${older.id} is older than the drill, and none of the template's`;
}
