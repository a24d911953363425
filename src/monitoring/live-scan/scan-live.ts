import { resourceTypeOf } from '../../model/index.ts';
import { failureReason, isTransient } from '../../platform/azure/index.ts';
import type { GraphPage, ReadFailure } from '../../platform/azure/index.ts';
import { listOutsideGraph } from '../evaluation/index.ts';
import { mostTries, pause, readAndEvaluate } from './evaluate-live.ts';
import type { LiveOptions, LiveParts } from './evaluate-live.ts';
import { malformedFinding } from '../scan/index.ts';
import type { ScanFinding } from '../scan/index.ts';

/**
 * Evaluates a subscription as it is now, reading and nothing else: Resource Graph lists, Resource Manager is asked for each resource.
 * What cannot be read is Unknown, with why: a resource, or a whole scope.
 */
export async function* scanLive(parts: LiveParts, options: LiveOptions): AsyncGenerator<ScanFinding> {
  const { graph } = parts.azure;
  const scope = `/subscriptions/${options.subscriptionId}`;
  const unjudged = new Map<string, number>();
  let shown = false;
  yield* evaluateWithChildren([scope], parts, options);
  for await (const page of patiently(() => graph.resourceGroups(options.subscriptionId), parts)) {
    yield* notSeen(scope, page);
    shown ||= page.kind !== 'page' || page.resources.length > 0;
    if (page.kind !== 'page') continue;
    for (const { id: group = '' } of page.resources) {
      yield* readAndEvaluate([group], parts, options);
      const name = group.split('/')[4] ?? '';
      for await (const listed of patiently(() => graph.resources(options.subscriptionId, [name]), parts)) {
        yield* notSeen(group, listed);
        if (listed.kind !== 'page') continue;
        const ids = listed.resources.map(({ id = '' }) => id);
        for (const type of ids.map(resourceTypeOf))
          if (!parts.catalogue.types.has(type.toLowerCase()))
            unjudged.set(type, (unjudged.get(type) ?? 0) + 1);
        yield* evaluateWithChildren(ids, parts, options);
      }
    }
  }
  if (!shown) yield* emptyOrHidden(scope, parts);
  for (const [type, count] of unjudged)
    parts.report(`${count} of type ${type} were not evaluated: no way to read them is known`);
}

/** Evaluates resources, and what lies under them that Resource Graph does not hold. */
async function* evaluateWithChildren(
  ids: readonly string[],
  parts: LiveParts,
  options: LiveOptions,
): AsyncGenerator<ScanFinding> {
  yield* readAndEvaluate(ids, parts, options);
  const { resources, failures } = await listOutsideGraph(ids, { ...parts, reader: parts.azure.scanReader });
  for (const { resourceId, failure } of failures)
    yield malformedFinding(resourceId, failureReason(failure), resourceId, resourceTypeOf(resourceId));
  yield* readAndEvaluate(
    resources.map(({ id = '' }) => id),
    parts,
    options,
  );
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

/** Reports what a page leaves out, as findings about the scope: so a partly read scope never looks whole. */
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
