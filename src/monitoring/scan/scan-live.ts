import type { Clock } from '../../base/index.ts';
import { concurrently } from '../../base/index.ts';
import type { RecordVersion } from '../../model/index.ts';
import { resourceTypeOf } from '../../model/index.ts';
import type { Azure, GraphPage, ReadFailure } from '../../platform/azure/index.ts';
import { failureReason, isTransient, waitOf } from '../../platform/azure/index.ts';
import type { Exemption } from '../../records/index.ts';
import type { Catalogue, CataloguePolicy } from '../../rules/controls/index.ts';
import type { Evaluation, PolicySource } from '../evaluation/index.ts';
import { evaluatePolicies, unreadEvaluations, withExemptions } from '../evaluation/index.ts';
import type { ScanFinding } from './scan-finding.ts';
import { aboutPolicy, malformedFinding } from './scan-finding.ts';

export interface LiveParts {
  readonly azure: Pick<Azure, 'graph' | 'scanReader'>;
  readonly catalogue: Pick<Catalogue, 'types'>;
  readonly policies: Pick<PolicySource, 'for'>;
  /** Under which a state is Exempt. */
  readonly exemptions: readonly RecordVersion<Exemption>[];
  readonly clock: Clock;
  /** Says what the scan waits for, and what it does not look at. */
  readonly report: (text: string) => void;
}

export interface LiveOptions {
  readonly subscriptionId: string;
  /** Which policies to evaluate by. */
  readonly chosen: (policy: CataloguePolicy) => boolean;
  /** Report NotApplicable too. */
  readonly all: boolean;
}

const atOnce = 16;

/** How often what fails for now is asked for again, and how long to wait where nobody says it. */
const mostTries = 5;

const usualPauseSeconds = 10;

/**
 * Evaluates a subscription as it is now, reading and nothing else: Resource Graph lists, Resource Manager is asked for each resource.
 * What cannot be read is Unknown, with why: a resource, or a whole scope.
 */
export async function* scanLive(parts: LiveParts, options: LiveOptions): AsyncGenerator<ScanFinding> {
  const { graph } = parts.azure;
  const scope = `/subscriptions/${options.subscriptionId}`;
  const unjudged = new Map<string, number>();
  let shown = false;
  yield* readAndEvaluate([scope], parts, options);
  for await (const page of patiently(() => graph.resourceGroups(options.subscriptionId), parts)) {
    yield* notSeen(scope, page);
    shown ||= page.kind !== 'page' || page.resources.length > 0;
    if (page.kind !== 'page') continue;
    for (const { id: group = '' } of page.resources) {
      yield* readAndEvaluate([group], parts, options);
      const name = group.split('/')[4] ?? '';
      for await (const listed of patiently(() => graph.resources(options.subscriptionId, name), parts)) {
        yield* notSeen(group, listed);
        if (listed.kind !== 'page') continue;
        const ids = listed.resources.map(({ id = '' }) => id);
        for (const type of ids.map(resourceTypeOf))
          if (!parts.catalogue.types.has(type.toLowerCase()))
            unjudged.set(type, (unjudged.get(type) ?? 0) + 1);
        yield* readAndEvaluate(ids, parts, options);
      }
    }
  }
  if (!shown) yield* emptyOrHidden(scope, parts);
  for (const [type, count] of unjudged)
    parts.report(`${count} of type ${type} were not evaluated: no way to read them is known`);
}

/** Resource Graph shows nothing, without an error, of a subscription that the caller may not read. */
async function* emptyOrHidden(scope: string, { azure, report }: LiveParts): AsyncGenerator<ScanFinding> {
  const read = await azure.scanReader.get(scope);
  if (read.kind === 'found') report(`${scope} has no resource groups`);
  else {
    const why = read.kind === 'gone' ? 'no such subscription' : failureReason(read);
    yield malformedFinding(scope, `Resource Graph shows nothing: ${why}`, scope, resourceTypeOf(scope));
  }
}

