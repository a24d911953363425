import { describeError, errorIn } from './arm-call.ts';
import type { SmokeOptions, SmokePorts } from './ports.ts';
import { apiVersionOf, groupIdOf } from './ports.ts';
import { itemsOf } from './read-checks.ts';
import type { Specimen } from './specimens.ts';

/** A thing that a run leaves behind. */
export interface Leftover {
  readonly id: string;
  readonly why: string;
}

const everyMs = 5000;

const longestMs = 1_200_000;

/** After these a deletion is asked for again: something is still under way, or Azure is busy. */
const passing = new Set([409, 412, 423, 429, 500, 502, 503, 504]);

const listVersion = '2021-04-01';

/** Deletes what a run has made, the last first, and says what remains. It deletes nothing else. */
export async function cleanUp(
  made: readonly Specimen[],
  options: SmokeOptions,
  ports: SmokePorts,
): Promise<readonly Leftover[]> {
  const left: Leftover[] = [];
  // Children go with what they lie under.
  const roots = made.filter(({ type }) => type.split('/').length === 2);
  for (const specimen of roots.toReversed()) {
    const why = await remove(specimen, ports).catch(describeError);
    if (why !== undefined) left.push({ id: specimen.id, why });
    else ports.print(`deleted ${specimen.id}`);
    if (why === undefined && specimen.type === 'Microsoft.KeyVault/vaults')
      left.push({
        id: specimen.id,
        why: 'Azure keeps a deleted vault for 7 days; purge it to have its name free',
      });
  }
  const group = groupIdOf(options);
  const listed = await ports.call('GET', `${group}/resources`, listVersion).catch(describeError);
  if (typeof listed === 'string' || listed.status !== 200) {
    const why = typeof listed === 'string' ? listed : errorIn(listed);
    return [...left, { id: group, why: `what is left in it cannot be listed: ${why}` }];
  }
  const known = new Set(left.map(({ id }) => id.toLowerCase()));
  for (const { id = '' } of itemsOf(listed.body))
    if (!known.has(id.toLowerCase())) left.push({ id, why: 'it is still listed in the resource group' });
  return left;
}

/** Undefined: it is gone. */
async function remove({ id, type }: Specimen, ports: SmokePorts): Promise<string | undefined> {
  const apiVersion = apiVersionOf(type, ports);
  const until = ports.now().getTime() + longestMs;
  let asked = await ports.call('DELETE', id, apiVersion);
  while (ports.now().getTime() < until) {
    if (asked.status >= 400 && asked.status !== 404 && !passing.has(asked.status)) return errorIn(asked);
    const { status } = await ports.call('GET', id, apiVersion);
    if (status === 404) return undefined;
    await ports.sleep(everyMs);
    if (passing.has(asked.status)) asked = await ports.call('DELETE', id, apiVersion);
  }
  return 'it is not gone after 20 minutes';
}
