import { advance } from './advance.ts';
import { tell } from './tell.ts';
import type { Closure, ResponsePorts } from './types.ts';

const endings: Readonly<Record<Closure, string>> = {
  resolved: 'The setting is as the policy wants it.',
  superseded: 'A newer drift of the same policy is answered instead.',
  exempt: 'The resource is exempted from the policy.',
  'not-applicable': 'The policy is no longer about the resource, or the resource is gone.',
};

/**
 * Ends a response; closing again changes nothing. Who was told of the drift is told that it ended, but of one that is superseded:
 * the newer one goes on with the same thread.
 */
export async function close(id: string, closure: Closure, ports: ResponsePorts): Promise<void> {
  const advanced = await advance(id, ports, ({ status }, now) =>
    status === 'closed'
      ? undefined
      : {
          set: { status: 'closed', closure, closedAt: now },
          step: { what: 'closed', why: closure },
        },
  );
  if (advanced.kind === 'missing') return;
  const { response } = advanced;
  if (response.closure === 'superseded' || !(response.told || response.continues)) return;
  // Said again after a crash between the two: it is one message.
  await tell(
    'resolved',
    `${id}|resolved`,
    response,
    { why: endings[response.closure ?? closure], next: 'Nothing more is to be done.' },
    ports,
  );
}
