import { ledgerLength } from '../ledger/index.ts';
import type { Closing, Collection } from './collection.ts';
import type { CollectionPorts } from './ports.ts';

type Needs = Pick<CollectionPorts, 'collections' | 'ledger' | 'clock' | 'settings' | 'subscriptions'>;

/** Notes what holds once all parts have ended, so that every package of the collection is made of the same. Undefined: there is none. */
export async function closeCollection(
  id: string,
  ports: Needs,
): Promise<(Collection & { readonly closing: Closing }) | undefined> {
  const stored = await ports.collections.read(id);
  if (!stored) return undefined;
  if (stored.value.closing) return { ...stored.value, closing: stored.value.closing };
  const at = ports.clock.now().toISOString();
  const { settings, subscriptions } = ports;
  const closing: Closing = {
    at,
    appVersion: settings.appVersion,
    catalogueVersion: settings.catalogueVersion,
    subscriptions,
    ledger: await ledgerLength(ports.ledger),
    previous: await previousOf(stored.value, ports),
  };
  const closed = { ...stored.value, closing };
  if ((await ports.collections.write(closed, stored.etag)) === 'written') return closed;
  return closeCollection(id, ports);
}

/** The package for auditors that was made last. */
async function previousOf({ id }: Collection, { collections }: Needs): Promise<Closing['previous']> {
  const made = (await collections.all())
    .filter(({ value }) => value.id !== id && value.packages.length > 0)
    .toSorted((one, other) => ((one.value.closing?.at ?? '') < (other.value.closing?.at ?? '') ? -1 : 1))
    .at(-1)?.value;
  const own = made?.packages.find((each) => each.class === 'auditor');
  return made && own ? { id: made.id, sha256: own.sha256 } : null;
}
