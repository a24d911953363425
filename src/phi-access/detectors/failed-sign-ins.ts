import { counted } from '../../base/index.ts';
import type { DetectionContext } from '../detection/index.ts';
import { hourMs, quantile } from '../detection/index.ts';
import type { AccessEvent, AccessFinding } from '../model/index.ts';

const burst = 15;

const sprayed = 6;

/** 164.308(a)(5)(ii)(C): many failed sign-ins of one account, and one address that fails on many accounts. */
export function failedSignIns(context: DetectionContext): AccessFinding[] {
  const failed = context.events.filter(({ kind }) => kind === 'sign-in-failed');
  return [...bursts(context, failed), ...sprays(context, failed)];
}

function bursts(context: DetectionContext, failed: readonly AccessEvent[]): AccessFinding[] {
  const concerned = new Set(failed.map(({ principal }) => context.history.resolve(principal)));
  if (concerned.size === 0) return [];
  const perPrincipal = Map.groupBy(
    context.history.events.filter(({ kind }) => kind.startsWith('sign-in')),
    ({ principal }) => context.history.resolve(principal),
  );
  return [...concerned].flatMap((principal) => {
    const own = perPrincipal.get(principal) ?? [];
    const byDay = Map.groupBy(
      own.filter(({ kind }) => kind === 'sign-in-failed'),
      ({ time }) => Math.floor((Date.parse(time) - context.from * hourMs) / (24 * hourMs)),
    );
    const today = own.filter(
      ({ kind, time }) =>
        kind === 'sign-in-failed' &&
        Date.parse(time) >= (context.to - 24) * hourMs &&
        Date.parse(time) < context.to * hourMs,
    );
    const count = total(today);
    const usual = quantile(
      [...byDay].filter(([day]) => day < -1).map(([, events]) => total(events)),
      0.9,
    );
    if (count < burst || count <= 3 * usual) return [];
    const last = today.at(-1)?.time ?? '';
    const succeeded = own.some(
      ({ kind, time }) =>
        kind === 'sign-in' && time > last && Date.parse(time) < Date.parse(last) + 2 * hourMs,
    );
    return {
      kind: 'failed-sign-ins' as const,
      principal,
      start: today[0]?.time ?? last,
      end: last,
      severity: succeeded ? ('high' as const) : ('medium' as const),
      score: Math.min(1, count / 50),
      resources: [],
      counts: {
        failed: count,
        addresses: new Set(today.flatMap(({ address }) => address ?? [])).size,
        usual,
      },
      explanation: `${count} failed sign-ins within 24 hours${succeeded ? ', followed by one that succeeded' : ''}; up to ${counted(Math.round(usual), 'a day is usual', 'a day are usual')}.`,
    };
  });
}

function sprays(context: DetectionContext, failed: readonly AccessEvent[]): AccessFinding[] {
  const perAddress = Map.groupBy(
    failed.filter(({ address }) => address !== undefined),
    ({ address }) => address ?? '',
  );
  const succeeded = Map.groupBy(
    context.events.filter(({ kind }) => kind === 'sign-in'),
    ({ address }) => address,
  );
  return [...perAddress].flatMap(([address, events]) => {
    const principals = [
      ...new Set(events.map(({ principal }) => context.history.resolve(principal))),
    ].toSorted();
    // Behind the hospital's own proxy many people sign in, and most of them succeed.
    const good = new Set((succeeded.get(address) ?? []).map(({ principal }) => principal)).size;
    const [first] = principals;
    if (first === undefined || principals.length < sprayed || principals.length < 3 * good) return [];
    return {
      kind: 'failed-sign-ins' as const,
      principal: first,
      principals,
      start: events[0]?.time ?? '',
      end: events.at(-1)?.time ?? '',
      severity: 'high' as const,
      score: Math.min(1, principals.length / 20),
      resources: [],
      counts: { accounts: principals.length, failed: total(events), accountsThatSucceeded: good },
      explanation: `One address failed to sign in to ${principals.length} accounts, and succeeded with ${good}.`,
    };
  });
}

function total(events: readonly AccessEvent[]): number {
  return events.reduce((sum, { count }) => sum + count, 0);
}
