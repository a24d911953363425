import type { EvidenceGap, Manifest, Period, ReleaseClass } from '../model/index.ts';

export interface PackageCheck {
  readonly name: 'zip' | 'manifest' | 'signature' | 'plain signature' | 'signer' | 'files' | 'ledger';
  readonly ok: boolean;
  /** The fault; of a check that is passed, what there is to know about it. */
  readonly why?: string;
}

export interface VerificationReport {
  /** Every check is passed. */
  readonly ok: boolean;
  /** As the manifest has them, even where it is not the one that was signed. */
  readonly id?: string;
  readonly period?: Period;
  readonly class?: ReleaseClass;
  readonly signer:
    /** A trusted key made the signature. */
    | 'proven'
    /** A key of the package made it; nobody said which keys to trust. */
    | 'unproven'
    /** No key that counts made it, or there is none. */
    | 'refused';
  /** The name of the key, as the signature has it. */
  readonly kid?: string;
  readonly checks: readonly PackageCheck[];
  /** Rows of the ledger that were recomputed. */
  readonly ledgerRows: number;
  readonly gaps: readonly EvidenceGap[];
  readonly proves: readonly string[];
  readonly doesNotProve: readonly string[];
}

/** Said of a package whose signer nobody vouches for. */
export const integrityOnly = 'integrity only, signer unproven';

/** The findings that a report is made of. */
export interface Findings extends Pick<VerificationReport, 'checks' | 'signer' | 'kid' | 'ledgerRows'> {
  readonly manifest?: Manifest;
}

/** Makes a report of what was found. */
export function reportOf({ manifest, ...findings }: Findings): VerificationReport {
  const ok = findings.checks.every((check) => check.ok);
  return {
    ok,
    ...(manifest && { id: manifest.id, period: manifest.period, class: manifest.class }),
    ...findings,
    gaps: manifest?.gaps ?? [],
    proves: ok && manifest ? proofs(manifest, findings) : [],
    doesNotProve: ok && manifest ? limits(manifest, findings) : ['anything: it was refused'],
  };
}

function proofs({ files, ledger }: Manifest, { signer, kid, ledgerRows }: Findings): readonly string[] {
  const whole = `Each of the ${files.length} files is, byte by byte, the one that was signed, and none was added or left out.`;
  const signed = `The manifest was signed with the key ${kid}, which is among the keys that were given.`;
  const rows = `Rows ${ledger.from.row + 1} to ${ledger.to.row} of the ledger follow from each other up to the hash in the manifest: none was changed, left out or put in between.`;
  return [whole, ...(signer === 'proven' ? [signed] : []), ...(ledgerRows > 0 ? [rows] : [])];
}

function limits({ gaps, ledger, previous }: Manifest, { signer, ledgerRows }: Findings): readonly string[] {
  return [
    ...(signer === 'proven'
      ? []
      : [
          `Who signed it (${integrityOnly}): the key comes with the package, and anybody can make such a one.`,
        ]),
    'When it was signed: the times in it are those of its maker.',
    'That Azure, or people, said what is true: it proves what was collected, and that it is unchanged.',
    gaps.length === 0
      ? 'That nothing is missing: it names no gaps, by the word of its maker.'
      : `Anything about what it names as missing: ${gaps.length} of what was asked for ${gaps.length === 1 ? 'is' : 'are'} not in it.`,
    ledgerRows > 0
      ? `What the ledger has ${ledger.from.row > 0 ? `up to row ${ledger.from.row} and ` : ''}behind row ${ledger.to.row}.`
      : 'Anything about the ledger: it has no rows of it.',
    ...(previous ? [`Anything about the package ${previous.id} before it.`] : []),
  ];
}
