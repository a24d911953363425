import { csvText } from '../formats/index.ts';
import type { PackageFile } from '../model/index.ts';
import type { PeriodSnapshot } from './snapshot.ts';
import { snapshotText } from './snapshot-text.ts';

/** The files of a snapshot in a signed package, one at a time: the snapshot itself, and its lists for a spreadsheet. */
export function* snapshotFiles(snapshot: PeriodSnapshot): Generator<PackageFile> {
  yield { path: 'README.txt', content: Buffer.from(readme(snapshot)) };
  yield {
    path: 'drifts.csv',
    content: Buffer.from(
      csvText(
        'at recordedAt late id resourceId policy severity cause from to actor reason'.split(' '),
        snapshot.drifts.map(({ from, before: _before, after: _after, controls: _controls, ...drift }) => ({
          ...drift,
          ...shown(drift.late),
          from: from ?? '',
        })),
      ),
    ),
  };
  yield { path: 'snapshot.json', content: Buffer.concat([...parts(snapshot)]) };
  yield {
    path: 'states.csv',
    content: Buffer.from(
      csvText(
        'resourceId resourceType policy policyVersion severity state since late phi organization drift reason controls'.split(
          ' ',
        ),
        snapshot.states.map(({ controls, ...state }) => ({
          ...state,
          ...shown(state.late),
          controls: controls.join(' '),
        })),
      ),
    ),
  };
}

function shown(late: true | undefined) {
  return { late: late ? 'late' : '' };
}

function* parts(snapshot: PeriodSnapshot): Generator<Buffer> {
  for (const text of snapshotText(snapshot)) yield Buffer.from(text);
}

function readme({ period: { from, to }, asKnownAt, knownUntil, ledger, gaps }: PeriodSnapshot): string {
  const lines = [
    `phiwatch: the period from ${from} up to ${to}, as it was.`,
    '',
    `It was worked out from the ledger alone, up to row ${ledger.row} (hash ${ledger.hash}).`,
    asKnownAt === undefined
      ? 'It has all that the ledger had.'
      : `It has what was on record before ${asKnownAt}, and nothing that came later.`,
    `All that was put on record before ${knownUntil ?? 'nothing'} is in it.`,
    '',
    '"late" marks what was put on record after the end of the period.',
    'States are those of policies on resources. They are facts about settings, and no finding of compliance.',
    'Safeguards are as they were put on record on a day of the period, and were not worked out again.',
    '',
    gaps.length === 0 ? 'Nothing is known to be missing.' : 'Missing:',
    ...gaps.map(({ collector, reason }) => `- ${collector}: ${reason}`),
    '',
    'Verify it with: phiwatch evidence verify FILE',
    '',
  ];
  return lines.join('\n');
}