/** What a page leaves out, as findings about the scope: so a partly read scope never looks whole. */
function* notSeen(scope: string, page: GraphPage): Generator<ScanFinding> {
  const unknown = (problem: string) => malformedFinding(scope, problem, scope, resourceTypeOf(scope));
  if (page.kind !== 'page') yield unknown(failureReason(page));
  else {
    if (page.truncated) yield unknown('Resource Graph holds more than it gave');
    if (page.malformed > 0) yield unknown(`${page.malformed} rows are no resources`);
  }
}

/** Pages; where the graph asks for a pause before the first, after it. */
async function* patiently(ask: () => AsyncIterable<GraphPage>, parts: LiveParts): AsyncGenerator<GraphPage> {
  for (let tries = 1; ; tries += 1) {
    let first = true;
    let again: ReadFailure | undefined;
    for await (const page of ask()) {
      if (page.kind !== 'page' && first && isTransient(page) && tries < mostTries) again = page;
      else yield page;
      first = false;
    }
    if (!again) return;
    await pause(again, 'Resource Graph', parts);
  }
}

async function* readAndEvaluate(
  ids: readonly string[],
  parts: LiveParts,
  options: LiveOptions,
): AsyncGenerator<ScanFinding> {
  const findings = new Map<string, readonly ScanFinding[]>();
  await concurrently(ids, atOnce, async (id) => {
    const type = resourceTypeOf(id);
    const known = parts.catalogue.types.get(type.toLowerCase());
    const applicable = parts.policies.for(id, type).filter(options.chosen);
    const isAsked = applicable.some(({ policy }) => policy.resourceTypes !== undefined) || known?.indexed;
    if (known && isAsked && applicable.length > 0)
      findings.set(id, await evaluateOne(id, applicable, parts, options));
  });
  for (const id of ids) yield* findings.get(id) ?? [];
}

async function evaluateOne(
  id: string,
  policies: readonly CataloguePolicy[],
  parts: LiveParts,
  { all }: LiveOptions,
): Promise<readonly ScanFinding[]> {
  const { scanReader } = parts.azure;
  for (let tries = 1; ; tries += 1) {
    const read = await scanReader.get(id);
    if (read.kind === 'gone') return [];
    const type = resourceTypeOf(id);
    if (read.kind !== 'found') {
      if (!isTransient(read) || tries === mostTries)
        return policies.map((policy) => findingOf(id, type, policy, unreadEvaluations(failureReason(read))));
      await pause(read, id, parts);
      continue;
    }
    const apiVersion = parts.catalogue.types.get(type.toLowerCase())?.apiVersion;
    const context = { utcNow: read.startedAt, ...(apiVersion !== undefined && { apiVersion }) };
    const { evaluations } = await evaluatePolicies(
      { resource: read.resource, resourceId: id, policies, context },
      scanReader,
    );
    const waits = [...evaluations.values()].flatMap((each) => (each.kind === 'stale' ? [each] : []));
    if (waits[0] && tries < mostTries) {
      const retryAfterSeconds = Math.max(...waits.map((each) => each.retryAfterSeconds));
      await pause(
        { kind: 'throttled', startedAt: read.startedAt, reason: waits[0].reason, retryAfterSeconds },
        id,
        parts,
      );
      continue;
    }
    const evaluated = withExemptions(evaluations, policies, id, parts.exemptions, read.startedAt);
    return policies
      .map((policy) => findingOf(id, read.resource.type, policy, evaluated.get(policy.name)))
      .filter(({ state }) => all || state !== 'NotApplicable');
  }
}

async function pause(failure: ReadFailure, what: string, { clock, report }: LiveParts): Promise<void> {
  const seconds = waitOf(failure) || usualPauseSeconds;
  report(`waiting ${seconds} s for ${what}: ${failureReason(failure)}`);
  await clock.after(seconds * 1000);
}

function findingOf(
  resourceId: string,
  resourceType: string,
  policy: CataloguePolicy,
  evaluation: Evaluation | undefined,
): ScanFinding {
  const about = { resourceId, resourceType, ...aboutPolicy(policy) };
  if (evaluation?.kind !== 'evaluated')
    return { ...about, state: 'Unknown', reason: evaluation?.reason ?? 'not evaluated' };
  const { state, reason, fields } = evaluation;
  return { ...about, state, ...(reason !== undefined && { reason }), ...(fields.length > 0 && { fields }) };
}
