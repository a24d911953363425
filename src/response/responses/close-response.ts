import { notifyResponders } from './notify-responders.ts';
import type { ResponsePorts } from './ports.ts';
import { applyTransition } from './response-transition.ts';
import type { Closure, Response } from './response.ts';

const endings: Readonly<Record<Closure, string>> = {
  resolved: 'The resource complies with the policy again.',
  remediated: 'phiwatch corrected the setting, read it back and evaluated the resource again.',
  superseded: 'A newer drift of the same policy replaces this one.',
  exempt: 'The resource is exempt from the policy.',
  'not-applicable': 'The policy no longer applies to the resource, or the resource was deleted.',
};

/**
 * Closes a response; closing it again changes nothing. Whoever was notified of the drift is notified of its end, unless a newer
 * drift supersedes it: the newer response goes on in the same thread.
 */
export async function closeResponse(id: string, closure: Closure, ports: ResponsePorts): Promise<void> {
  const found = (await ports.responses.read(id))?.value;
  if (!found || found.status === 'closed') return;
  const closedAt = ports.clock.now().toISOString();
  // Enqueued before the step is recorded: after a crash it is enqueued again under the same id, which makes one message.
  if (closure !== 'superseded' && (found.notified || found.continues))
    await notifyResponders(
      'resolved',
      `${id}|resolved`,
      { ...found, closedAt },
      { why: endings[closure], next: 'No action is needed.' },
      ports,
    );
  await applyTransition(id, ports, ({ status, remediation }) =>
    status === 'closed'
      ? undefined
      : {
          set: { status: 'closed', closure, closedAt, ...settled(remediation) },
          step: { what: 'closed', why: closure },
        },
  );
}

/** Ends what was still to be decided or done. */
function settled(remediation: Response['remediation']): Pick<Response, 'remediation'> | undefined {
  if (!remediation) return undefined;
  const { nextAt: _nextAt, ...rest } = remediation;
  if (rest.status === 'verified') return { remediation: rest };
  return { remediation: { mode: remediation.mode, status: 'none', why: 'the drift has ended' } };
}
