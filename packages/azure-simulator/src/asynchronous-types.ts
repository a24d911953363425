import { ArmError } from './errors.ts';

/** A provider that answers 202 and carries out later what is asked: until then a read shows the earlier values. */
interface AsynchronousType {
  /** Those that change what there is: how a type is made and deleted is told elsewhere. */
  readonly methods: readonly ('PATCH' | 'PUT')[];
  /** The property that tells of the work; absent: the type has none. */
  readonly state?: 'provisioningState' | 'state';
  /** The refusal of anything else meanwhile; `{server}`: the name of the server. */
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

/** The same file, Databases.json: the answers of `Databases_CreateOrUpdate`. */
const databaseBusy = {
  status: 409,
  code: 'ConflictingDatabaseOperation',
  message:
    'There is already some operation on the database and the current operation should wait till it is done.',
};

/** https://github.com/Azure/bicep-registry-modules/issues/4451. The status that goes with it is not known. */
const postgresBusy = {
  status: 409,
  code: 'ServerBusy',
  message: "Server '{server}' is busy with another operation. Please try again later.",
};

/**
 * Types that are worked on in the background.
 * SQL, PostgreSQL: azure-rest-api-specs (Servers.json 2021-11-01; TransparentDataEncryptions.json 2021-11-01; Configuration.json
 * 2023-06-01-preview); disks: `DisksUpdate202Response` of @azure-rest/arm-compute; Cosmos DB: `DatabaseAccounts_Update` is an
 * ArmOperation in Azure.ResourceManager.CosmosDB. The types of Bicep say which property tells of the work.
 */
const asynchronousTypes: Readonly<Record<string, AsynchronousType>> = {
  'microsoft.compute/disks': { methods: ['PATCH'], state: 'provisioningState', busy: conflict },
  'microsoft.dbformysql/flexibleservers': { methods: ['PATCH'], state: 'state', busy: conflict },
  'microsoft.dbforpostgresql/flexibleservers': { methods: ['PATCH'], state: 'state', busy: postgresBusy },
  'microsoft.dbforpostgresql/flexibleservers/configurations': {
    methods: ['PATCH', 'PUT'],
    busy: postgresBusy,
  },
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
  'microsoft.recoveryservices/vaults': { methods: [], state: 'provisioningState', busy: conflict },
  'microsoft.sql/servers': { methods: ['PATCH'], busy: sqlBusy },
  'microsoft.sql/servers/databases': { methods: [], busy: databaseBusy },
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

/** The refusal of a request to a resource that is worked on; undefined: its type is never found busy. */
export function busyError(type: string, id: string): ArmError | undefined {
  const busy = asynchronousTypes[type.toLowerCase()]?.busy;
  const server = id.split('/')[8] ?? '';
  return busy && new ArmError(busy.status, busy.code, busy.message.replace('{server}', server));
}
