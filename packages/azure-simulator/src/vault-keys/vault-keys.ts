import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { signDigest } from './sign-digest.ts';

interface KeyOptions {
  /** Default: P-256, which alone signs here. */
  readonly curve?: 'P-256' | 'P-384';
  readonly enabled?: boolean;
  /** Seconds since 1970. */
  readonly expires?: number;
}

/** A version of a key. The private part does not leave it. */
export interface KeyVersion {
  /** 32 hex digits, at random: their order says nothing. */
  readonly version: string;
  /** Seconds since 1970. */
  readonly created: number;
  enabled: boolean;
  readonly expires?: number;
  readonly jwk: { readonly crv: string; readonly x: string; readonly y: string };
  sign(digest: Uint8Array): Buffer;
}

/** The keys of all vaults, by vault and name, with their versions from the oldest on. */
export class VaultKeys {
  readonly #versions = new Map<string, KeyVersion[]>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Makes a key, or another version of it. */
  create(vault: string, name: string, options: KeyOptions = {}): KeyVersion {
    const { curve = 'P-256', enabled = true, expires } = options;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
    const { x = '', y = '', d = '' } = privateKey.export({ format: 'jwk' });
    const made: KeyVersion = {
      version: randomBytes(16).toString('hex'),
      created: Math.floor(this.#now() / 1000),
      enabled,
      ...(expires === undefined ? {} : { expires }),
      jwk: { crv: curve, x, y },
      sign: (digest) => signDigest(Buffer.from(d, 'base64url'), digest),
    };
    this.#versions.set(keyOf(vault, name), [...this.versions(vault, name), made]);
    return made;
  }

  versions(vault: string, name: string): readonly KeyVersion[] {
    return this.#versions.get(keyOf(vault, name)) ?? [];
  }
}

/** Names have no other case. */
function keyOf(vault: string, name: string): string {
  return `${vault}/${name}`.toLowerCase();
}
