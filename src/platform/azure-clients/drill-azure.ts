import type { TokenCredential } from '@azure/core-auth';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { parseResourceId } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import type { ResourceType } from '../../rules/controls/index.ts';
import type { DrillAzure, ReadFailure, WriteOutcome } from '../azure/index.ts';
import { createArmClient } from './arm-client.ts';
import { classifyAnswer, isJsonObject } from './classify-answer.ts';
import { isListed, isVault, listedResource, softDeletedVault } from './listed-resources.ts';
import { standingOf } from './long-operation.ts';
import { toResource } from './read-resource.ts';
import { createThrottling } from './throttling.ts';
import { writeOutcomeOf } from './write-outcome.ts';

interface DrillAzureOptions {
  /** The endpoint of Azure Resource Manager. */
  readonly endpoint: string;
  /** The credential of the identity of drills. */
  readonly credential: TokenCredential;
  readonly scope: string;
  /** The resource types by lower-case name, for their api-versions. */
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly now: () => Date;
  /** The id of the drill group. */
  readonly group: string;
  /** Ids of the Recovery Services vaults whose recovery points may be restored. */
  readonly vaults: readonly string[];
  readonly timeoutSeconds?: number;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  readonly throttling?: PipelinePolicy;
}

/** https://learn.microsoft.com/rest/api/resources/resources/list-by-resource-group, tags, deleted vaults */
const versions = { resources: '2025-04-01', deletedVaults: '2024-11-01' } as const;

/** Pages of a list: a drill group holds few resources. */
const mostPages = 20;

const outside: WriteOutcome = { kind: 'refused', why: 'it lies outside the drill group' };

