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
 * goes on behind it. A file that lies there already is what counts: it was written before a crash.
 */
export async function collectPart(id: string, partId: string, ports: CollectionPorts): Promise<PartTurn> {
  const collection = (await ports.collections.read(id))?.value;
  const parts = ports.partsOf(id);
  const stored = await parts.read(partId);
  if (!collection || !stored || stored.value.status !== 'open') return { kind: 'ended' };
  const collector = allCollectors(ports).find(({ name }) => name === stored.value.collector);
  if (!collector) return giveUp(stored.value, stored.etag, 'this version has no such collector', ports, id);
  const until = ports.clock.now().getTime() + longestMilliseconds;
  let { value: part, etag } = stored;
  try {
    while (part.status === 'open') {
      part = await collectFile(collection, part, collector, ports);
      if ((await parts.write(part, etag)) === 'conflict') return { kind: 'again', seconds: 1 };
      etag = (await parts.read(partId))?.etag ?? '';
      if (ports.clock.now().getTime() > until && part.status === 'open') return { kind: 'again', seconds: 1 };
    }
    return { kind: 'ended' };
  } catch (error) {
    const why = describeError(error);
    ports.log.warn('A part of a collection of evidence failed', { target: `${id} ${partId}`, error: why });
    if (part.tries + 1 >= mostTries) return giveUp(part, etag, why, ports, id);
    await parts.write({ ...part, tries: part.tries + 1 }, etag);
    return { kind: 'again', seconds: 30 * 2 ** part.tries };
  }
}

async function giveUp(
  part: CollectionPart,
  etag: string,
  why: string,
  ports: CollectionPorts,
  id: string,
): Promise<PartTurn> {
  const begun = part.artifacts.length > 0 ? 'the rest of it is missing' : 'nothing of it is there';
  const gap = gapOf(part, `${begun}: ${why}`);
  const ended = { ...part, status: 'given-up', gaps: [...part.gaps, gap] } as const;
  return (await ports.partsOf(id).write(ended, etag)) === 'conflict'
    ? { kind: 'again', seconds: 1 }
    : { kind: 'ended' };
}

async function collectFile(
  collection: Collection,
  part: CollectionPart,
  collector: Collector,
  ports: CollectionPorts,
): Promise<CollectionPart> {
  const { scope, next } = part;
  const task = { scope: scope ?? '', period: collection.period, ...(next !== undefined && { after: next }) };
  const { value: collected, calls } = await ports.recorded(() => collector.collect(task, ports));
  const content = contentOf(collected, part, calls, ports);
  const blob = `collected/${collection.id}/${part.collector}/${fileOf(part)}`;
  const bytes = Buffer.from(canonicalJson(content));
  const written = await ports.evidence.putOnce(blob, bytes, { contentType: 'application/json' });
  // What was collected before a crash stands, and with it where to go on.
  const standing = written.kind === 'there' ? ((await ports.evidence.read(blob))?.content ?? bytes) : bytes;
  const { next: further } = JSON.parse(Buffer.from(standing).toString()) as ArtifactContent;
  const artifact: CollectedArtifact = { blob, sha256: sha256(standing), bytes: standing.length };
  const { next: _next, ...rest } = part;
  return {
    ...rest,
    status: further === undefined ? 'done' : 'open',
    artifacts: [...part.artifacts, artifact],
    gaps: [...part.gaps, ...(collected.gaps ?? []).map((reason) => gapOf(part, reason))],
    populations: [...part.populations, ...(collected.populations ?? [])],
    ...(further !== undefined && { next: further }),
    tries: 0,
  };
}

function contentOf(
  { data, next }: Collected,
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
    data,
    ...(next !== undefined && { next }),
  };
}

/** Names the next file of a part. A long scope is named by its hash, and says itself what it is. */
function fileOf({ scope = 'all', artifacts }: CollectionPart): string {
  const readable = scope.replaceAll(/[^\w.-]+/g, '_');
  const name = readable.length > 100 ? sha256(scope).slice(0, 40) : readable;
  return `${name}-${String(artifacts.length + 1).padStart(4, '0')}.json`;
}

function gapOf({ collector, scope }: CollectionPart, reason: string) {
  return { collector, ...(scope !== undefined && { scope }), reason };
}
