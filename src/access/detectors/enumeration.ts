import type { AccessHour, Finding } from '../types.ts';
import { quantile } from './baseline.ts';
import { finding, sum, type Scene } from './scene.ts';
import type { Shift } from './shifts.ts';

/** Ids tried one after another, of which many do not exist, and registers read page by page. */
export function enumeration(scene: Scene): Finding[] {
  return scene.active.flatMap((person) =>
    scene.current(person).flatMap(({ shift, before }) => {
      const usual = (count: (shift: Shift) => number): number => quantile(before.map(count), 0.98);
      const misses = shift.notFound;
      const usualMisses = usual(({ notFound }) => notFound);
      const large = shift.largePages;
      const usualLarge = usual(({ largePages }) => largePages);
      const walked = shift.pages;
      const usualWalked = usual(({ pages }) => pages);
      // Lists of what lies in storage are to a thief what a register is; in a record, searches are everybody's work.
      const listed = lists(shift);
      const usualListed = usual(lists);
      const guesses = misses >= 15 && misses > 3 * usualMisses + 5;
      const sweeps = large >= 3 && large > 3 * usualLarge;
      const walks = walked >= 30 && walked > 3 * usualWalked + 10;
      const inventories = listed >= 20 && listed > 3 * usualListed + 10;
      if (!guesses && !sweeps && !walks && !inventories) return [];
      const parts = shift.parts.filter(
        (part) =>
          (guesses && part.notFound > 0) || (sweeps && part.largePages > 0) || (walks && part.pages > 0),
      );
      const said = [
        guesses && `${misses} requests for what does not exist (usually up to ${Math.round(usualMisses)})`,
        sweeps &&
          `${large} requests for 500 entries or more at once (usually up to ${Math.round(usualLarge)})`,
        walks && `${walked} further pages of searches (usually up to ${Math.round(usualWalked)})`,
        inventories &&
          `${listed} lists of what lies in storage or a vault (usually up to ${Math.round(usualListed)})`,
      ].filter((text) => text !== false);
      return finding(
        'enumeration',
        person,
        parts,
        'high',
        Math.min(1, Math.max(misses / 100, large / 10, walked / 150, listed / 100, 0.5)),
        { notFound: misses, largePages: large, pages: walked, lists: listed, patients: shift.patientCount },
        `In one shift ${said.join(' and ')}.`,
      );
    }),
  );
}

function lists({ parts }: Shift): number {
  return sum(parts.filter(isList), ({ searches }) => searches);
}

function isList({ source, searches }: AccessHour): boolean {
  return searches > 0 && (source === 'blob' || source === 'vault');
}
