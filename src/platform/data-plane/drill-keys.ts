import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenCredential } from '@azure/core-auth';
import type { KeyClient } from '@azure/keyvault-keys';
import type { DrillKeys, KeyStep } from '../azure/index.ts';
import { isHostBelow } from './data-planes.ts';
import type { DataPlane } from './data-planes.ts';
import { codesOf, describeError } from './error-codes.ts';
import { untilAborted } from './time-limit.ts';

/** The calls of the client that a drill needs. There is no purge among them. */
type KeyCalls = Pick<
  KeyClient,
  'getKey' | 'createRsaKey' | 'backupKey' | 'beginDeleteKey' | 'getDeletedKey' | 'beginRecoverDeletedKey'
>;

interface DrillKeysOptions {
  /** The credential of the identity of drills; the client takes the scope from the vault, and verifies that it is the vault's own. */
  readonly credential: TokenCredential;
  readonly hosts: Pick<DataPlane['hosts'], 'vault'>;
  readonly now: () => Date;
  /** Time for one step. */
  readonly timeoutSeconds?: number;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  readonly open?: (vault: string) => Promise<KeyCalls>;
}

/** Keys of drills, and no others: whatever the roles allow, this client touches none but these. */
const keyName = /^dr-drill-\d{4}q[1-4]$/;

/** A key of a drill is of no use after it. */
const daysOfKey = 30;

const pauseMilliseconds = 2_000;

/**
 * Exercises the key of a drill. It is of RSA 2048, which every vault has, and wraps and unwraps keys, as a key does that encrypts data. Each
 * step may be taken again: what is done already is found to be done.
 * https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
 */
export function createDrillKeys(options: DrillKeysOptions): DrillKeys {
  const { hosts, now, timeoutSeconds = 30, wait = sleep, open = opener(options) } = options;

  /** Takes a step within its time; any trouble is its reason. */
  const step = async <Outcome extends KeyStep>(
    vault: string,
    name: string,
    work: (calls: KeyCalls, abortSignal: AbortSignal) => Promise<Outcome>,
  ): Promise<Outcome | (KeyStep & { readonly kind: 'failed' })> => {
    const url = URL.parse(vault);
    if (!keyName.test(name)) return failed('its name is none of a drill key');
    if (url?.protocol !== 'https:' || !isHostBelow(hosts.vault, url.hostname))
      return failed('its vault is none of this cloud');
    const abortSignal = AbortSignal.timeout(timeoutSeconds * 1000);
    try {
      const calls = await untilAborted(abortSignal, open(url.origin));
      return await untilAborted(abortSignal, work(calls, abortSignal));
    } catch (error) {
      return failed(abortSignal.aborted ? `not done in ${timeoutSeconds} s` : describeError(error));
    }
  };

  /** Asks until an operation has ended, or its time is over. */
  const waitForEnd = async (
    poller: Pick<Awaited<ReturnType<KeyCalls['beginDeleteKey']>>, 'isDone' | 'poll'>,
    abortSignal: AbortSignal,
  ): Promise<void> => {
    while (!poller.isDone()) {
      await wait(pauseMilliseconds);
      abortSignal.throwIfAborted();
      await poller.poll({ abortSignal });
    }
  };

  const recovered = async (calls: KeyCalls, name: string, abortSignal: AbortSignal): Promise<KeyStep> => {
    const poller = await calls.beginRecoverDeletedKey(name, { abortSignal });
    await waitForEnd(poller, abortSignal);
    return { kind: 'done' };
  };

  return {
    create: (vault, name) =>
      step<KeyStep>(vault, name, async (calls, abortSignal) => {
        // To make a key of a name that is taken makes another version of it.
        if (await orNothing(calls.getKey(name, { abortSignal }))) return { kind: 'done' };
        const expiresOn = new Date(now().getTime() + daysOfKey * 24 * 3600 * 1000);
        try {
          const keyOps = ['wrapKey', 'unwrapKey'];
          await calls.createRsaKey(name, { keySize: 2048, keyOps, expiresOn, abortSignal });
          return { kind: 'done' };
        } catch (error) {
          if (!codesOf(error).includes('ObjectIsDeletedButRecoverable')) throw error;
          return recovered(calls, name, abortSignal);
        }
      }),

    backup: (vault, name) =>
      step<KeyStep>(vault, name, async (calls, abortSignal) => {
        const bytes = await calls.backupKey(name, { abortSignal });
        const isTaken = bytes !== undefined && bytes.length > 0;
        bytes?.fill(0);
        return isTaken ? { kind: 'done' } : failed('the backup is empty');
      }),

    remove: (vault, name) =>
      step<KeyStep & { readonly purgedAt?: string }>(vault, name, async (calls, abortSignal) => {
        try {
          const poller = await calls.beginDeleteKey(name, { abortSignal });
          await waitForEnd(poller, abortSignal);
          return deleted(poller.getOperationState().result?.properties.scheduledPurgeDate);
        } catch (error) {
          if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
          const before = await orNothing(calls.getDeletedKey(name, { abortSignal }));
          if (!before) throw error;
          return deleted(before.properties.scheduledPurgeDate);
        }
      }),

    // The operation first looks whether the key is there.
    recover: (vault, name) => step(vault, name, (calls, abortSignal) => recovered(calls, name, abortSignal)),
  };
}

/** Keeps one client for each vault. Nothing is sent twice: a drill takes its step again. */
function opener({ credential }: DrillKeysOptions): (vault: string) => Promise<KeyCalls> {
  const clients = new Map<string, KeyCalls>();
  return async (vault) => {
    const { KeyClient } = await import('./key-client.ts');
    const once = { retryOptions: { maxRetries: 0 }, redirectOptions: { maxRetries: 0 } };
    const client = clients.get(vault) ?? new KeyClient(vault, credential, once);
    clients.set(vault, client);
    return client;
  };
}

/** Returns undefined for what is not there. */
async function orNothing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function statusOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
}

function deleted(purgedAt: Date | undefined): KeyStep & { readonly purgedAt?: string } {
  return { kind: 'done', ...(purgedAt && { purgedAt: purgedAt.toISOString() }) };
}

function failed(why: string): KeyStep & { readonly kind: 'failed' } {
  return { kind: 'failed', why };
}
