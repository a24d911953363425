import { allCollectors } from '../collectors/index.ts';
import type { Collection, CollectionPart } from './collection.ts';
import type { CollectionPorts } from './ports.ts';

/** Plans the parts of a collection and puts them on record. A second call gives the same parts. */
export async function planParts(id: string, ports: CollectionPorts): Promise<readonly string[]> {
  const stored = await ports.collections.read(id);
  if (!stored) return [];
  if (stored.value.parts) return stored.value.parts;
  const parts: CollectionPart[] = [];
  for (const collector of allCollectors(ports)) {
    const scopes = collector.scopes ? await collector.scopes(ports) : [undefined];
    parts.push(...scopes.map((scope) => partOf(collector.name, scope)));
  }
  for (const part of parts)
    // One that is there already was planned by a try that was cut off.
    await ports.partsOf(id).write(part, undefined);
  const planned: Collection = { ...stored.value, parts: parts.map((part) => part.id) };
  if ((await ports.collections.write(planned, stored.etag)) === 'written') return planned.parts ?? [];
  return (await ports.collections.read(id))?.value.parts ?? [];
}

function partOf(collector: string, scope: string | undefined): CollectionPart {
  return {
    id: scope === undefined ? collector : `${collector}|${scope}`,
    collector,
    ...(scope !== undefined && { scope }),
    status: 'open',
    artifacts: [],
    tries: 0,
  };
}
