import type { Caller } from '../../platform/auth/index.ts';
import { checked } from '../../records/index.ts';
import type { Saved } from '../../records/index.ts';
import { changeIncident } from './incident-permissions.ts';
import type { Needs } from './incident-permissions.ts';
import { assessmentRequest } from './incident-requests.ts';
import type { Incident } from './incident.ts';

/**
 * Puts on record what was found out: each part takes the place of what was said of it before. A decision that it was no breach rested
 * on what was known then, and is to be made again.
 */
export async function assessIncident(
  id: string,
  input: unknown,
  caller: Caller,
  ports: Needs,
): Promise<Saved<Incident>> {
  const request = checked(assessmentRequest, input);
  if (request.kind === 'invalid') return request;
  const { factors, subjects = [], ...found } = request.value;
  return changeIncident(id, caller, ports, ({ decision, ...value }) => ({
    kind: 'ok',
    value: {
      ...value,
      ...found,
      ...(factors && { factors: { ...value.factors, ...factors } }),
      subjects: [...new Set([...value.subjects, ...subjects])],
      ...(decision?.outcome === 'breach' && { decision }),
    },
  }));
}
