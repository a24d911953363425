import { advance } from './advance.ts';
import { close } from './close.ts';
import { endOf } from './open-state.ts';
import { tell } from './tell.ts';
import type { Response, ResponsePorts } from './types.ts';

/** Tells whom a drift concerns, unless it has come to an end meanwhile. Done again, it comes to the same. */
export async function announce(id: string, ports: ResponsePorts): Promise<void> {
  const response = await stillOpen(id, ports);
  if (response?.status !== 'open') return;
  const { drift, continues } = response;
  // Said before it is noted: what a crash has said again is one message, as its id is the same.
  await tell(
    continues ? 'changed' : 'first',
    `${id}|first`,
    response,
    {
      why: drift.reason ?? 'The setting is not as the policy wants it.',
      next: 'It stays open until it is put right, or exempted.',
    },
    ports,
  );
  await advance(id, ports, ({ status }) =>
    status === 'open' ? { set: { status: 'waiting', told: true }, step: { what: 'told' } } : undefined,
  );
}

/** The response as it is; undefined where it is closed, or is closed now because what it answers has come to an end. */
export async function stillOpen(id: string, ports: ResponsePorts): Promise<Response | undefined> {
  const found = await ports.responses.read(id);
  if (!found || found.value.status === 'closed') return undefined;
  const { drift } = found.value;
  const end = endOf(drift, (await ports.store.read(drift.resourceId))?.head);
  if (!end) return found.value;
  await close(id, end, ports);
  return undefined;
}
