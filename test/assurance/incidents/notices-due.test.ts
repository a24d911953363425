import { describe, expect, test } from 'vitest';
import { noticesDue } from '../../../src/assurance/incidents/index.ts';
import type { Incident, NoticeDue } from '../../../src/assurance/incidents/index.ts';

type Facts = Parameters<typeof noticesDue>[0];

/** Facts of an incident of a covered entity that was discovered on 1 March 2026. */
const facts = (more: Partial<Facts> = {}): Facts => ({
  discovery: { day: '2026-03-01', basis: 'alert' },
  capacity: 'covered-entity',
  notices: [],
  ...more,
});

/** `individuals 164.404(b) 2026-04-30`, and `perhaps` where it may turn out that it is not needed. */
const shown = ({ to, citation, by, unless }: NoticeDue) =>
  `${to} ${citation} ${by}${unless === undefined ? '' : ' perhaps'}`;

const discovered = (day: string): Pick<Facts, 'discovery'> => ({ discovery: { day, basis: 'alert' } });
const counted = (
  individuals: number,
  byState?: Readonly<Record<string, number>>,
): Pick<Facts, 'affected'> => ({
  affected: { individuals, ...(byState && { byState }) },
});
const associate = (noticeDays?: number): Partial<Facts> => ({
  capacity: 'business-associate',
  ...(noticeDays !== undefined && { noticeDays }),
});
const decided = (outcome: NonNullable<Facts['decision']>['outcome']): Pick<Facts, 'decision'> => ({
  decision: { outcome, why: 'because', signedBy: 'a', signedAt: '2026-03-02T00:00:00.000Z' },
});

const individuals = 'individuals 164.404(b) 2026-04-30';
const media = 'media 164.406 2026-04-30';
const hhs = 'hhs 164.408(b) 2026-04-30';
const hhsYearly = 'hhs 164.408(c) 2027-03-01';
const presumed = [individuals, `${media} perhaps`, `${hhs} perhaps`];

/** What is known, the notices that are due, and why. */
const rows: readonly [string, Partial<Facts>, readonly string[]][] = [
  // How many are affected
  ['nobody has counted: it is as large as it can be', {}, presumed],
  ['from 500 on HHS is told with the individuals', counted(500), [individuals, hhs]],
  ['fewer are reported to HHS after the end of the year', counted(499), [individuals, hhsYearly]],
  ['of more than 500, nobody has said where they live', counted(501), [individuals, `${media} perhaps`, hhs]],
  ['more than 500 of one state: the media are told', counted(501, { OH: 501 }), [individuals, media, hhs]],
  ['also where others are of another', counted(900, { IN: 399, OH: 501 }), [individuals, media, hhs]],
  ['500 of one state are not more than 500', counted(900, { OH: 500, IN: 400 }), [individuals, hhs]],
  // When it was discovered
  [
    'early in a year',
    { ...discovered('2026-01-02'), ...counted(1) },
    ['individuals 164.404(b) 2026-03-03', hhsYearly],
  ],
  [
    'on the last day of a year',
    { ...discovered('2026-12-31'), ...counted(1) },
    ['individuals 164.404(b) 2027-03-01', hhsYearly],
  ],
  [
    'on the first day of the next, which ends before a leap year',
    { ...discovered('2027-01-01'), ...counted(1) },
    ['individuals 164.404(b) 2027-03-02', 'hhs 164.408(c) 2028-02-29'],
  ],
  [
    'in a leap year',
    { ...discovered('2028-01-01'), ...counted(1) },
    ['individuals 164.404(b) 2028-03-01', 'hhs 164.408(c) 2029-03-01'],
  ],
  // A business associate tells the covered entity alone
  ['the agreement says nothing', associate(), ['covered-entity 164.410(b) 2026-04-30']],
  ['it wants to know within ten days', associate(10), ['covered-entity 164.410(b) 2026-03-11']],
  ['it wants to know at once', associate(0), ['covered-entity 164.410(b) 2026-03-01']],
  ['it allows more than the law', associate(90), ['covered-entity 164.410(b) 2026-04-30']],
  [
    'however many are affected',
    { ...associate(10), ...counted(9_000) },
    ['covered-entity 164.410(b) 2026-03-11'],
  ],
  // What was decided
  ['it was a breach', decided('breach'), presumed],
  ['a compromise is improbable', decided('low-probability'), []],
  ['an exception holds', decided('exception'), []],
  ['the PHI was secured', decided('not-unsecured'), []],
  ['it was none, for a business associate', { ...associate(10), ...decided('exception') }, []],
];

