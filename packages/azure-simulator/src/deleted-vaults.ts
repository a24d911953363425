import type { ChangeRequest } from './change-request.ts';
import { ArmError } from './errors.ts';
import { propertiesOf } from './merge.ts';
import { regionOf } from './quotas.ts';
import type { Resource } from './resource.ts';
import { subscriptionOf } from './targets.ts';

const type = 'microsoft.keyvault/vaults';
const dayMs = 24 * 3_600_000;

/** A key vault that was deleted softly, with what lay in it. */
interface DeletedVault {
  readonly id: string;
  readonly vault: Resource;
  readonly contents: readonly Resource[];
  readonly deletedAt: number;
  /** The moment from which on it is gone for good. */
  readonly purgedAt: number;
}

/** Key vaults that were deleted: for some time they keep their name, and can be recovered. https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview */
export class DeletedVaults {
  readonly #byName = new Map<string, DeletedVault>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Keeps the vaults among what was deleted. */
  keep(removed: readonly Resource[]): void {
    for (const vault of removed) if (vault.type.toLowerCase() === type) this.#keep(vault, removed);
  }

  #keep(vault: Resource, removed: readonly Resource[]): void {
    const { id = '', name = '' } = vault;
    const inside = `${id}/`.toLowerCase();
    const location = regionOf(String(vault['location']));
    const days = Number(propertiesOf(vault)['softDeleteRetentionInDays'] ?? 90);
    const deletedAt = this.#now();
    this.#byName.set(name.toLowerCase(), {
      id: `/subscriptions/${subscriptionOf(id)}/providers/Microsoft.KeyVault/locations/${location}/deletedVaults/${name}`,
      vault,
      contents: removed.filter((each) => each.id?.toLowerCase().startsWith(inside)),
      deletedAt,
      purgedAt: deletedAt + days * dayMs,
    });
  }

  /** The deleted vaults of a subscription, as they are answered. */
  list(subscriptionId: string): readonly Resource[] {
    const all = [...this.#byName.keys()].toSorted().flatMap((name) => this.#find(name) ?? []);
    return all.filter(({ id }) => subscriptionOf(id) === subscriptionId).map(asResource);
  }

  get(id: string): Resource | undefined {
    const found = this.#find(id.split('/').at(-1) ?? '');
    return found?.id.toLowerCase() === id.toLowerCase() ? asResource(found) : undefined;
  }

  purge(id: string): void {
    this.#byName.delete(id.split('/').at(-1)?.toLowerCase() ?? '');
  }

  /**
   * Returns what a request to create a vault recovers; undefined: it recovers nothing. Many reports of deployments have the words of the
   * refusal; no source was found for those where there is no vault to recover.
   * @throws ArmError 409 if the name is that of a deleted vault, and the request does not say that it is to be recovered
   */
  reclaim({ id, body }: ChangeRequest): readonly Resource[] | undefined {
    const name = id.split('/').at(-1) ?? '';
    const found = this.#find(name);
    const wantsIt = String(propertiesOf(body)['createMode']).toLowerCase() === 'recover';
    if (!found && !wantsIt) return undefined;
    if (!found) throw new ArmError(404, 'ResourceNotFound', `There is no deleted vault '${name}'.`);
    if (!wantsIt || found.vault.id?.toLowerCase() !== id.toLowerCase())
      throw new ArmError(
        409,
        'ConflictError',
        'A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.',
      );
    this.purge(found.id);
    return [found.vault, ...found.contents];
  }

  #find(name: string): DeletedVault | undefined {
    const found = this.#byName.get(name.toLowerCase());
    return found && found.purgedAt > this.#now() ? found : undefined;
  }
}

/** Whether a request creates or recovers a key vault, if there is none. */
export function isOfVault({ method, id }: ChangeRequest): boolean {
  return method === 'PUT' && /\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+$/i.test(id);
}

/** https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/list-deleted */
function asResource({ id, vault, deletedAt, purgedAt }: DeletedVault): Resource {
  const { enablePurgeProtection } = propertiesOf(vault);
  return {
    id,
    name: String(vault.name),
    type: 'Microsoft.KeyVault/deletedVaults',
    properties: {
      vaultId: vault.id,
      location: vault['location'],
      tags: vault['tags'] ?? {},
      deletionDate: new Date(deletedAt).toISOString(),
      scheduledPurgeDate: new Date(purgedAt).toISOString(),
      ...(enablePurgeProtection === true && { purgeProtectionEnabled: true }),
    },
  };
}
