import { requestExemption } from '../../monitoring/changes/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import type { Exemption, Saved } from '../../records/index.ts';
import type { ResponsePorts } from './ports.ts';
import { applyTransition } from './response-transition.ts';

/**
 * Asks for an exemption of the resource of a response from its policy. It counts, and closes the response, once another person has
 * approved it.
 * @param input the request without scope and policies
 */
export async function askExemption(
  id: string,
  input: unknown,
  caller: Pick<Caller, 'objectId'>,
  ports: ResponsePorts & Parameters<typeof requestExemption>[2],
  newId: () => string,
): Promise<Saved<Exemption>> {
  const found = await ports.responses.read(id);
  if (!found) return { kind: 'not-found' };
  if (found.value.status === 'closed') return { kind: 'conflict', why: 'the response is closed' };
  const { resourceId, policy } = found.value.drift;
  const kept = await requestExemption(
    { ...(input as object), scope: resourceId, policies: [policy] },
    caller,
    ports,
    newId,
  );
  if (kept.kind === 'saved')
    await applyTransition(id, ports, ({ status }) =>
      status === 'closed'
        ? undefined
        : { set: {}, step: { what: 'exemption-requested', who: caller.objectId, why: kept.record.id } },
    );
  return kept;
}
