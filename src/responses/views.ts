import type { Response, ResponsePorts, Step } from './types.ts';

/** A response in a list. */
export type ResponseSummary = Omit<Response, 'drift' | 'step'> & {
  readonly resourceId: string;
  readonly policy: string;
  readonly title: string;
  readonly severity: string;
  readonly phi: boolean;
  readonly organisation?: string;
};

/** Everything that is open, what is due first in front. */
export async function openResponses({
  responses,
  due,
}: Pick<ResponsePorts, 'responses' | 'due'>): Promise<readonly ResponseSummary[]> {
  const found = new Map<string, ResponseSummary>();
  for await (const { id } of due.until()) {
    if (found.has(id)) continue;
    const response = (await responses.read(id))?.value;
    if (response && response.status !== 'closed') found.set(id, summaryOf(response));
  }
  return [...found.values()].toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
}

/** One response with all that happened to it. */
export async function responseView(
  id: string,
  { responses }: Pick<ResponsePorts, 'responses'>,
): Promise<{ readonly response: Response; readonly steps: readonly Step[] } | undefined> {
  const found = await responses.read(id);
  return found && { response: found.value, steps: await responses.steps(id) };
}

function summaryOf({ drift, step: _step, ...rest }: Response): ResponseSummary {
  const { resourceId, policy, title, organisation } = drift;
  return {
    ...rest,
    resourceId,
    policy,
    title,
    severity: drift.effectiveSeverity ?? drift.severity,
    phi: drift.phi === true,
    ...(organisation !== undefined && { organisation }),
  };
}
