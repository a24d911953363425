import { createECDH, randomBytes } from 'node:crypto';

/** The order of the group of P-256. https://doi.org/10.6028/NIST.SP.800-186 3.2.1.3 */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const bytes = 32;

/**
 * Signs a digest with ECDSA on P-256; gives r and s. `node:crypto` signs messages alone, and would hash the digest again.
 * https://doi.org/10.6028/NIST.FIPS.186-5 6.4.1
 */
export function signDigest(privateKey: Uint8Array, digest: Uint8Array): Buffer {
  const d = numberOf(privateKey);
  const z = numberOf(digest);
  for (;;) {
    const k = (numberOf(randomBytes(bytes)) % (order - 1n)) + 1n;
    const r = abscissa(k) % order;
    const s = (inverse(k) * ((z + r * d) % order)) % order;
    if (r > 0n && s > 0n) return Buffer.concat([bytesOf(r), bytesOf(s)]);
  }
}

/** The x of a multiple of the base point. */
function abscissa(factor: bigint): bigint {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(bytesOf(factor));
  return numberOf(curve.getPublicKey().subarray(1, 1 + bytes));
}

/** By Euclid's algorithm. */
function inverse(value: bigint): bigint {
  let [a, b, x, y] = [value, order, 1n, 0n];
  while (b > 0n) {
    const quotient = a / b;
    [a, b, x, y] = [b, a - quotient * b, y, x - quotient * y];
  }
  return ((x % order) + order) % order;
}

function numberOf(value: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(value).toString('hex')}`);
}

function bytesOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * bytes, '0'), 'hex');
}
