import { severityOf } from '../../model/index.ts';
import type { IntegrationEvent } from '../../notifications/publishing/index.ts';
import type { Schedule } from '../../platform/store/index.ts';
import type { ResponsePorts } from './ports.ts';
import type { Response, ResponseStep } from './response.ts';

/** Notes a step before it is taken, for each target to which answers are published. */
export async function noteStep(
  id: string,
  { n, at }: Pick<ResponseStep, 'n' | 'at'>,
  published: readonly Schedule[],
): Promise<void> {
  for (const book of published) await book.add({ id: `answer|${id}|${n}`, at });
}

/** Finds a step that was noted: what was done, and where the answer stands now. What people wrote is not told on. */
export function stepEvents(responses: ResponsePorts['responses']) {
  return async (noted: string): Promise<IntegrationEvent | undefined> => {
    const [id = '', n] = noted.split('|');
    const [found, all] = await Promise.all([responses.read(id), responses.steps(id)]);
    const step = all.find((each) => each.n === Number(n));
    return found && step ? factOf(found.value, step) : undefined;
  };
}

function factOf(
  { id, drift, status, closure, remediation }: Response,
  { n, at, what, who }: ResponseStep,
): IntegrationEvent {
  return {
    id: `${id}|${n}`,
    type: `phiwatch.response.${what}`,
    subject: drift.resourceId,
    time: at,
    data: {
      driftId: id,
      policy: drift.policy,
      controls: drift.controls,
      severity: severityOf(drift),
      status,
      ...(closure !== undefined && { closure }),
      ...(remediation && { remediation: remediation.status }),
      ...(who !== undefined && { by: who }),
    },
  };
}
