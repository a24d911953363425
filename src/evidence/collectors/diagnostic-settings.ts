import { concurrently } from '../../base/index.ts';
import { failureReason, isTransient } from '../../platform/azure/index.ts';
import type { Collector } from './ports.ts';

const atOnce = 200;

const reading = 8;

const type = 'Microsoft.Insights/diagnosticSettings';

/** The places to which each resource that holds PHI sends its logs, and which of them. */
export const diagnosticSettings: Collector = {
  name: 'diagnostic-settings',
  scopes: async ({ subscriptions }) => subscriptions.map((id) => `/subscriptions/${id}`),
  async collect({ scope, after = '', isLastTry = false }, { store, reader }) {
    const known: string[] = [];
    for await (const { resourceId, gone, phi } of store.list(scope))
      if (!gone && phi && resourceId.toLowerCase() > after) known.push(resourceId);
    const part = known.toSorted(byCaseless).slice(0, atOnce);
    const gaps: string[] = [];
    const resources: { readonly resourceId: string; readonly settings: readonly unknown[] }[] = [];
    await concurrently(part, reading, async (resourceId) => {
      const outcome = await reader.related({ type, under: resourceId, scope: 'resource' });
      if (outcome.kind === 'found') {
        resources.push({ resourceId, settings: outcome.resources });
        return;
      }
      if (isTransient(outcome) && !isLastTry) throw new Error(`${resourceId}: ${failureReason(outcome)}`);
      gaps.push(`${resourceId}: ${failureReason(outcome)}`);
    });
    const last = part.at(-1);
    return {
      data: { resources: resources.toSorted((one, other) => byCaseless(one.resourceId, other.resourceId)) },
      gaps: gaps.toSorted(),
      ...(last !== undefined && known.length > part.length && { next: last.toLowerCase() }),
    };
  },
};

function byCaseless(one: string, other: string): number {
  return one.toLowerCase() < other.toLowerCase() ? -1 : 1;
}
