import { Roles } from '../roles.ts';
import { BlobError } from './blob-error.ts';
import type { Caller } from './caller.ts';
import type { Operation } from './operation.ts';

/** The rights of a principal on the account, as a role definition has them. */
export interface BlobGrant {
  /** Object id. */
  readonly principal: string;
  /** On containers: `Microsoft.Storage/storageAccounts/blobServices/containers/read`. These give no right on a blob. */
  readonly actions?: readonly string[];
  /** On blobs: `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read`. */
  readonly dataActions?: readonly string[];
}

const containers = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const blobs = `${containers}/blobs`;
const write = `${blobs}/write`;
const add = `${blobs}/add/action`;
const immutable = `${blobs}/immutableStorage/runAsSuperUser/action`;

/**
 * The rights that each operation asks for: all of them, and of several in one row any.
 * https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#permissions-for-blob-service-operations
 * Pages differ about legal holds: that one and https://learn.microsoft.com/azure/storage-actions/storage-tasks/storage-task-authorization-roles-assign
 * name containers/write, https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes the right on immutability policies. Both
 * are asked for.
 */
const rightsOf: Readonly<Record<Operation, readonly (readonly string[])[]>> = {
  'create-container': [[`${containers}/write`]],
  'read-container': [[`${containers}/read`]],
  'delete-container': [[`${containers}/delete`]],
  'list-blobs': [[`${blobs}/read`]],
  'read-blob': [[`${blobs}/read`]],
  'read-block-list': [[`${blobs}/read`]],
  'put-blob': [[write, add]],
  'put-block': [[write]],
  'put-block-list': [[write]],
  'append-block': [[write, add]],
  // No source was found for this one. The right to add blocks alone could then not end a blob.
  seal: [[write]],
  'set-metadata': [[write]],
  'set-policy': [[immutable]],
  'delete-policy': [[immutable]],
  'set-hold': [[immutable], [`${containers}/write`]],
  'delete-blob': [[`${blobs}/delete`]],
};

export interface Rights {
  /** @throws BlobError 403 */
  require(caller: Caller, operation: Operation): void;
  /** The right to write over what is there. @throws BlobError 403 */
  requireOverwrite(caller: Caller): void;
  /** The right to set a policy or a hold while writing, which that to write does not include: https://github.com/Azure/azure-sdk-for-net/issues/27243 @throws BlobError 403 */
  requireImmutability(caller: Caller): void;
  /** The right to delete a previous version: https://learn.microsoft.com/azure/storage/blobs/versioning-overview#azure-rbac-action-to-delete-a-blob-version @throws BlobError 403 */
  requireVersionDelete(caller: Caller): void;
}

/** Rights by grants: nothing is allowed that no grant names. Without grants, whoever has a token may do all. */
export function createRights(grants: readonly BlobGrant[] | undefined): Rights {
  const rolesOf = (actionsOf: (grant: BlobGrant) => readonly string[] | undefined): Roles =>
    new Roles(
      (grants ?? []).map((grant) => ({
        principal: grant.principal,
        scope: '/',
        actions: actionsOf(grant) ?? [],
      })),
    );
  const control = rolesOf(({ actions }) => actions);
  const data = rolesOf(({ dataActions }) => dataActions);
  const has = (caller: Caller, action: string): boolean =>
    caller === 'account-key' ||
    grants === undefined ||
    (action.startsWith(`${blobs}/`) ? data : control).allows(caller.oid, action, '/');
  const requireAny = (caller: Caller, actions: readonly string[]): void => {
    if (!actions.some((action) => has(caller, action))) throw mismatch();
  };
  return {
    require(caller, operation) {
      for (const actions of rightsOf[operation]) requireAny(caller, actions);
    },
    requireOverwrite(caller) {
      if (!has(caller, write)) throw noOverwrite();
    },
    requireImmutability(caller) {
      requireAny(caller, [immutable]);
    },
    requireVersionDelete(caller) {
      requireAny(caller, [`${blobs}/deleteBlobVersion/action`]);
    },
  };
}

function mismatch(): BlobError {
  return new BlobError(
    403,
    'AuthorizationPermissionMismatch',
    'This request is not authorized to perform this operation using this permission.',
  );
}

function noOverwrite(): BlobError {
  return new BlobError(
    403,
    'UnauthorizedBlobOverwrite',
    'This request is not authorized to perform blob overwrites.',
  );
}
