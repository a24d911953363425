import { firstIssue } from '../../base/index.ts';
import { canonicalJson, manifestFile } from '../model/index.ts';
import type { Manifest } from '../model/index.ts';
import { checkFiles } from './check-files.ts';
import { checkLedger } from './check-ledger.ts';
import { checkSignature } from './check-signature.ts';
import type { Trust } from './check-signature.ts';
import { manifestSchema } from './manifest-schema.ts';
import { openZip, readWhole } from './open-zip.ts';
import type { OpenZip, PackageReader } from './open-zip.ts';
import { packageLimits } from './package-limits.ts';
import { orTrouble, PackageRefused } from './package-refused.ts';
import { reportOf } from './verification-report.ts';
import type { Findings, PackageCheck, VerificationReport } from './verification-report.ts';

/**
 * Verifies a package: that it is whole, as it was signed, and by whom. Nothing else than the package and the keys is needed, and nothing of
 * it is written anywhere. Whatever is wrong with the package is in the report.
 * @throws errors of the system alone, as where there is no such file
 */
export async function verifyPackage(
  source: string | PackageReader,
  trust: Trust = {},
): Promise<VerificationReport> {
  const opened = await orTrouble(() => openZip(source));
  if ('why' in opened)
    return reportOf({
      checks: [{ name: 'zip', ok: false, why: opened.why }],
      signer: 'refused',
      ledgerRows: 0,
    });
  const zip = opened.value;
  try {
    return reportOf(await checkAll(zip, trust));
  } finally {
    zip.close();
  }
}

async function checkAll(zip: OpenZip, trust: Trust): Promise<Findings> {
  const whole: PackageCheck = { name: 'zip', ok: true };
  const read = await orTrouble(() => readWhole(zip, manifestFile, packageLimits.manifest));
  const bytes = 'value' in read ? read.value : undefined;
  const parsed = 'value' in read ? await orTrouble(() => parseManifest(read.value)) : read;
  const { checks, ...signed } = await checkSignature(zip, bytes, trust);
  if ('why' in parsed) {
    const check: PackageCheck = { name: 'manifest', ok: false, why: `${manifestFile}: ${parsed.why}` };
    return { checks: [whole, check, ...checks], ...signed, ledgerRows: 0 };
  }
  const manifest = parsed.value;
  const files = await checkFiles(zip, manifest);
  const ledger = await checkLedger(zip, manifest);
  return {
    checks: [whole, { name: 'manifest', ok: true }, ...checks, files, ledger.check],
    ...signed,
    ledgerRows: ledger.rows,
    manifest,
  };
}

/** Throws where it is not canonical JSON, or not of the form of a manifest. */
function parseManifest(bytes: Buffer): Manifest {
  const json = parseJson(bytes);
  // Whatever could be read in two ways, as a member given twice, is written in another way.
  if (!Buffer.from(canonicalJson(json)).equals(bytes)) throw new PackageRefused('it is not canonical JSON');
  const result = manifestSchema.safeParse(json);
  if (result.success) return result.data;
  const { field, why } = firstIssue(result.error);
  throw new PackageRefused(`its ${field || 'JSON'} ${why}`);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(String(bytes));
  } catch (cause) {
    throw new PackageRefused('it is no JSON', { cause });
  }
}
