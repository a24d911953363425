import { concurrently } from '../../base/index.ts';
import type { Clock } from '../../base/index.ts';
import { resourceTypeOf } from '../../model/index.ts';
import type { RecordVersion } from '../../model/index.ts';
import { failureReason, isTransient, waitOf } from '../../platform/azure/index.ts';
import type { Azure } from '../../platform/azure-clients/index.ts';
import type { ReadFailure } from '../../platform/azure/index.ts';
import type { Exemption } from '../../records/index.ts';
import type { Catalogue, CataloguePolicy } from '../../rules/controls/index.ts';
import { evaluatePolicies, unreadEvaluations, withExemptions } from '../evaluation/index.ts';
import type { Evaluation, PolicySource } from '../evaluation/index.ts';
import { aboutPolicy } from '../scan/index.ts';
import type { ScanFinding } from '../scan/index.ts';

export interface LiveParts {
  readonly azure: Pick<Azure, 'graph' | 'scanReader'>;
  readonly catalogue: Pick<Catalogue, 'types'>;
  readonly policies: Pick<PolicySource, 'for'>;
  /** The exemptions under which a state is Exempt. */
  readonly exemptions: readonly RecordVersion<Exemption>[];
  readonly clock: Clock;
  /** Says what the scan waits for, and what it does not look at. */
  readonly report: (text: string) => void;
}

export interface LiveOptions {
  readonly subscriptionId: string;
  /** Says whether to evaluate by a policy. */
  readonly chosen: (policy: CataloguePolicy) => boolean;
  /** Report NotApplicable too. */
  readonly all: boolean;
  /** Is told of every resource that is evaluated. */
  readonly onResource?: () => void;
}

const atOnce = 16;

/** The number of tries of what fails for now, and the pause between them where nobody says how long to wait. */
export const mostTries = 5;

const usualPauseSeconds = 10;

export async function* readAndEvaluate(
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
  for (const id of ids) {
    if (findings.has(id)) options.onResource?.();
    yield* findings.get(id) ?? [];
  }
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

export async function pause(failure: ReadFailure, what: string, { clock, report }: LiveParts): Promise<void> {
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
