import { randomBytes } from 'node:crypto';
import { everyOwner, saveChange } from '../../records/index.ts';
import { sha256 } from '../model/index.ts';
import { releasedTo } from '../retention/index.ts';
import type { Production } from '../retention/index.ts';
import { closeCollection } from './close-collection.ts';
import { makePackage } from './make-package.ts';
import type { ClosedCollection, PackageReaders } from './make-package.ts';
import type { MadePackage } from './collection.ts';
import type { CollectionPorts } from './ports.ts';

/** Makes the package for auditors of a collection whose parts have all ended, and those that somebody has asked for. Can be called again. */
export async function finishCollection(id: string, ports: CollectionPorts): Promise<void> {
  const closed = await closeCollection(id, ports);
  if (!closed) return;
  await packFor({ class: 'auditor', released: await releasedNow('auditor', ports) }, closed, ports);
  for (const { id: production, value } of await ports.productions.latest(everyOwner))
    if (value.collection === id && value.status === 'asked') await produce(production, value, closed, ports);
}

/** Whether somebody has asked for a package of a collection that is not made yet. */
export async function isAskedFor(
  id: string,
  { productions }: Pick<CollectionPorts, 'productions'>,
): Promise<boolean> {
  return (await productions.latest(everyOwner)).some(
    ({ value }) => value.collection === id && value.status === 'asked',
  );
}

async function produce(
  id: string,
  asked: Production,
  closed: ClosedCollection,
  ports: CollectionPorts,
): Promise<void> {
  const released = await releasedNow(asked.class, ports);
  const made = await packFor({ class: asked.class, released }, closed, ports);
  const { blob, sha256 } = made;
  const madeAt = ports.clock.now().toISOString();
  await saveChange<Production>(ports.productions, everyOwner, id, madeAt, ({ value }) =>
    value.status === 'made'
      ? { kind: 'conflict', why: 'it is made' }
      : { kind: 'ok', value: { ...value, status: 'made', blob, sha256, madeAt, released: [...released] } },
  );
}

async function releasedNow(
  releaseClass: PackageReaders['class'],
  { releases }: CollectionPorts,
): Promise<ReadonlySet<string>> {
  const released = await releasedTo(releaseClass, releases);
  return new Set(released.map(({ incident }) => incident).toSorted());
}

/** One that was made of the same for the same readers is taken. What counsel has released since makes another one. */
async function packFor(
  readers: PackageReaders,
  closed: ClosedCollection,
  ports: CollectionPorts,
): Promise<MadePackage> {
  for (;;) {
    const blob = await plannedBlob(closed.id, readers, ports);
    const stored = await ports.collections.read(closed.id);
    const known = stored?.value.packages.find((each) => each.blob === blob);
    if (known) return known;
    const made = await makePackage(closed, readers, blob, ports);
    if (made) {
      await addPackage(closed.id, made, ports);
      return made;
    }
    ports.log.error('Something else lies where a package of evidence was to be written', { target: blob });
    await plan(closed.id, keyOf(readers), ports, blob);
  }
}

/** The name that a package has, which is on record before it is written: whoever goes on after a crash takes the same. */
async function plannedBlob(id: string, readers: PackageReaders, ports: CollectionPorts): Promise<string> {
  const key = keyOf(readers);
  const planned = async () => (await ports.collections.read(id))?.value.planned?.[key];
  return (await planned()) ?? (await plan(id, key, ports));
}

/** @param instead the name that could not be had */
async function plan(
  id: string,
  key: string,
  { collections }: CollectionPorts,
  instead?: string,
): Promise<string> {
  for (;;) {
    const stored = await collections.read(id);
    if (!stored) throw new Error(`There is no collection ${id}`);
    const { planned = {} } = stored.value;
    const known = planned[key];
    if (known !== undefined && known !== instead) return known;
    const [releaseClass] = key.split('|');
    const blob = `packages/${id}/${releaseClass}-${randomBytes(8).toString('hex')}.zip`;
    const changed = { ...stored.value, planned: { ...planned, [key]: blob } };
    if ((await collections.write(changed, stored.etag)) === 'written') return blob;
  }
}

function keyOf({ class: releaseClass, released }: PackageReaders): string {
  return `${releaseClass}|${sha256([...released].toSorted().join('|'))}`;
}

async function addPackage(id: string, made: MadePackage, { collections }: CollectionPorts): Promise<void> {
  for (;;) {
    const stored = await collections.read(id);
    if (!stored || stored.value.packages.some(({ blob }) => blob === made.blob)) return;
    const packages = [...stored.value.packages, made];
    if ((await collections.write({ ...stored.value, status: 'packed', packages }, stored.etag)) === 'written')
      return;
  }
}