test.each(rows)('the notices due where %s', (_why, more, expected) => {
  expect(noticesDue(facts(more)).map(shown)).toEqual(expected);
});

describe('the notice to the individuals', () => {
  const document = 'https://example.org/2';
  const about = { agency: 'police', document } as const;
  const written = (statedOn: string, until: string): Pick<Facts, 'delay'> => ({
    delay: { statement: 'written', statedOn, until, ...about },
  });
  const oral = (statedOn: string): Pick<Facts, 'delay'> => ({
    delay: { statement: 'oral', statedOn, ...about },
  });
  const sent = (...days: readonly string[]): Pick<Facts, 'notices'> => ({
    notices: days.map((sentOn) => notice('individuals', sentOn)),
  });
  const notice = (to: 'individuals' | 'hhs', sentOn: string): Incident['notices'][number] => ({
    to,
    sentOn,
    how: 'first-class mail',
    document,
    by: 'a',
  });

  /** What law enforcement said and what was sent; what is known of the notice, and why. */
  test.each<[string, Partial<Facts>, Omit<NoticeDue, 'to' | 'citation'>]>([
    // Law enforcement wants it delayed
    ['nobody wants a delay', {}, { by: '2026-04-30' }],
    [
      'a written statement holds for the time that it says',
      written('2026-03-05', '2026-07-01'),
      { notBefore: '2026-07-01', by: '2026-07-01' },
    ],
    [
      'it makes no notice due earlier',
      written('2026-03-05', '2026-04-01'),
      { notBefore: '2026-04-01', by: '2026-04-30' },
    ],
    ['an oral one holds for 30 days', oral('2026-03-05'), { notBefore: '2026-04-04', by: '2026-04-30' }],
    ['from when it was made', oral('2026-04-20'), { notBefore: '2026-05-20', by: '2026-05-20' }],
    // It was given
    ['on the last day', sent('2026-04-30'), { by: '2026-04-30', sentOn: '2026-04-30' }],
    ['a day later', sent('2026-05-01'), { by: '2026-04-30', sentOn: '2026-05-01', late: true }],
    ['that one was to HHS', { notices: [notice('hhs', '2026-04-01')] }, { by: '2026-04-30' }],
    [
      'a second letter does not make the first one late',
      sent('2026-06-01', '2026-04-01'),
      { by: '2026-04-30', sentOn: '2026-04-01' },
    ],
    // It was given, and law enforcement wanted it delayed
    [
      'before the end of the delay',
      { ...written('2026-03-20', '2026-05-10'), ...sent('2026-05-09') },
      { notBefore: '2026-05-10', by: '2026-05-10', sentOn: '2026-05-09', early: true },
    ],
    [
      'on the day of the statement',
      { ...written('2026-03-20', '2026-05-10'), ...sent('2026-03-20') },
      { notBefore: '2026-05-10', by: '2026-05-10', sentOn: '2026-03-20', early: true },
    ],
    [
      'before anybody had said so',
      { ...written('2026-03-20', '2026-05-10'), ...sent('2026-03-19') },
      { notBefore: '2026-05-10', by: '2026-05-10', sentOn: '2026-03-19' },
    ],
    [
      'when the delay ends, which is in time',
      { ...written('2026-03-20', '2026-05-10'), ...sent('2026-05-10') },
      { notBefore: '2026-05-10', by: '2026-05-10', sentOn: '2026-05-10' },
    ],
    [
      'a day after the delay has ended',
      { ...written('2026-03-20', '2026-05-10'), ...sent('2026-05-11') },
      { notBefore: '2026-05-10', by: '2026-05-10', sentOn: '2026-05-11', late: true },
    ],
  ])('where %s', (_why, more, expected) => {
    const [first] = noticesDue(facts(more));
    expect(first).toStrictEqual({ to: 'individuals', citation: '164.404(b)', ...expected });
  });
});
