import { notSimulated } from './blob-error.ts';
import type { BlobRequest } from './blob-message.ts';

export type Operation =
  | 'create-container'
  | 'read-container'
  | 'delete-container'
  | 'list-blobs'
  | 'read-blob'
  | 'read-block-list'
  | 'put-blob'
  | 'put-block'
  | 'put-block-list'
  | 'append-block'
  | 'seal'
  | 'set-metadata'
  | 'set-policy'
  | 'delete-policy'
  | 'set-hold'
  | 'delete-blob';

const ofContainers: Readonly<Record<string, Operation>> = {
  PUT: 'create-container',
  GET: 'read-container',
  HEAD: 'read-container',
  DELETE: 'delete-container',
  'GET list': 'list-blobs',
};

const ofBlobs: Readonly<Record<string, Operation>> = {
  GET: 'read-blob',
  HEAD: 'read-blob',
  'GET blocklist': 'read-block-list',
  PUT: 'put-blob',
  'PUT block': 'put-block',
  'PUT blocklist': 'put-block-list',
  'PUT appendblock': 'append-block',
  'PUT seal': 'seal',
  'PUT metadata': 'set-metadata',
  'PUT immutabilityPolicies': 'set-policy',
  'DELETE immutabilityPolicies': 'delete-policy',
  'PUT legalhold': 'set-hold',
  DELETE: 'delete-blob',
};

/** Parts of a request that would change what it does, and that are not simulated. */
const unknownHeaders = ['x-ms-copy-source', 'x-ms-lease-id'];
const unknownParameters = ['snapshot', 'delimiter', 'deletetype'];

/**
 * Says what a request asks for. What could change a blob in a way that is not looked at here (copies, pages, snapshots, batches, tiers) is
 * not passed on at all.
 * @throws BlobError 501
 */
export function operationOf({ method, query, headers, container, blob }: BlobRequest): Operation {
  const comp = query.get('comp');
  const key = comp === null ? method : `${method} ${comp}`;
  const operation = blob === undefined ? ofContainers[key] : ofBlobs[key];
  const isOfContainer = container !== '' && (blob !== undefined || query.get('restype') === 'container');
  if (operation === undefined || !isOfContainer) throw notSimulated(`${key} of this resource`);
  const unknown =
    unknownHeaders.find((name) => headers[name] !== undefined) ??
    unknownParameters.find((name) => query.has(name));
  if (unknown !== undefined) throw notSimulated(unknown);
  return operation;
}
