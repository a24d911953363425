import type { TokenCredential } from '@azure/core-auth';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { parseResourceId } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import type { ResourceType } from '../../rules/controls/index.ts';
import { createArmClient } from './arm-client.ts';
import { classifyAnswer, isJsonObject } from './classify-answer.ts';
import { standingOf } from './long-operation.ts';
import { writeOutcomeOf } from './write-outcome.ts';
import { createThrottling } from './throttling.ts';
import { toResource } from './read-resource.ts';
import { usedVersion } from './used-version.ts';
import { heedsIfMatch } from '../azure/index.ts';
import type { AzureWriter, ReadFailure } from '../azure/index.ts';

interface AzureWriterOptions {
  /** The endpoint of Azure Resource Manager. */
  readonly endpoint: string;
  /** The credential of the identity that may write: never the one that evaluates. */
  readonly credential: TokenCredential;
  readonly scope: string;
  /** The resource types by lower-case name, each with how it is read and written. */
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly now: () => Date;
  /** For one call. Default: 30. */
  readonly timeoutSeconds?: number;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Keeps the calls within the budgets of others. Default: budgets of its own. */
  readonly throttling?: PipelinePolicy;
}

/** https://learn.microsoft.com/rest/api/resources/management-locks */
const locksVersion = '2020-05-01';

/**
 * Writes to the customer's Azure, under an identity of its own. It sends PATCH and PUT to single resources, and nothing else: there is
 * no way to delete through it.
 */
export function createAzureWriter(options: AzureWriterOptions): AzureWriter {
  const { types, now, timeoutSeconds = 30 } = options;
  const client = createArmClient({
    ...options,
    timeoutSeconds,
    elapsed: () => performance.now(),
    throttling: options.throttling ?? createThrottling(options),
  });
  const versionOf = (id: string) => usedVersion(types, parseResourceId(id)?.type ?? id);

  return {
    async read(id) {
      const { apiVersion, why } = versionOf(id);
      if (apiVersion === undefined)
        return { kind: 'unmapped', startedAt: now().toISOString(), reason: why } satisfies ReadFailure;
      const answer = await client.get(client.url(id, apiVersion));
      const understood = classifyAnswer(answer);
      if (understood.kind === 'unregistered') return { ...understood, kind: 'failed' };
      if (understood.kind !== 'body') return understood;
      const { startedAt } = understood;
      const resource = toResource(understood.body, parseResourceId(id)?.type);
      if (!resource) return { kind: 'malformed', startedAt, reason: 'the answer is no resource' };
      const isHeeded = answer.kind === 'answered' && heedsIfMatch(resource.type);
      const etag = isHeeded ? (answer.etag ?? etagIn(resource)) : undefined;
      return { kind: 'found', startedAt, resource, apiVersion, ...(etag !== undefined && { etag }) };
    },

    async locks(scope) {
      const url = client.url(`${scope}/providers/Microsoft.Authorization/locks`, locksVersion);
      url.searchParams.set('$filter', 'atScope()');
      const understood = classifyAnswer(await client.get(url));
      if (understood.kind === 'gone') return { kind: 'found', locks: [] };
      if (understood.kind === 'unregistered') return { ...understood, kind: 'failed' };
      if (understood.kind !== 'body') return understood;
      const { value } = understood.body;
      return { kind: 'found', locks: (Array.isArray(value) ? value : []).flatMap(lockOf) };
    },

    async write({ id, method, body, apiVersion: ofBody, ifMatch, correlationId }) {
      const { apiVersion, why } = versionOf(id);
      if (apiVersion === undefined) return { kind: 'refused', why };
      const answer = await client.send(client.url(id, ofBody ?? apiVersion), {
        method,
        body,
        headers: {
          'x-ms-correlation-request-id': correlationId,
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        },
      });
      return writeOutcomeOf(answer, client.origin, ifMatch !== undefined);
    },

    async follow({ kind, url }) {
      const parsed = URL.parse(url);
      // What is on record was checked before it was kept; the token goes to this host alone all the same.
      if (parsed?.origin !== client.origin) return { kind: 'lost', why: 'its address is of another host' };
      return standingOf(kind, await client.get(parsed));
    },
  };
}

/** Some providers put it in the body. */
function etagIn(resource: Resource): string | undefined {
  return typeof resource['etag'] === 'string' ? resource['etag'] : undefined;
}

function lockOf(item: unknown) {
  const properties = isJsonObject(item) ? item['properties'] : undefined;
  if (!isJsonObject(item) || !isJsonObject(properties)) return [];
  return [{ id: String(item['id']), level: String(properties['level']) }];
}
