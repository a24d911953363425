import type { Versioned } from '../../platform/store/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import { allCollectors } from '../collectors/index.ts';
import type { Collected, Collector } from '../collectors/index.ts';
import { canonicalJson, sha256 } from '../model/index.ts';
import type { ArtifactContent } from '../model/index.ts';
import type { CollectedArtifact, Collection, CollectionPart } from './collection.ts';
import type { CollectionPorts } from './ports.ts';

/** After so many tries in a row that brought nothing, the rest of a part is a stated gap. */
const mostTries = 5;

/** A part goes on in another call after so long: a function has its time. */
const longestMilliseconds = 4 * 60_000;

/** `again`: there is more, or it failed for now. */
export type PartTurn = { readonly kind: 'ended' } | { readonly kind: 'again'; readonly seconds: number };

/**
 * Collects a part of a collection, file by file. Each file is put on record before the next is begun, so that whoever goes on after a crash
 * goes on behind it. Its name has the hash of its content: what somebody else has put there is never taken for it.
 */
export async function collectPart(id: string, partId: string, ports: CollectionPorts): Promise<PartTurn> {
  const collection = (await ports.collections.read(id))?.value;
  const parts = ports.partsOf(id);
  let stored = await parts.read(partId);
  if (!collection || stored?.value.status !== 'open') return { kind: 'ended' };
  const collector = allCollectors(ports).find(({ name }) => name === stored?.value.collector);
  const until = ports.clock.now().getTime() + longestMilliseconds;
  const save = async (part: CollectionPart, etag: string) => {
    const written = (await parts.write(part, etag)) === 'written';
    stored = await parts.read(partId);
    return written;
  };
  if (!collector) return giveUp('this version has no such collector');
  try {
    while (stored?.value.status === 'open') {
      const part = await collectFile(collection, stored.value, collector, ports);
      if (!(await save(part, stored.etag)) || ports.clock.now().getTime() > until)
        return stored?.value.status === 'open' ? { kind: 'again', seconds: 1 } : { kind: 'ended' };
    }
    return { kind: 'ended' };
  } catch (error) {
    const why = describeError(error);
    ports.log.warn('A part of a collection of evidence failed', { target: `${id} ${partId}`, error: why });
    const { value: part, etag } = stored;
    if (part.tries + 1 >= mostTries) return giveUp(why);
    await save({ ...part, tries: part.tries + 1, failed: why }, etag);
    return { kind: 'again', seconds: 30 * 2 ** part.tries };
  }

  async function giveUp(why: string): Promise<PartTurn> {
    const { value: part, etag } = stored as Versioned<CollectionPart>;
    const begun = part.artifacts.length > 0 ? 'the rest of it is missing' : 'nothing of it is there';
    const ended = { ...part, status: 'given-up', why: `${begun}: ${why}` } as const;
    return (await save(ended, etag)) ? { kind: 'ended' } : { kind: 'again', seconds: 1 };
  }
}

async function collectFile(
  collection: Collection,
  part: CollectionPart,
  collector: Collector,
  ports: CollectionPorts,
): Promise<CollectionPart> {
  const { scope, next } = part;
  const task = {
    scope: scope ?? '',
    period: collection.period,
    isLastTry: part.tries + 1 >= mostTries,
    ...(next !== undefined && { after: next }),
  };
  const { value: collected, calls } = await ports.recorded(() => collector.collect(task, ports));
  const bytes = Buffer.from(canonicalJson(contentOf(collected, part, calls, ports)));
  const hash = sha256(bytes);
  const path = `${part.collector}/${fileOf(part)}`;
  const blob = `collected/${collection.id}/${path}-${hash}.json`;
  await ports.evidence.putOnce(blob, bytes, { contentType: 'application/json' });
  const artifact: CollectedArtifact = {
    blob,
    path: `artifacts/${path}.json`,
    gaps: collected.gaps?.length ?? 0,
    sha256: hash,
    bytes: bytes.length,
  };
  const { next: _next, failed: _failed, ...rest } = part;
  const further = collected.next;
  return {
    ...rest,
    status: further === undefined ? 'done' : 'open',
    artifacts: [...part.artifacts, artifact],
    ...(further !== undefined && { next: further }),
    tries: 0,
  };
}

function contentOf(
  { data, next, gaps = [], populations = [] }: Collected,
  { collector, scope }: CollectionPart,
  calls: ArtifactContent['calls'],
  { identity, settings, clock }: CollectionPorts,
): ArtifactContent {
  return {
    collector,
    ...(scope !== undefined && { scope }),
    identity,
    appVersion: settings.appVersion,
    catalogueVersion: settings.catalogueVersion,
    collectedAt: clock.now().toISOString(),
    calls,
    gaps,
    populations,
    data,
    ...(next !== undefined && { next }),
  };
}

/** Names the next file of a part: by what can be read of its scope, and a hash of all of it. */
function fileOf({ scope = 'all', artifacts }: CollectionPart): string {
  const readable = scope.replaceAll(/[^\w.-]+/g, '_').slice(0, 80);
  const isWhole = readable === scope;
  return `${readable}${isWhole ? '' : `-${sha256(scope).slice(0, 12)}`}-${String(artifacts.length + 1).padStart(4, '0')}`;
}
