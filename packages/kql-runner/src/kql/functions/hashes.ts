import { hash } from 'node:crypto';
import type { Build } from './build.ts';
import { ofTexts } from './build.ts';

/** Hashes of what comes again and again, such as ids, are kept. */
function kept(algorithm: string, most = 200_000): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let digest = known.get(text);
    if (digest === undefined) {
      if (known.size >= most) known.clear();
      digest = hash(algorithm, text);
      known.set(text, digest);
    }
    return digest;
  };
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}

export const hashes: Readonly<Record<string, Build>> = {
  hash_sha256: ofTexts(kept('sha256')),
  hash_sha1: ofTexts(kept('sha1')),
  hash_md5: ofTexts(kept('md5')),
  base64_encode_tostring: ofTexts((text) => Buffer.from(text, 'utf8').toString('base64')),
  base64_decode_tostring: ofTexts(decode),
};
