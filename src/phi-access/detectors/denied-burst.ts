import type { DetectionContext } from '../detection/index.ts';
import { finding, logPoissonTail, quantile, sum } from '../detection/index.ts';
import type { AccessFinding } from '../model/index.ts';

const floor = 10;

const improbable = Math.log(1e-6);

/** Many refusals within a shift: somebody tries doors. A wrong password on a Monday is three. */
export function deniedBurst(context: DetectionContext): AccessFinding[] {
  return context.active.flatMap((person) =>
    context.current(person).flatMap(({ shift, before }) => {
      if (shift.denied < floor) return [];
      const usual = quantile(
        before.map(({ denied }) => denied),
        0.95,
      );
      const rate =
        before.length > 0
          ? sum(
              before.flatMap(({ parts }) => parts),
              (part) => part.denied,
            ) / before.length
          : 0;
      const expected = Math.max(0.5, rate, usual / 1.5);
      if (logPoissonTail(shift.denied, expected) > improbable || shift.denied < 3 * usual) return [];
      const parts = shift.parts.filter(({ denied }) => denied > 0);
      const reads = sum(shift.parts, (part) => part.reads);
      return finding(
        'denied-burst',
        person,
        parts,
        shift.denied >= 50 || reads > 0 ? 'high' : 'medium',
        Math.min(1, shift.denied / 50),
        {
          denied: shift.denied,
          usualDenied: usual,
          resources: new Set(parts.map(({ resource }) => resource)).size,
        },
        `Refused ${shift.denied} times in one shift, where ${Math.round(usual)} is much for this principal.`,
      );
    }),
  );
}
