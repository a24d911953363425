import { closeIfResolved } from './close-if-resolved.ts';
import { notifyResponders } from './notify-responders.ts';
import type { ResponsePorts } from './ports.ts';
import { applyTransition } from './response-transition.ts';

/** Tells whom a drift concerns, unless it has come to an end meanwhile. Done again, it comes to the same. */
export async function notifyOpened(id: string, ports: ResponsePorts): Promise<void> {
  const response = await closeIfResolved(id, ports);
  if (response?.status !== 'open') return;
  const { drift, continues } = response;
  // Said before it is noted: what a crash has said again is one message, as its id is the same.
  await notifyResponders(
    continues ? 'changed' : 'first',
    `${id}|first`,
    response,
    {
      why: drift.reason ?? 'The setting is not as the policy wants it.',
      next: 'It stays open until it is put right, or exempted.',
    },
    ports,
  );
  await applyTransition(id, ports, ({ status }) =>
    status === 'open' ? { set: { status: 'waiting', told: true }, step: { what: 'told' } } : undefined,
  );
}
