import { once } from 'node:events';
import { createServer } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defaultTenantId, Tokens } from '../tokens.ts';
import type { Identity, Token } from '../tokens.ts';
import { azuriteCaller } from './azurite-caller.ts';
import { BlobError, errorAnswer } from './blob-error.ts';
import { readRequest } from './blob-message.ts';
import type { BlobAnswer, BlobRequest } from './blob-message.ts';
import { callerFinder, storageAudience } from './caller.ts';
import { deleteContainer } from './container-operations.ts';
import { forward } from './context.ts';
import type { Context } from './context.ts';
import { createTurns } from './turns.ts';
import { listBlobs } from './list-operation.ts';
import { logged } from './log.ts';
import type { BlobLogEntry } from './log.ts';
import { operationOf } from './operation.ts';
import type { Operation } from './operation.ts';
import { deletePolicy, setHold, setPolicy } from './protection-operations.ts';
import { readBlob } from './read-operations.ts';
import { createRights } from './rights.ts';
import type { BlobGrant } from './rights.ts';
import { VersionStore } from './versions.ts';
import { appendBlock, deleteBlob, seal, setMetadata, writeBlob } from './write-operations.ts';

export interface ImmutableBlobsOptions {
  /** Azurite's blob service, with the account: `https://127.0.0.1:PORT/devstoreaccount1`. It must accept tokens. */
  readonly target: string;
  /** For 127.0.0.1, and what Azurite speaks https with; clients must trust it. */
  readonly tls: { readonly cert: string; readonly key: string };
  /** Milliseconds since 1970. Default: the clock of the process. */
  readonly now?: () => number;
  /** The rights of principals; default: whoever has a token may do all. */
  readonly grants?: readonly BlobGrant[];
  /** The principals whose tokens are accepted; default: all to whom this process issues one. */
  readonly identities?: readonly Identity[];
  /** Containers that there are from the start, as an administrator makes them; default: none. */
  readonly containers?: readonly string[];
  /** Default: the tenant of `startAzure`. */
  readonly tenantId?: string;
  /** The most blocks of an append blob; default 50,000, as in Azure. */
  readonly appendBlocks?: number;
}

export interface ImmutableBlobs {
  /** With the account, as Azurite's. */
  readonly url: string;
  /** The requests in the order in which they were answered. */
  readonly log: readonly BlobLogEntry[];
  /** Issues a token for storage to a principal, good for a day. @param oid object id */
  issueToken(oid: string): Promise<Token>;
  stop(): Promise<void>;
}

const handlers: Readonly<Record<Operation, (context: Context) => Promise<BlobAnswer>>> = {
  'create-container': forward,
  'read-container': forward,
  'delete-container': deleteContainer,
  'list-blobs': listBlobs,
  'read-blob': readBlob,
  'read-block-list': forward,
  'put-blob': writeBlob,
  'put-block': forward,
  'put-block-list': writeBlob,
  'append-block': appendBlock,
  seal,
  'set-metadata': setMetadata,
  'set-policy': setPolicy,
  'delete-policy': deletePolicy,
  'set-hold': setHold,
  'delete-blob': deleteBlob,
};

/**
 * Starts a proxy before Azurite, which has no versions, no immutability policies and no legal holds, and gives all its containers what
 * Azure gives one with version-level immutability in an account with versioning. Its state is in memory. Where no source says what Azure
 * does, it does what is harder on the caller.
 */
export async function startImmutableBlobs(options: ImmutableBlobsOptions): Promise<ImmutableBlobs> {
  const { target, tls, now = Date.now, tenantId = defaultTenantId, appendBlocks = 50_000 } = options;
  const { origin, pathname, protocol } = new URL(target);
  if (protocol !== 'https:') throw new Error(`target: expected an address of https, not ${target}`);
  const azurite = await azuriteCaller(origin, tls.cert);
  for (const name of options.containers ?? [])
    await azurite.ask('PUT', `${pathname}/${name}?restype=container`);
  const tokens = new Tokens(tenantId, now);
  const callerOf = callerFinder(tokens, options.identities);
  const shared = {
    azurite,
    versions: new VersionStore(now),
    rights: createRights(options.grants),
    appendBlocks,
  };
  const inTurn = createTurns();
  const log: BlobLogEntry[] = [];

  const carryOut = async (request: BlobRequest): Promise<BlobAnswer> => {
    const operation = operationOf(request);
    const caller = await callerOf(request.headers.authorization);
    shared.rights.require(caller, operation);
    return handlers[operation]({ ...shared, request, caller, now: now() });
  };
  const answer = async (message: IncomingMessage): Promise<BlobAnswer> => {
    const request = await readRequest(message);
    // Whatever looks at a blob and then changes it is not to be overtaken.
    const answered = await inTurn(request.path, () => carryOut(request)).catch((error: unknown) => {
      if (error instanceof BlobError) return errorAnswer(error, now());
      throw error;
    });
    log.push(logged(request, answered));
    return answered;
  };

  const server = createServer(tls, (message, response) => {
    void answer(message)
      .then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
      .catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    log,
    issueToken: (oid) => tokens.issue({ oid, resource: storageAudience }),
    async stop() {
      server.close();
      server.closeAllConnections();
      azurite.stop();
    },
  };
}
