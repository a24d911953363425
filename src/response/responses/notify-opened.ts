import { closeIfResolved } from './close-if-resolved.ts';
import { notifyResponders } from './notify-responders.ts';
import type { ResponsePorts } from './ports.ts';
import { applyTransition } from './response-transition.ts';

/** Notifies the responders of a new response, disputed or not, unless its drift has ended meanwhile. It is idempotent. */
export async function notifyOpened(id: string, ports: ResponsePorts): Promise<void> {
  const response = await closeIfResolved(id, ports);
  if (!response || response.notified) return;
  const { drift, continues, dueAt } = response;
  // Enqueued before the step is recorded: after a crash it is enqueued again under the same id, which makes one message.
  await notifyResponders(
    continues ? 'changed' : 'first',
    `${id}|first`,
    response,
    {
      why: drift.reason ?? `Policy: ${drift.title}.`,
      next: `Please correct the setting, or decide on the page, by ${dueAt}. phiwatch reminds you until then, and escalates after that.`,
    },
    ports,
  );
  await applyTransition(id, ports, ({ status, notified }) =>
    notified || status === 'closed'
      ? undefined
      : {
          set: { status: status === 'open' ? 'waiting' : status, notified: true },
          step: { what: 'notified' },
        },
  );
}
