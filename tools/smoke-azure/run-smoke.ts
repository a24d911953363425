import { concurrently } from '../../src/base/index.ts';
import type { CataloguePolicy } from '../../src/rules/controls/index.ts';
import { describeError, errorIn } from './arm-call.ts';
import { cleanUp } from './clean-up.ts';
import type { Leftover } from './clean-up.ts';
import { observeRemedy } from './observe-remedy.ts';
import type { Observation, Watching } from './observe-remedy.ts';
import type { SmokeOptions, SmokePorts } from './ports.ts';
import { apiVersionOf, groupIdOf } from './ports.ts';
import { itemsOf, runReadChecks } from './read-checks.ts';
import type { ReadCheck } from './read-checks.ts';
import { specimensFor } from './specimens.ts';
import type { Patch, Place, Specimen } from './specimens.ts';

/** The result of a run, as its file has it: made by the same code against Azure and against the simulation, the two can be compared. */
export interface SmokeResult {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly checks: readonly ReadCheck[];
  readonly observations: readonly Observation[];
  readonly left: readonly Leftover[];
  /** Why it ended early. */
  readonly trouble?: string;
}

const groupType = 'Microsoft.Resources/subscriptions/resourceGroups';

const listVersion = '2021-04-01';

/** Looks at a subscription and, if asked to, tries each remedy on a resource of its own in an empty resource group. */
export async function runSmoke(options: SmokeOptions, ports: SmokePorts): Promise<SmokeResult> {
  const { subscriptionId, resourceGroup } = options;
  const startedAt = ports.now().toISOString();
  const checks = await runReadChecks(options, ports);
  const tried = options.write ? await tryRemedies(options, ports) : { observations: [], left: [] };
  return { startedAt, endedAt: ports.now().toISOString(), subscriptionId, resourceGroup, checks, ...tried };
}

type Tried = Pick<SmokeResult, 'observations' | 'left' | 'trouble'>;

async function tryRemedies(options: SmokeOptions, ports: SmokePorts): Promise<Tried> {
  const place = await placeOf(options, ports);
  if (typeof place === 'string') {
    ports.print(`nothing is made: ${place}`);
    return { observations: [], left: [], trouble: place };
  }
  const made: Specimen[] = [];
  const watching = {
    watchSeconds: options.watchSeconds,
    made: (specimen: Specimen) => {
      ports.print(`making ${specimen.id}`);
      made.push(specimen);
    },
  };
  const observations: Observation[] = [];
  await concurrently(remediesOf(options, ports), options.workers, async (trial) => {
    if (ports.interrupted.aborted) return;
    const observation = await tryRemedy(trial, place, watching, ports);
    observations.push(observation);
    ports.print(`${trial.policy.name}: ${observation.trouble ?? `HTTP ${observation.answer?.status}`}`);
  });
  const trouble = ports.interrupted.aborted ? 'it was interrupted' : undefined;
  const left = await cleanUp(made, options, ports);
  for (const { id, why } of left) ports.print(`REMAINS ${id}: ${why}`);
  return { observations, left, ...(trouble !== undefined && { trouble }) };
}

/** One that fails, however it does, holds up no other. */
async function tryRemedy(
  { policy, remedy, name }: Trial,
  place: Place,
  watching: Watching,
  ports: SmokePorts,
): Promise<Observation> {
  const specimens = specimensFor(policy, remedy, name, place);
  const base = { policy: policy.name, target: '' };
  if (!specimens) return { ...base, trouble: 'it is not known how to make such a resource' };
  try {
    return await observeRemedy(policy, remedy, specimens, watching, ports);
  } catch (error) {
    return { ...base, trouble: ports.interrupted.aborted ? 'it was interrupted' : describeError(error) };
  }
}

/** The empty group to make them in; or why nothing may be made there. */
async function placeOf(options: SmokeOptions, ports: SmokePorts): Promise<Place | string> {
  const group = groupIdOf(options);
  const read = await ports.call('GET', group, apiVersionOf(groupType, ports));
  if (read.status !== 200) return `the resource group cannot be read: ${errorIn(read)}`;
  const listed = await ports.call('GET', `${group}/resources`, listVersion);
  if (listed.status !== 200) return `the resource group cannot be listed: ${errorIn(listed)}`;
  const found = itemsOf(listed.body).length;
  if (found > 0) return `the resource group must be empty, and has ${found} resources or more`;
  const principal = await ports.checks.identity();
  if (principal.kind !== 'read') return 'the principal of the token is not known';
  const { location = '' } = read.body as { readonly location?: string };
  return { group, location, tenantId: ports.tenantId, principal: principal.value };
}

interface Trial {
  readonly policy: CataloguePolicy;
  readonly remedy: Patch;
  readonly name: string;
}

function remediesOf({ only }: SmokeOptions, { catalogue, suffix }: SmokePorts): readonly Trial[] {
  return [...catalogue.policies.values()].flatMap((policy, index) =>
    policy.remedy?.kind === 'patch' && (only.length === 0 || only.includes(policy.name))
      ? [{ policy, remedy: policy.remedy, name: `smoke${index}${suffix}` }]
      : [],
  );
}
