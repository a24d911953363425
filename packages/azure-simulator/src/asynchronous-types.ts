import { ArmError } from './errors.ts';

/** A provider that answers a change 202 and carries it out later: until then a read shows the earlier values. */
interface AsynchronousType {
  readonly methods: readonly ('PATCH' | 'PUT')[];
  /** The property that tells of the work; absent: the type has none. */
  readonly state?: 'provisioningState' | 'state';
  /** The refusal of another change meanwhile. */
  readonly busy: { readonly status: number; readonly code: string; readonly message: string };
}

/** Its code is not known for every provider: this one is made up. */
const conflict = {
  status: 409,
  code: 'Conflict',
  message: 'Another operation on this resource is in progress.',
};

/** azure-rest-api-specs, Microsoft.Sql/stable/2021-11-01/Servers.json: the answers of `Servers_Update`. */
const sqlBusy = {
  status: 409,
  code: 'ConflictingServerOperation',
  message: 'An operation is currently in progress for the server.',
};

/**
 * Types whose changes are answered 202.
 * SQL, PostgreSQL: azure-rest-api-specs (Servers.json 2021-11-01; TransparentDataEncryptions.json 2021-11-01; Configuration.json
 * 2023-06-01-preview); disks: `DisksUpdate202Response` of @azure-rest/arm-compute; Cosmos DB: `DatabaseAccounts_Update` is an
 * ArmOperation in Azure.ResourceManager.CosmosDB. The types of Bicep say which property tells of the work.
 */
const asynchronousTypes: Readonly<Record<string, AsynchronousType>> = {
  'microsoft.compute/disks': { methods: ['PATCH'], state: 'provisioningState', busy: conflict },
  'microsoft.dbformysql/flexibleservers': { methods: ['PATCH'], state: 'state', busy: conflict },
  'microsoft.dbforpostgresql/flexibleservers': { methods: ['PATCH'], state: 'state', busy: conflict },
  'microsoft.dbforpostgresql/flexibleservers/configurations': { methods: ['PATCH', 'PUT'], busy: conflict },
  'microsoft.documentdb/databaseaccounts': {
    methods: ['PATCH'],
    state: 'provisioningState',
    // As hashicorp/terraform-provider-azurerm#15842 has it.
    busy: {
      status: 412,
      code: 'PreconditionFailed',
      message:
        'There is another user operation in progress which requires an exclusive lock on the account. Please retry after sometime.',
    },
  },
  'microsoft.sql/servers': { methods: ['PATCH'], busy: sqlBusy },
  'microsoft.sql/servers/databases/transparentdataencryption': { methods: ['PUT'], busy: sqlBusy },
};

/** The way in which a type is changed, where such a change is answered before it is done. */
export function asynchronousType(type: string, method: string): AsynchronousType | undefined {
  const found = asynchronousTypes[type.toLowerCase()];
  return found?.methods.some((each) => each === method) ? found : undefined;
}

/** Whether changes of a type are carried out by long operations. */
export function isCarriedOutLater(type: string): boolean {
  return type.toLowerCase() in asynchronousTypes;
}

/** The property by which a type tells that it is worked on; undefined: it has none. */
export function stateProperty(type: string): 'provisioningState' | 'state' | undefined {
  const found = asynchronousTypes[type.toLowerCase()];
  return found ? found.state : 'provisioningState';
}

export function busyError({ busy }: AsynchronousType): ArmError {
  return new ArmError(busy.status, busy.code, busy.message);
}
