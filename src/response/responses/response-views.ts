import { groupsOf } from '../../base/index.ts';
import { headlineOf, severityOf } from '../../model/index.ts';
import type { Severity } from '../../model/index.ts';
import type { WriteRecord } from '../../platform/store/index.ts';
import type { ResponsePorts } from './ports.ts';
import { readDrift } from './read-drift.ts';
import type { Response, ResponseStep } from './response.ts';

/** A response in a list. */
export type ResponseSummary = Omit<Response, 'drift' | 'step'> & {
  readonly resourceId: string;
  readonly policy: string;
  readonly title: string;
  /** Says what is wrong: `stlakesideimages accepts unencrypted connections`. */
  readonly headline: string;
  readonly severity: Severity;
  readonly phi: boolean;
  readonly organization?: string;
};

/** Everything that is open, what is due first in front. */
export async function openResponses(
  ports: Pick<ResponsePorts, 'responses' | 'due'>,
): Promise<readonly ResponseSummary[]> {
  const found: ResponseSummary[] = [];
  for await (const each of eachOpenResponse(ports)) found.push(each);
  return found.toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
}

/** The same by when each is looked at next; of what was seen, the ids alone are held. */
export async function* eachOpenResponse({
  responses,
  due,
}: Pick<ResponsePorts, 'responses' | 'due'>): AsyncGenerator<ResponseSummary> {
  for await (const ids of groupsOf(idsOf(due), atOnce))
    for (const found of await Promise.all(ids.map((id) => responses.read(id))))
      if (found && found.value.status !== 'closed') yield summaryOf(found.value);
}

/** Reads at the same time: after a storm thousands are open. */
const atOnce = 32;

async function* idsOf(due: ResponsePorts['due']): AsyncGenerator<string> {
  const seen = new Set<string>();
  for await (const { id } of due.until()) {
    if (seen.has(id)) continue;
    seen.add(id);
    yield id;
  }
}

/** One response with all that happened to it, and all that was written because of it. */
export interface ResponseView {
  /** Says what is wrong, in a sentence. */
  readonly headline: string;
  readonly response: Response;
  readonly steps: readonly ResponseStep[];
  readonly writes: readonly ShownWrite[];
}

/** The address of an operation is for whoever follows it, and may carry a signature. What a PUT replaced is for comparing. */
type ShownWrite = Omit<WriteRecord, 'intent' | 'operation'> & {
  readonly intent: Omit<WriteRecord['intent'], 'replaced'>;
  readonly operation?: Omit<NonNullable<WriteRecord['operation']>, 'url'>;
};

export async function responseView(
  id: string,
  ports: Pick<ResponsePorts, 'responses' | 'remediation' | 'journal' | 'store'>,
): Promise<ResponseView | undefined> {
  const { responses, remediation } = ports;
  const found = await responses.read(id);
  if (!found) return undefined;
  const [drift, steps, writes] = await Promise.all([
    readDrift(found.value.drift, ports),
    responses.steps(id),
    remediation.writes.of(found.value.drift.resourceId),
  ]);
  // Events that came late name others who may have made the change.
  const response = { ...found.value, ...(drift && { drift }) };
  const own = writes.filter(({ intent }) => intent.decision.startsWith(`${id}.`));
  return { headline: headlineOf(response.drift), response, steps, writes: own.map(shownWrite) };
}

function shownWrite({ intent, operation, ...rest }: WriteRecord): ShownWrite {
  const { replaced: _replaced, ...said } = intent;
  if (!operation) return { intent: said, ...rest };
  const { url: _url, ...shown } = operation;
  return { intent: said, operation: shown, ...rest };
}

function summaryOf({ drift, step: _step, ...rest }: Response): ResponseSummary {
  const { resourceId, policy, title, organization } = drift;
  return {
    ...rest,
    resourceId,
    policy,
    title,
    headline: headlineOf(drift),
    severity: severityOf(drift),
    phi: drift.phi === true,
    ...(organization !== undefined && { organization }),
  };
}
