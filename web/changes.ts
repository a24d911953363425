import type { Response } from '../src/response/responses/index.ts';
import { el, section } from './dom.ts';
import { tableOf } from './table.ts';
import { earlierOf, valueOf } from './words.ts';

/** Shows the fix that would be written, or was. A response that others have ended has none. */
export function planOf({ status, plan, applied, remediation }: Response): HTMLElement | undefined {
  const isWanted = status !== 'closed' || remediation?.status === 'asked' || applied !== undefined;
  if (!plan || !isWanted) return undefined;
  const { kind, method, target, changes, with: along = [], cutsOff, caution, recentUse, hash } = plan;
  const rows = [
    ...changes.map(({ path, before, after }) => [path, valueOf(before), valueOf(after)]),
    ...along.map(({ path, value }) => [path, 'not compared', valueOf(value)]),
  ];
  return section(
    titleOf(kind === 'revert', remediation?.status),
    cutsOff ? el('p', { class: 'caution' }, el('strong', {}, 'This fix may cut users off.')) : undefined,
    caution === undefined
      ? undefined
      : el('p', { class: 'caution' }, el('strong', {}, 'Side effect: '), caution),
    recentUse === undefined
      ? undefined
      : el('p', { class: 'caution' }, el('strong', {}, 'Recent use that it ends: '), recentUse),
    rows.length === 0
      ? el('p', {}, 'Azure deploys what the policy defines.')
      : tableOf('Settings that the fix writes', ['Setting', 'From', 'To'], rows),
    el('p', { class: 'small' }, `${method} ${target}; plan ${hash.slice(0, 12)}`),
  );
}

function titleOf(isRevert: boolean, status: string | undefined): string {
  if (isRevert) return 'The revert';
  return status === 'verified' ? 'The fix that was written' : 'The fix';
}

/** The settings that decided: as they were, as the change left them, as they must be. */
export function changedOf({ drift }: Response): HTMLElement | undefined {
  const rows = drift.after.map(({ path, value, expected }) => [
    path,
    earlierOf(drift.before, path),
    valueOf(value),
    expected ?? '',
  ]);
  if (rows.length === 0) return undefined;
  const heads = ['Setting', 'Before', 'After the change', 'Required'];
  return section('What changed', tableOf('Settings that decided the state', heads, rows));
}
