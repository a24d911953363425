import { manifestFile, plainSignatureFile, signatureFile } from '../model/index.ts';
import { parseKeys } from './key-set.ts';
import type { TrustedKey } from './key-set.ts';
import { longestSignature, readWhole } from './open-zip.ts';
import type { OpenZip } from './open-zip.ts';
import { packageLimits } from './package-limits.ts';
import { keysFile } from './package-paths.ts';
import { orTrouble, PackageRefused } from './package-refused.ts';
import { isSignedBy, readSignature, toDer } from './package-signature.ts';
import type { ReadSignature } from './package-signature.ts';
import { integrityOnly } from './verification-report.ts';
import type { Findings, PackageCheck } from './verification-report.ts';

/** The keys to trust; absent: those of the package are taken, which prove nothing about who signed. */
export interface Trust {
  readonly keys?: readonly TrustedKey[];
}

type SignatureFindings = Pick<Findings, 'checks' | 'signer' | 'kid'>;

/** Checks that the manifest is what was signed, by which key, and that the plain signature is the same one. */
export async function checkSignature(
  zip: OpenZip,
  manifest: Buffer | undefined,
  trust: Trust,
): Promise<SignatureFindings> {
  const read = await orTrouble(async () =>
    readSignature(String(await readWhole(zip, signatureFile, longestSignature))),
  );
  if ('why' in read)
    return { checks: [failed('signature', `${signatureFile}: ${read.why}`)], signer: 'refused' };
  const signature = read.value;
  const { kid } = signature;
  const signed = checkPayload(signature, manifest);
  const plain = await checkPlain(zip, signature);
  const signer = await checkSigner(zip, signature, trust);
  const proven = trust.keys === undefined ? 'unproven' : 'proven';
  return {
    checks: [signed, plain, signer],
    signer: signed.ok && signer.ok ? proven : 'refused',
    kid,
  };
}

function checkPayload({ payload }: ReadSignature, manifest: Buffer | undefined): PackageCheck {
  if (manifest && payload.equals(manifest)) return { name: 'signature', ok: true };
  return failed('signature', `what was signed is not ${manifestFile}, byte by byte`);
}

async function checkPlain(zip: OpenZip, { signature }: ReadSignature): Promise<PackageCheck> {
  const expected = toDer(signature);
  const read = await orTrouble(() => readWhole(zip, plainSignatureFile, packageLimits.keys));
  if ('why' in read) return failed('plain signature', `${plainSignatureFile}: ${read.why}`);
  if (read.value.equals(expected)) return { name: 'plain signature', ok: true };
  return failed(
    'plain signature',
    `${plainSignatureFile} is another signature than that of ${signatureFile}`,
  );
}

async function checkSigner(zip: OpenZip, signature: ReadSignature, { keys }: Trust): Promise<PackageCheck> {
  const found = await orTrouble(async () =>
    requireSigner(
      signature,
      keys ?? (await keysOf(zip)),
      keys ? 'the given keys' : `the keys of ${keysFile}`,
    ),
  );
  if ('why' in found) return failed('signer', found.why);
  return { name: 'signer', ok: true, ...(keys === undefined && { why: integrityOnly }) };
}

async function keysOf(zip: OpenZip): Promise<readonly TrustedKey[]> {
  const read = await orTrouble(async () =>
    parseKeys(String(await readWhole(zip, keysFile, packageLimits.keys))),
  );
  if ('why' in read) throw new PackageRefused(`${keysFile}: ${read.why}`);
  return read.value;
}

/** Keys with another name are not tried. */
function requireSigner(
  { kid, signed, signature }: ReadSignature,
  keys: readonly TrustedKey[],
  whose: string,
): void {
  const named = keys.filter((key) => key.kid === undefined || key.kid === kid);
  if (named.length === 0)
    throw new PackageRefused(`it was signed with the key "${kid}", which is none of ${whose}`);
  if (!named.some((key) => isSignedBy(key, signed, signature)))
    throw new PackageRefused(`its signature names the key "${kid}", and none of ${whose} made it`);
}

function failed(name: PackageCheck['name'], why: string): PackageCheck {
  return { name, ok: false, why };
}
