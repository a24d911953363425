import type { Catalogue, CataloguePolicy } from '../../rules/controls/index.ts';
import type { EvaluationContext, RelatedLookup, Verdict } from '../../rules/policy/index.ts';
import { CUT_OFF, Undecidable } from '../../rules/policy/index.ts';
import { holdsCutOff } from './cut-off.ts';
import type { ExportSource } from './export-file.ts';
import { normalize } from './normalize-resource.ts';
import type { ExportedResource } from './normalize-resource.ts';
import { RelatedIndex } from './related-index.ts';
import type { ScanFinding } from './scan-finding.ts';
import { aboutPolicy, malformedFinding } from './scan-finding.ts';

interface ScanParts {
  readonly source: ExportSource;
  readonly catalogue: Catalogue;
  /** The time that `utcNow()` answers in policies. */
  readonly now: () => Date;
}

interface ScanOptions {
  /** Which policies to evaluate by; default: every one of the catalogue. */
  readonly policies?: readonly CataloguePolicy[];
  /** Report NotApplicable too: one finding for every resource and policy. */
  readonly all?: boolean;
  /** Is told of every resource that could be read, and whether another one has its id. */
  readonly onResource?: (isRepeated: boolean, type: string) => void;
}

/**
 * Evaluates every resource of an export: one pass to learn what the file holds, one to evaluate, so that memory does not grow with
 * its size. Findings come in the order of the file. Throws ExportError where the file is not one.
 */
export async function* scan(parts: ScanParts, options: ScanOptions = {}): AsyncGenerator<ScanFinding> {
  const { source, catalogue } = parts;
  const policies = options.policies ?? catalogue.policies;
  const chosen = new Set(policies);
  const index = await RelatedIndex.build(
    source,
    policies.flatMap(({ policy }) => policy.relatedTypes),
  );
  const utcNow = parts.now().toISOString();
  let empty = true;
  for await (const element of source.elements()) {
    empty = false;
    if (element.problem !== undefined) {
      yield malformedFinding(element.place, element.problem);
      continue;
    }
    for (const item of normalize(element.value)) {
      if (item.kind === 'malformed') {
        yield malformedFinding(element.place, item.problem, item.id, item.type);
        continue;
      }
      const { resource } = item;
      const repeated = index.isRepeated(resource.id);
      options.onResource?.(repeated, resource.type);
      const candidates = options.all
        ? policies
        : catalogue.policiesFor(resource.type).filter((policy) => chosen.has(policy));
      if (candidates.length === 0) continue;
      const context = contextOf(resource, catalogue, index, utcNow);
      const whole = index.whole(resource);
      for (const policy of candidates) {
        const verdict = evaluate(whole, policy, context, (query) => index.answer(query));
        if (verdict.state === 'NotApplicable' && !options.all) continue;
        yield toFinding(resource, policy, verdict, repeated);
      }
    }
  }
  for (const id of index.absentHolders)
    yield malformedFinding(id, 'not exported: the file holds parts of it, and not the resource itself', id);
  if (empty) yield malformedFinding('the file', 'it holds no resource: nothing was evaluated');
  if (source.partial)
    yield malformedFinding('the file', 'one page of several: what is on the others was not evaluated');
}

function contextOf(
  resource: ExportedResource,
  catalogue: Catalogue,
  index: RelatedIndex,
  utcNow: string,
): EvaluationContext {
  const apiVersion = catalogue.types.get(resource.type.toLowerCase())?.apiVersion;
  return { ...index.containers(resource.id), ...(apiVersion !== undefined && { apiVersion }), utcNow };
}

/**
 * `az resource list` gives resources without their properties. A rule that reads them would take every one for absent, so
 * nothing can be said.
 */
function evaluate(
  resource: ExportedResource,
  { policy }: CataloguePolicy,
  context: EvaluationContext,
  lookup: RelatedLookup,
): Verdict {
  const isWhole = typeof resource['properties'] === 'object' && resource['properties'] !== null;
  if (isWhole || policy.resourceTypes?.includes(resource.type.toLowerCase()) === false)
    return policy.evaluate(resource, context, lookup);
  const { properties, wasAsked } = watchedProperties();
  const verdict = policy.evaluate({ ...resource, properties }, context, lookup);
  if (!wasAsked()) return verdict;
  return {
    state: 'Unknown',
    reason: 'not exported: the resource stands there without its properties',
    fields: [],
  };
}

/** Properties of which there are none, and whether a rule has looked for any: what is absent decides some rules. */
function watchedProperties() {
  let asked = false;
  const note = (): undefined => {
    asked = true;
  };
  const properties = new Proxy(
    {},
    {
      get: note,
      getOwnPropertyDescriptor: note,
      has: () => (note(), false),
      ownKeys: () => (note(), []),
    },
  );
  return { properties, wasAsked: () => asked };
}

function toFinding(
  resource: ExportedResource,
  policy: CataloguePolicy,
  verdict: Verdict,
  repeated: boolean,
): ScanFinding {
  const reasons = [
    verdict.reason,
    repeated ? 'the file holds this id more than once; each is evaluated' : undefined,
  ];
  const reason = reasons.filter((text) => text !== undefined).join('; ');
  const fields = fieldsOf(verdict);
  return {
    resourceId: resource.id,
    resourceType: resource.type,
    ...aboutPolicy(policy),
    state: verdict.state,
    ...(reason !== '' && { reason }),
    ...(fields.length > 0 && { fields }),
  };
}

/** Returns the fields that decided, with values that were cut off named as such. */
function fieldsOf(verdict: Verdict): Verdict['fields'] {
  try {
    return verdict.fields.map((field) => (holdsCutOff(field.actual) ? { ...field, actual: CUT_OFF } : field));
  } catch (error) {
    // The state stands; what it was compared with was cut off.
    if (error instanceof Undecidable) return [];
    throw error;
  }
}
