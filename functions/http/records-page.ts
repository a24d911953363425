import { listRecords } from '../../src/records/index.ts';
import type { RecordPorts } from '../../src/records/index.ts';
import { pageSorted, placeOf } from './paging/index.ts';
import type { PageRequest } from './paging/index.ts';

/**
 * A page of the records of a kind, by their ids. They are what people have signed, and lie in memory anyway: the store keeps what it has read
 * for as long as nobody adds to it.
 */
export async function recordsPage<Kind extends Parameters<typeof listRecords>[0]>(
  kind: Kind,
  ports: Pick<RecordPorts, 'records' | 'subscriptions'>,
  page: PageRequest,
) {
  // Ids of Azure's own exemptions are told apart by what they are about.
  return pageSorted(
    await listRecords(kind, ports),
    ({ id, value }) => placeOf(id, 'scope' in value ? value.scope : ''),
    page,
  );
}
