import { describeError } from '../../platform/telemetry/index.ts';
import type { ResponsePorts } from './ports.ts';
import type { ResponseView } from './response-views.ts';

/** Looks a person or an application up in the directory. Undefined: it has no name there, or cannot be read, which holds nothing up. */
export async function displayName(
  objectId: string | undefined,
  { nameOf, log }: Pick<ResponsePorts, 'nameOf' | 'log'>,
): Promise<string | undefined> {
  if (objectId === undefined || !nameOf) return undefined;
  try {
    return await nameOf(objectId);
  } catch (error) {
    log.warn('The directory could not be read: people are named by their ids', {
      reason: describeError(error),
    });
    return undefined;
  }
}

/** Gives the names of all who stand in a response, by object id; whom the directory does not know is left out. */
export async function namesIn(
  { response, steps, writes }: ResponseView,
  ports: Pick<ResponsePorts, 'nameOf' | 'log'>,
): Promise<Readonly<Record<string, string>>> {
  const { drift, acknowledgedBy, remediation, request, decision } = response;
  const ids = new Set([
    drift.actor?.objectId,
    ...drift.candidates.map(({ actor }) => actor?.objectId),
    acknowledgedBy,
    remediation?.askedBy,
    ...(request?.approvals ?? []).map(({ who }) => who),
    ...(Array.isArray(decision?.by) ? (decision.by as readonly string[]) : []),
    ...steps.map(({ who }) => who),
    ...writes.flatMap(({ intent }) => intent.approvedBy),
  ]);
  const names: Record<string, string> = {};
  for (const id of ids) {
    const name = await displayName(id, ports);
    if (id !== undefined && name !== undefined) names[id] = name;
  }
  return names;
}
