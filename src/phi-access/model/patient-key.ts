import { createHmac } from 'node:crypto';

/** Turns the SHA-256 of a patient's id, which anybody with a list of ids can recompute, into what only the holder of a key can. */
export type KeyPatient = (hash: string) => string;

/** Keys the hashes of patients' ids. Equal hashes give equal keys; 96 bits of the HMAC are kept. */
export function patientKey(secret: string | Uint8Array): KeyPatient {
  const known = new Map<string, string>();
  return (hash) => {
    const found = known.get(hash);
    if (found !== undefined) return found;
    const keyed = createHmac('sha256', secret).update(hash).digest('base64url').slice(0, 16);
    // Bounded: a patient comes again within the day, not for ever.
    if (known.size >= 500_000) known.clear();
    known.set(hash, keyed);
    return keyed;
  };
}
