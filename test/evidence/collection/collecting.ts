import {
  beginByHand,
  collectPart,
  finishCollection,
  planParts,
} from '../../../src/evidence/collection/index.ts';
import type { Collection, CollectionPart, CollectionPorts } from '../../../src/evidence/collection/index.ts';
import { chainRows, genesis, lineOf } from '../../../src/evidence/chain/index.ts';
import { verifyPackage } from '../../../src/evidence/package/index.ts';
import type { Production, Release } from '../../../src/evidence/retention/index.ts';
import type { KeptRow } from '../../../src/platform/store/index.ts';
import { account, createWorld, drain, eventOf } from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { MemoryItems } from '../../support/memory-items.ts';
import { MemoryRecords } from '../../support/memory-records.ts';
import { FakeBlobs } from '../support/fake-blobs.ts';
import { freshSigner, readerOf, unzipped } from '../support/package-of.ts';

export const period = { from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };

/** A hospital of one account with a finding, its ledger, and what collections of it work with. */
export async function collecting(rows: readonly KeptRow[] = []) {
  const world = createWorld();
  const found = account(false);
  world.azure.put(found);
  await handleEvent(eventOf(found.id, world.clock.iso()), world.ports, 20_000);
  await drain(world);
  const [evidence, ledger] = [new FakeBlobs(), new FakeBlobs()];
  const until = { until: world.clock.iso(), settings: 's' };
  const chained = chainRows(genesis, [
    { n: 1, table: 'Journal', partition: 'p', row: 'r', writtenAt: until.until, columns: {}, values: {} },
    { n: 2, mark: 'until', ...until },
  ]);
  ledger.held.set('rows/2026-03-001.jsonl', { content: Buffer.from(chained.map(lineOf).join('')) });
  const parts = new Map<string, MemoryItems<CollectionPart>>();
  const ports: CollectionPorts = {
    ...world.ports,
    reader: world.azure,
    rows: { all: (table, after) => rowsOf(rows, table, after) },
    settings: { appVersion: '1', catalogueVersion: 'c', values: {} },
    collections: new MemoryItems<Collection>(),
    partsOf: (id) => {
      const known = parts.get(id) ?? new MemoryItems<CollectionPart>();
      parts.set(id, known);
      return known;
    },
    evidence,
    packages: evidence,
    ledger,
    releases: new MemoryRecords<Release>(),
    productions: new MemoryRecords<Production>(),
    signer: freshSigner(),
    recorded: async (work) => ({ value: await work(), calls: [] }),
    identity: 'collector',
  };
  return { world, ports: { ...ports, incidents: world.ports.incidents }, evidence, ledger };
}

async function* rowsOf(
  rows: readonly KeptRow[],
  table: string,
  after: { readonly partition: string; readonly row: string } | undefined,
) {
  for (const each of rows)
    if (
      each.table === table &&
      (!after || `${each.partition}|${each.row}` > `${after.partition}|${after.row}`)
    )
      yield each;
}

/** Carries a collection through, as its workflow does; what throws is tried again. @returns the number of tries that threw */
export async function carryThrough(id: string, ports: CollectionPorts, world: World): Promise<number> {
  let thrown = 0;
  const again = async <T>(work: () => Promise<T>): Promise<T> => {
    for (;;)
      try {
        return await work();
      } catch (error) {
        thrown += 1;
        if (thrown > 200) throw error;
      }
  };
  for (const part of await again(() => planParts(id, ports)))
    for (;;) {
      const turn = await again(() => collectPart(id, part, ports));
      if (turn.kind === 'ended') break;
      world.clock.advance(turn.seconds);
    }
  await again(() => finishCollection(id, ports));
  return thrown;
}

/** Collects the evidence of the period. @returns the id */
export async function collected(ports: CollectionPorts, world: World): Promise<string> {
  const { id } = await beginByHand(period, 'ada', ports);
  await carryThrough(id, ports, world);
  return id;
}

/** A package as it lies in the container: verified, and its files as texts. */
export async function packageIn(evidence: FakeBlobs, blob: string, ports: CollectionPorts) {
  const zip = evidence.held.get(blob)?.content ?? Buffer.alloc(0);
  const report = await verifyPackage(readerOf(zip), { keys: await ports.signer.keys() });
  const files = new Map(Array.from(await unzipped(zip), ([path, content]) => [path, content.toString()]));
  return { report, files, text: [...files.values()].join('\n') };
}
