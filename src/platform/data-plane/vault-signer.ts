import { createHash } from 'node:crypto';
import type { TokenCredential } from '@azure/core-auth';
import type { KeyClient, KeyProperties, KeyVaultKey } from '@azure/keyvault-keys';
import { isHostBelow } from './data-planes.ts';
import type { DataPlane } from './data-planes.ts';
import { describeError } from './error-codes.ts';
import { untilAborted } from './time-limit.ts';

/** The calls of the client that a signer needs. None of them changes a key. */
type SignerCalls = Pick<KeyClient, 'getKey' | 'listPropertiesOfKeyVersions' | 'getCryptographyClient'>;

interface VaultSignerOptions {
  /** `https://VAULT/keys/NAME`, without a version: the newest signs. */
  readonly key: string;
  readonly credential: TokenCredential;
  readonly hosts: Pick<DataPlane['hosts'], 'vault'>;
  readonly now: () => Date;
  /** Time for one answer of the signer, with all calls that it takes. */
  readonly timeoutSeconds?: number;
  readonly open?: (vault: string) => Promise<SignerCalls>;
}

/** A version of the key as others verify with it. RFC 7517. */
interface VersionKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  /** The name of the version. */
  readonly kid: string;
}

/** A key that is replaced each month has fewer in six years. */
const mostVersions = 200;

/** R and s. https://learn.microsoft.com/azure/key-vault/keys/about-keys-details#signverify */
const signatureBytes = 64;

/**
 * Signs with a key of Key Vault, which never leaves it. The identity needs `Microsoft.KeyVault/vaults/keys/read` and `keys/sign/action`.
 * https://learn.microsoft.com/rest/api/keyvault/keys/sign/sign
 * @throws Error where the address is none of a key; later, with the codes of Key Vault, and never its words
 */
export function createVaultSigner(options: VaultSignerOptions) {
  const { now, timeoutSeconds = 30, open = opener(options) } = options;
  const { vault, name } = parseKeyAddress(options);
  // The public part of a version never changes; undefined: it is another kind of key.
  const known = new Map<string, VersionKey | undefined>();

  const ask = async <T>(work: (calls: SignerCalls, abortSignal: AbortSignal) => Promise<T>): Promise<T> => {
    const abortSignal = AbortSignal.timeout(timeoutSeconds * 1000);
    const asked = await answerOf(abortSignal, async () => {
      const calls = await untilAborted(abortSignal, open(vault));
      return untilAborted(abortSignal, work(calls, abortSignal));
    });
    if ('value' in asked) return asked.value;
    throw new Error(
      `The key ${name}: ${abortSignal.aborted ? `no answer in ${timeoutSeconds} s` : asked.why}`,
    );
  };

  /** Versions, the newest first. */
  const versionsOf = async (
    calls: SignerCalls,
    abortSignal: AbortSignal,
  ): Promise<readonly KeyProperties[]> => {
    const versions: KeyProperties[] = [];
    for await (const version of calls.listPropertiesOfKeyVersions(name, { abortSignal })) {
      versions.push(version);
      if (versions.length > mostVersions) throw tooMany();
    }
    return versions.toSorted((a, b) => timeOf(b.createdOn) - timeOf(a.createdOn));
  };

  /** The newest version that may sign now. */
  const inUse = (versions: readonly KeyProperties[]): string => {
    const time = now().getTime();
    const found = versions.find(
      ({ enabled, notBefore, expiresOn }) =>
        enabled === true &&
        timeOf(notBefore) <= time &&
        (expiresOn === undefined || timeOf(expiresOn) > time),
    );
    if (found?.version === undefined)
      throw new Error(`The key ${name} has no version that is enabled, and in its time`);
    return found.version;
  };

  return {
    /** The public parts of all versions on P-256, disabled ones too: the one that signs first, then the newest first. */
    async keys(): Promise<readonly VersionKey[]> {
      const versions = await ask(async (calls, abortSignal) => {
        const listed = await versionsOf(calls, abortSignal);
        for (const { version } of listed)
          if (version !== undefined && !known.has(version))
            known.set(version, publicPart(await calls.getKey(name, { version, abortSignal }), version));
        return listed;
      });
      const first = inUse(versions);
      const own = known.get(first);
      if (!own) throw new Error(`The key ${name} is not one on P-256`);
      const keys = versions.flatMap(({ version = '' }) => known.get(version) ?? []);
      return [own, ...keys.filter(({ kid }) => kid !== first)];
    },

    /** Signs with ES256: 64 bytes, r and s. */
    async sign(content: Uint8Array): Promise<{ readonly kid: string; readonly signature: Uint8Array }> {
      const kid = inUse(await ask(versionsOf));
      const digest = createHash('sha256').update(content).digest();
      const { result } = await ask((calls, abortSignal) =>
        calls.getCryptographyClient(name, { keyVersion: kid }).sign('ES256', digest, { abortSignal }),
      );
      if (result.length !== signatureBytes) throw new Error(`The key ${name} gave no signature of ES256`);
      return { kid, signature: result };
    },
  };
}

function tooMany(): Error {
  return Object.assign(new Error('too many versions'), { code: 'TooManyVersions' });
}

async function answerOf<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly why: string }> {
  try {
    signal.throwIfAborted();
    return { value: await work() };
  } catch (error) {
    return { why: describeError(error) };
  }
}

function parseKeyAddress({ key, hosts }: Pick<VaultSignerOptions, 'key' | 'hosts'>) {
  const url = URL.parse(key);
  const [, name] = /^\/keys\/([a-zA-Z0-9-]{1,127})\/?$/.exec(url?.pathname ?? '') ?? [];
  const isPlain = url?.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (url?.protocol !== 'https:' || !isPlain || name === undefined)
    throw new Error('The address of a signing key must be https://VAULT/keys/NAME, without a version');
  if (!isHostBelow(hosts.vault, url.hostname))
    throw new Error('The vault of the signing key is none of this cloud');
  return { vault: url.origin, name };
}

/** Keeps one client. Reads and signatures may be sent again; no other host is followed. */
function opener({ credential }: VaultSignerOptions): (vault: string) => Promise<SignerCalls> {
  let client: SignerCalls | undefined;
  return async (vault) => {
    const { KeyClient } = await import('./key-client.ts');
    client ??= new KeyClient(vault, credential, { redirectOptions: { maxRetries: 0 } });
    return client;
  };
}

function publicPart({ key }: KeyVaultKey, kid: string): VersionKey | undefined {
  const { kty, crv, x, y } = key ?? {};
  if ((kty !== 'EC' && kty !== 'EC-HSM') || crv !== 'P-256' || !x || !y) return undefined;
  return { kty: 'EC', crv, x: toBase64(x), y: toBase64(y), kid };
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

function timeOf(date: Date | undefined): number {
  return date?.getTime() ?? 0;
}
