import { z } from 'zod';
import { ArmError } from './errors.ts';

/** A lack of room in a region. */
const shortageSchema = z.object({
  /** A resource type; absent: all. */
  type: z.string().optional(),
  /** A region; absent: all. */
  location: z.string().optional(),
  /** Instead of the provider's own. */
  code: z.string().optional(),
  message: z.string().optional(),
});

export type Shortage = z.input<typeof shortageSchema>;
type ParsedShortage = z.output<typeof shortageSchema>;

interface Words {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** https://github.com/hashicorp/terraform-provider-azurerm/issues/5011; status: Databases.json (azure-rest-api-specs, 2021-11-01). */
const sql: Words = {
  status: 400,
  code: 'ProvisioningDisabled',
  message:
    "Provisioning is restricted in this region. Please choose a different region. For exceptions to this rule please open a support request with Issue type of 'Service and subscription limits'. See https://docs.microsoft.com/en-us/azure/sql-database/quota-increase-request for more details.",
};

/**
 * PostgreSQL: reports of the Azure CLI in public repositories; the status is not known. Others: the words that
 * https://github.com/Azure/Mission-Critical-Online/pull/251 has for cores, with a name of quota that is documented for disks.
 */
const wordsByType: Readonly<Record<string, Words>> = {
  'microsoft.sql/servers': sql,
  'microsoft.sql/servers/databases': sql,
  'microsoft.dbforpostgresql/flexibleservers': {
    status: 400,
    code: 'LocationIsOfferRestricted',
    message:
      "Subscriptions are restricted from provisioning in location '{location}'. Try again in a different location.",
  },
  'microsoft.compute/disks': {
    status: 409,
    code: 'OperationNotAllowed',
    message:
      'Operation could not be completed as it results in exceeding approved PremiumDiskCount quota. Location: {location}.',
  },
};

const others: Words = {
  status: 409,
  code: 'OperationNotAllowed',
  message:
    'Operation could not be completed as it results in exceeding approved quota. Location: {location}.',
};

/** The quotas and regions that are used up: nothing is made there until they are free again. */
export class Quotas {
  #shortages: readonly ParsedShortage[] = [];

  exhaust(shortage: Shortage): void {
    this.#shortages = [...this.#shortages, shortageSchema.parse(shortage)];
  }

  free(): void {
    this.#shortages = [];
  }

  /** @throws ArmError in the provider's words if there is no room for another one in the region. */
  require(type: string, location: string): void {
    const region = regionOf(location);
    const shortage = this.#shortages.find(
      (each) =>
        (each.type === undefined || each.type.toLowerCase() === type.toLowerCase()) &&
        (each.location === undefined || regionOf(each.location) === region),
    );
    if (!shortage) return;
    const { status, code, message } = wordsByType[type.toLowerCase()] ?? others;
    const words = shortage.message ?? message.replace('{location}', region);
    throw new ArmError(status, shortage.code ?? code, words);
  }
}

/** A region as its id: `East US 2` is `eastus2`. */
export function regionOf(location: string): string {
  return location.toLowerCase().replaceAll(' ', '');
}
