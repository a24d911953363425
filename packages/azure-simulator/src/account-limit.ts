import { ArmError } from './errors.ts';
import type { Resource } from './resource.ts';
import type { Resources } from './resources.ts';

const type = 'microsoft.storage/storageaccounts';

/** Accounts in a region of a subscription. https://learn.microsoft.com/azure/storage/common/scalability-targets-standard-account */
const mostAccounts = 250;

/** Counts the storage accounts of a subscription by region. */
export class AccountLimit {
  readonly #resources: Resources;
  /** At most too high: accounts that were deleted or moved since it was counted are in it. */
  readonly #counted = new Map<string, number>();

  constructor(resources: Resources) {
    this.#resources = resources;
  }

  /**
   * Counts an account that is about to be made.
   * @throws ArmError where its region is full: https://learn.microsoft.com/rest/api/storagerp/srp_error_codes
   */
  add(given: Pick<Resource, 'type'> & { readonly id: string; readonly location?: unknown }): void {
    if (given.type.toLowerCase() !== type) return;
    const key = keyOf(given);
    const before = this.#counted.get(key);
    const count = before === undefined || before >= mostAccounts ? this.#count(key) : before;
    if (count >= mostAccounts)
      throw new ArmError(
        409,
        'MaxStorageAccountsCountPerSubscriptionExceeded',
        `Subscription already contains ${count} storage accounts in location ${String(given.location)} and the maximum allowed is ${mostAccounts}.`,
      );
    this.#counted.set(key, count + 1);
  }

  #count(key: string): number {
    let count = 0;
    for (const each of this.#resources.all())
      if (each.type.toLowerCase() === type && keyOf({ ...each, id: each.id ?? '' }) === key) count += 1;
    return count;
  }
}

function keyOf({ id, location }: { readonly id: string; readonly location?: unknown }): string {
  const region = typeof location === 'string' ? location.toLowerCase().replaceAll(' ', '') : '';
  return `${id.toLowerCase().split('/')[2] ?? ''}|${region}`;
}