/** Azure for drills. A write outside the drill group is refused here, before it is sent, whatever the roles allow. */
export function createDrillAzure(options: DrillAzureOptions): DrillAzure {
  const { types, now, timeoutSeconds = 30 } = options;
  const group = options.group.toLowerCase();
  const vaults = options.vaults.map((id) => id.toLowerCase());
  const client = createArmClient({
    ...options,
    timeoutSeconds,
    elapsed: () => performance.now(),
    throttling: options.throttling ?? createThrottling(options),
  });
  const urlOf = (id: string) => {
    const version = versionFor(types, parseResourceId(id)?.type ?? '');
    return version === undefined ? undefined : client.url(id, version);
  };
  const unmapped = (id: string): ReadFailure => ({
    kind: 'unmapped',
    startedAt: now().toISOString(),
    reason: `no api-version is known for ${id}`,
  });
  const isInGroup = (id: string) => id.toLowerCase().startsWith(`${group}/`);
  const write = async (
    url: URL | undefined,
    method: 'PUT' | 'PATCH' | 'DELETE' | 'POST',
    body: unknown,
    correlationId: string,
  ): Promise<WriteOutcome> => {
    if (!url) return { kind: 'refused', why: 'no api-version is known for its type' };
    const headers = { 'x-ms-correlation-request-id': correlationId };
    const answer = await client.send(url, { method, headers, ...(body !== undefined && { body }) });
    return writeOutcomeOf(answer, client.origin, false);
  };

  const pages = async (
    first: URL,
  ): Promise<{ readonly kind: 'found'; readonly items: readonly unknown[] } | ReadFailure> => {
    const items: unknown[] = [];
    let url: URL | null = first;
    for (let page = 0; url; page += 1) {
      const understood = classifyAnswer(await client.get(url));
      if (understood.kind === 'gone') return { kind: 'found', items };
      if (understood.kind === 'unregistered') return { ...understood, kind: 'failed' };
      if (understood.kind !== 'body') return understood;
      const { startedAt, body } = understood;
      if (!Array.isArray(body['value']))
        return { kind: 'malformed', startedAt, reason: 'the answer has no list' };
      items.push(...(body['value'] as unknown[]));
      const link = body['nextLink'];
      if (typeof link !== 'string' || link === '') return { kind: 'found', items };
      url = URL.parse(link);
      // The token goes to this host alone.
      if (url?.origin !== client.origin || page === mostPages)
        return { kind: 'failed', startedAt, reason: 'the list has no end that can be followed' };
    }
    return { kind: 'found', items };
  };

  return {
    async read(id, expand) {
      const url = urlOf(id);
      if (!url) return unmapped(id);
      if (expand !== undefined) url.searchParams.set('$expand', expand);
      const understood = classifyAnswer(await client.get(url));
      if (understood.kind === 'unregistered') return { ...understood, kind: 'failed' };
      if (understood.kind !== 'body') return understood;
      const { startedAt } = understood;
      const resource = toResource(understood.body, parseResourceId(id)?.type);
      return resource
        ? { kind: 'found', startedAt, resource }
        : { kind: 'malformed', startedAt, reason: 'the answer is no resource' };
    },

    async list(path) {
      const url = urlOf(`${path}/x`);
      if (!url) return unmapped(path);
      url.pathname = client.url(path, '').pathname;
      const found = await pages(url);
      return found.kind === 'found'
        ? {
            kind: 'found',
            resources: found.items.filter(
              (item): item is Resource => isJsonObject(item) && typeof item['type'] === 'string',
            ),
          }
        : found;
    },

    async group() {
      const url = client.url(`${options.group}/resources`, versions.resources);
      url.searchParams.set('$expand', 'createdTime');
      const found = await pages(url);
      if (found.kind !== 'found') return found;
      // Of what cannot be read nothing is known: it is not passed over.
      const odd = found.items.find((item) => !isListed(item));
      if (odd !== undefined)
        return {
          kind: 'malformed',
          startedAt: now().toISOString(),
          reason: 'the list has an entry without an id',
        };
      return { kind: 'found', resources: found.items.filter(isListed).map(listedResource) };
    },

    async deletedVaults() {
      const subscription = parseResourceId(options.group)?.subscriptionId ?? '';
      const path = `/subscriptions/${subscription}/providers/Microsoft.KeyVault/deletedVaults`;
      const found = await pages(client.url(path, versions.deletedVaults));
      if (found.kind !== 'found') return found;
      const all = found.items.filter(isVault).map(softDeletedVault);
      return { kind: 'found', vaults: all.filter(({ id }) => isInGroup(id)) };
    },

    create: async (id, body, correlationId) =>
      isInGroup(id) ? write(urlOf(id), 'PUT', body, correlationId) : outside,

    remove: async (id, correlationId) =>
      isInGroup(id) ? write(urlOf(id), 'DELETE', undefined, correlationId) : outside,

    tagGroup: (tags, correlationId) =>
      write(
        client.url(`${options.group}/providers/Microsoft.Resources/tags/default`, versions.resources),
        'PATCH',
        { operation: 'Merge', properties: { tags } },
        correlationId,
      ),

    async restoreDisks(request, correlationId) {
      const { recoveryPointId, sourceResourceId, region, stagingAccountId, diskAccessId } = request;
      const isNamed = vaults.some((vault) => recoveryPointId.toLowerCase().startsWith(`${vault}/`));
      if (!isNamed) return { kind: 'refused', why: 'its vault is not among DRILL_VAULTS' };
      if (!isInGroup(stagingAccountId) || !isInGroup(diskAccessId)) return outside;
      const url = urlOf(recoveryPointId);
      if (url) url.pathname += '/restore';
      // https://learn.microsoft.com/azure/backup/backup-azure-arm-userestapi-restoreazurevms#restore-disks
      const properties = {
        objectType: 'IaasVMRestoreRequest',
        recoveryPointId: recoveryPointId.split('/').at(-1),
        recoveryType: 'RestoreDisks',
        sourceResourceId,
        targetResourceGroupId: options.group,
        storageAccountId: stagingAccountId,
        region,
        createNewCloudService: false,
        originalStorageAccountOption: false,
        // Disks are open to all networks otherwise.
        targetDiskNetworkAccessSettings: {
          targetDiskNetworkAccessOption: 'EnablePrivateAccessForAllDisks',
          targetDiskAccessId: diskAccessId,
        },
      };
      return write(url, 'POST', { properties }, correlationId);
    },

    async follow({ kind, url }) {
      const parsed = URL.parse(url);
      if (parsed?.origin !== client.origin) return { kind: 'lost', why: 'its address is of another host' };
      return standingOf(kind, await client.get(parsed));
    },
  };
}

/** Azure Backup has versions of its own, under the types of the vault. https://learn.microsoft.com/rest/api/backup */
const ofBackup = /^microsoft\.recoveryservices\/vaults\/(?:backupfabrics|backupjobs)\b/i;

const backupVersion = '2025-02-01';

/** The api-version of a type, or of the nearest above it that is known: children are served by the version of their provider. */
function versionFor(types: ReadonlyMap<string, ResourceType>, type: string): string | undefined {
  if (ofBackup.test(type)) return backupVersion;
  for (let name = type.toLowerCase(); name.includes('/'); name = name.slice(0, name.lastIndexOf('/'))) {
    const known = types.get(name);
    if (known) return known.notOffered === undefined ? known.apiVersion : undefined;
  }
  // Long-term backups lie below a region, which is no resource.
  return type.toLowerCase().startsWith('microsoft.sql/')
    ? types.get('microsoft.sql/servers')?.apiVersion
    : undefined;
}
