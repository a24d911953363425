import type { Records } from '../../model/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import { everyOwner } from '../../records/index.ts';
import type { LegalHold } from './legal-hold.ts';

export interface HeldPorts {
  readonly holds: Pick<Records<LegalHold>, 'latest'>;
  readonly evidence: Blobs;
  readonly ledger: Blobs;
}

/**
 * Sets legal holds on all that they are about, what was written since among it, and takes them from what no hold is about any more. One that
 * somebody has set past phiwatch is taken off only where a hold of ours was released.
 */
export async function applyHolds({ holds, evidence, ledger }: HeldPorts): Promise<void> {
  const known = (await holds.latest(everyOwner)).map(({ value }) => value);
  if (known.length === 0) return;
  const scopes = (isHeld: boolean) =>
    new Set(known.filter(({ status }) => (status !== 'released') === isHeld).map(({ scope }) => scope));
  const [held, released] = [scopes(true), scopes(false)];
  for (const [container, scopesOf] of [
    [evidence, evidenceScopes],
    [ledger, () => ['all']],
  ] as const)
    for await (const { name, legalHold } of container.list('')) {
      const about = scopesOf(name);
      if (about.some((scope) => held.has(scope))) {
        if (!legalHold) await container.hold(name, true);
      } else if (legalHold && about.some((scope) => released.has(scope))) await container.hold(name, false);
    }
}

/** The scopes of holds that a blob lies in: `packages/ID/auditor.zip`, `collected/ID/states/x.json`. */
function evidenceScopes(name: string): readonly string[] {
  return ['all', name.split('/')[1] ?? ''];
}
