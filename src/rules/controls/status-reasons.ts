import { counted } from '../../base/index.ts';
import type { SafeguardStatus } from '../../model/index.ts';
import type { ProofStatus, Shown } from './shown.ts';
import type { Control, Proof } from './types.ts';

type People = Exclude<Proof, 'policies'>;

/** The words for a proof that people have given, and that speaks against the safeguard. */
const failed: Readonly<Record<People, string>> = {
  attestation: 'the attestation says that it is not in place',
  review: 'the review found that it is not in place',
  drill: 'the last drill failed',
  inherited: 'the agreement has ended, or is not about a service that holds PHI',
  decision: 'the decision does not stand',
};

/** The words for a proof that does not stand, by how it stands. */
const missing: Readonly<
  Record<People, Readonly<Record<'absent' | Exclude<ProofStatus, 'current' | 'failed'>, string>>>
> = {
  attestation: proofWords('attestation'),
  review: proofWords('review'),
  drill: {
    absent: 'not drilled yet',
    expired: 'the last drill was too long ago',
    partial: 'drilled in part',
    changed: 'the last drill is not on record as it was',
  },
  inherited: {
    absent: 'no agreement on record is known to be about every service that holds PHI',
    expired: 'the agreement has expired',
    partial: "the agreement is on record, and no report of Microsoft's that is recent enough",
    changed: 'the agreement is not on record as it was',
  },
  decision: proofWords('decision'),
};

function proofWords(name: string) {
  return {
    absent: `no ${name} on record`,
    expired: `the ${name} has expired`,
    partial: `the ${name} is about a part of it`,
    changed: `the document of the ${name} is not there as it was signed`,
  };
}

/** The sentence for a status. @param open the proofs that stand against the safeguard */
export function statusReasons(
  status: SafeguardStatus,
  open: readonly Proof[],
  { policies }: Pick<Control, 'policies'>,
  shown: Shown,
): string {
  switch (status) {
    case 'findings-open':
      return capital(
        open
          .map((proof) =>
            proof === 'policies' ? `${counted(shown.findings?.open ?? 1, 'finding')} open` : failed[proof],
          )
          .join('; '),
      );
    case 'unknown':
      return `Unknown: ${open.map((proof) => unknownReason(proof, policies.length > 0, shown)).join('; ')}`;
    case 'risk-accepted':
      return `Risk accepted in ${counted(acceptedIn(shown), 'place')}: not in place there${shown.decision === 'not-reasonable' ? ', documented as not reasonable (164.306(d)(3))' : ''}`;
    case 'proofs-on-record':
      return `Every proof that is asked for is on record${shown.decision === 'alternative' ? ', a documented alternative among them (164.306(d)(3))' : ''}`;
    default:
      return 'Does not apply: nothing here that its policies look at';
  }
}

function unknownReason(proof: Proof, hasPolicies: boolean, shown: Shown): string {
  if (proof !== 'policies') {
    const standing = shown.proofs?.get(proof);
    return missing[proof][
      standing === undefined || standing === 'current' || standing === 'failed' ? 'absent' : standing
    ];
  }
  const { unevaluated = 0 } = shown;
  if (unevaluated > 0)
    return `PHI in ${counted(unevaluated, 'resource')} of types that no policy here judges`;
  return hasPolicies ? 'the configuration is not known' : 'no policy here looks at it';
}

/** A decision that nothing is reasonable accepts what is open, too. */
function acceptedIn({ findings, decision }: Shown): number {
  const { open = 0, accepted = 0 } = findings ?? {};
  return Math.max(1, accepted + (decision === 'not-reasonable' ? open : 0));
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
