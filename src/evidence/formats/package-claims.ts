import type { SafeguardStatus } from '../../model/index.ts';

/** The meaning of each status, as docs/architecture.md has it. */
export const statusMeanings: Readonly<Record<SafeguardStatus, string>> = {
  'findings-open': 'A policy has findings, or a proof says that the safeguard is not in place.',
  unknown:
    'Something could not be read, a proof is missing or has expired, or PHI lies in a type of resource that no policy looks at.',
  'risk-accepted': 'Something that is not in place was accepted by somebody. It stays open in every total.',
  'proofs-on-record':
    'Every proof that is asked for is on record and current. Policies alone never come to this.',
  'does-not-apply': 'Nothing is asked here, or the organization is of another kind.',
};

/** All that a package proves to whoever verifies it. */
export const proves: readonly string[] = [
  'Every file that manifest.json lists is byte for byte as it was when the package was made.',
  'The manifest was signed with the private key that belongs to the public key with which you verify it.',
  'Each row of the ledger in this package follows the row before it. No row was changed, taken out or put in between after it was chained.',
  'The reports show what phiwatch had on record: the answers of Azure, the results of its policies, and the records that people signed.',
];

/** All that a reader may hope for, and that a package does not prove. */
export const provesNot: readonly string[] = [
  'It is no certificate, no legal advice and no finding of compliance. Whether a safeguard is met is a conclusion of law, and for a person to draw.',
  'It does not prove that what was put on record is true. phiwatch records what Azure answered and what people signed.',
  'It does not show anything outside Azure: neither Microsoft 365, nor endpoints, nor the audit of the health record itself.',
  'It does not show what is listed as missing, nor the hours of a log that are a gap.',
  'It does not show resources of types that no policy looks at.',
  'The state "no finding" says that no rule fired on the settings that were read last. It does not say that nothing happened to the resource.',
  "Times are those of phiwatch and of Azure. Only a time stamp of another party's in the ledger shows them independently.",
  'A row that was withheld before it reached the ledger is not in the chain. The populations with an independent count are there to find that.',
  'The copy of the public key in keys.json does not show whose key it is. Get the key, or its fingerprint, by another way than this package.',
];
