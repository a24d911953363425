import type { ControlFact } from '../model/index.ts';

/** Writes a proof in one line: `review: expired (on 2026-03-02)`. */
export function proofText({ proof, standing, detail }: ControlFact['proofs'][number]): string {
  return `${proof}: ${standing}${detail === undefined ? '' : ` (${detail})`}`;
}
