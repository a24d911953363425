import { isDeepStrictEqual } from 'node:util';
import type { Drift } from '../../model/index.ts';
import { isOwn } from '../../platform/auth/index.ts';
import { applyTransition, approversFor, readDrift } from '../responses/index.ts';
import type { Response, ResponsePorts, ResponseTransition } from '../responses/index.ts';

/**
 * Works out anew whose work the request of a response is about: events that came late name others, and approvals of whoever has become
 * an owner are void. Asked before each approval.
 */
export async function renewOwners(id: string, ports: ResponsePorts): Promise<void> {
  const found = await ports.responses.read(id);
  if (!found?.value.request) return;
  const drift = await readDrift(found.value.drift, ports);
  if (!drift) throw new Error(`the drift of response ${id} is not in the journal`);
  await applyTransition(id, ports, (response) => ownersRenewed(response, drift));
}

/** Undefined: nothing has come since. A request never needs fewer than it was made of. */
function ownersRenewed(response: Response, drift: Drift): ResponseTransition | undefined {
  const { request } = response;
  if (!request || isDeepStrictEqual(response.drift.candidates, drift.candidates)) return undefined;
  const { owners, needed } = approversFor({ ...response, drift });
  const standing = request.approvals.filter(({ who }) => !isOwn({ objectId: who }, { owners }));
  const voided = request.approvals.filter((each) => !standing.includes(each));
  const grown = request.kind === 'apply' && needed > request.needed ? needed : request.needed;
  const whose = voided.map(({ who }) => `; the approval of ${who} is void`).join('');
  return {
    set: { drift, request: { ...request, needed: grown, approvals: standing } },
    step: { what: 'owners-renewed', why: `an event that came late names others${whose}` },
  };
}

/** Tells why a decision of people no longer stands, by the events that have come since. Asked right before the write. */
export async function objectionTo(response: Response, ports: ResponsePorts): Promise<string | undefined> {
  const { decision } = response;
  if (!decision || decision.by === 'auto') return undefined;
  const drift = await readDrift(response.drift, ports);
  if (!drift) return 'the drift is not in the journal';
  const { owners, needed } = approversFor({ ...response, drift });
  const standing = decision.by.filter((who) => !isOwn({ objectId: who }, { owners }));
  return standing.length < (decision.kind === 'revert' ? 1 : needed)
    ? 'an event that came late names one who has approved as a possible author of the change'
    : undefined;
}
