import { describeError } from '../../platform/telemetry/index.ts';
import type { ResponsePorts } from './ports.ts';
import type { ResponseView } from './response-views.ts';

/** Gives the names of people and applications by object id. Whom the directory does not know is left out; if it cannot be read, all are. */
async function namesOf(
  ids: Iterable<string | undefined>,
  { nameOf, log }: Pick<ResponsePorts, 'nameOf' | 'log'>,
): Promise<Readonly<Record<string, string>>> {
  const names: Record<string, string> = {};
  if (!nameOf) return names;
  try {
    for (const id of new Set(ids)) {
      if (id === undefined) continue;
      const name = await nameOf(id);
      if (name !== undefined) names[id] = name;
    }
  } catch (error) {
    log.warn('The directory could not be read: people are named by their ids', {
      reason: describeError(error),
    });
  }
  return names;
}

/** Looks up the name of a person or an application. Undefined: there is none, or it cannot be read, which holds nothing up. */
export async function displayName(
  objectId: string | undefined,
  ports: Pick<ResponsePorts, 'nameOf' | 'log'>,
): Promise<string | undefined> {
  return objectId === undefined ? undefined : (await namesOf([objectId], ports))[objectId];
}

/** Gives the names of all who stand in a response, by object id. */
export function namesIn(
  { response, steps, writes }: ResponseView,
  ports: Pick<ResponsePorts, 'nameOf' | 'log'>,
): Promise<Readonly<Record<string, string>>> {
  const { drift, acknowledgedBy, remediation, request, decision } = response;
  const ids = [
    drift.actor?.objectId,
    ...drift.candidates.map(({ actor }) => actor?.objectId),
    acknowledgedBy,
    remediation?.askedBy,
    ...(request?.approvals ?? []).map(({ who }) => who),
    ...(Array.isArray(decision?.by) ? (decision.by as readonly string[]) : []),
    ...steps.map(({ who }) => who),
    ...writes.flatMap(({ intent }) => intent.approvedBy),
  ];
  return namesOf(ids, ports);
}
