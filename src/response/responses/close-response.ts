import { notifyResponders } from './notify-responders.ts';
import type { ResponsePorts } from './ports.ts';
import { applyTransition } from './response-transition.ts';
import type { Closure, Response } from './response.ts';

const endings: Readonly<Record<Closure, string>> = {
  resolved: 'The setting is as the policy wants it.',
  remediated: 'phiwatch remediated the setting, read it back and evaluated it again.',
  superseded: 'A newer drift of the same policy is answered instead.',
  exempt: 'The resource is exempted from the policy.',
  'not-applicable': 'The policy is no longer about the resource, or the resource is gone.',
};

/**
 * Ends a response; closing again changes nothing. Who was told of the drift is told that it ended, but of one that is superseded:
 * the newer one goes on with the same thread.
 */
export async function closeResponse(id: string, closure: Closure, ports: ResponsePorts): Promise<void> {
  const found = (await ports.responses.read(id))?.value;
  if (!found || found.status === 'closed') return;
  const closedAt = ports.clock.now().toISOString();
  // Said before it is noted: what a crash has said again is one message, as its id is the same.
  if (closure !== 'superseded' && (found.told || found.continues))
    await notifyResponders(
      'resolved',
      `${id}|resolved`,
      { ...found, closedAt },
      { why: endings[closure], next: 'Nothing more is to be done.' },
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

/** What was still to be decided or done is so no more. */
function settled(remediation: Response['remediation']): Pick<Response, 'remediation'> | undefined {
  if (!remediation) return undefined;
  const { nextAt: _nextAt, ...rest } = remediation;
  if (rest.status === 'verified') return { remediation: rest };
  return { remediation: { mode: remediation.mode, status: 'none', why: 'the drift has come to an end' } };
}
