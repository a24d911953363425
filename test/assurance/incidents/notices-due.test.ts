import { describe, expect, test } from 'vitest';
import { noticesDue } from '../../../src/assurance/incidents/index.ts';
import type { Incident } from '../../../src/assurance/incidents/index.ts';

type Facts = Parameters<typeof noticesDue>[0];

const facts = (day: string, more: Partial<Facts> = {}): Facts => ({
  discovery: { day, basis: 'alert' },
  capacity: 'covered-entity',
  notices: [],
  ...more,
});

const shown = (given: Facts) => noticesDue(given).map(({ to, citation, by }) => `${to} ${citation} ${by}`);

const decided = (outcome: 'breach' | 'low-probability' | 'exception' | 'not-unsecured') => ({
  decision: { outcome, why: 'because', signedBy: 'a', signedAt: '2026-03-02T00:00:00.000Z' },
});
const notice = (
  to: 'individuals' | 'hhs' | 'covered-entity',
  sentOn: string,
): Incident['notices'][number] => ({
  to,
  sentOn,
  how: 'first-class mail',
  document: 'https://example.org/1',
  by: 'a',
});
const document = 'https://example.org/2';

describe('the notices of an incident', () => {
  test('that nobody has assessed or counted are those of a large breach, 60 days after discovery', () => {
    expect(shown(facts('2026-03-01'))).toEqual([
      'individuals 164.404(b) 2026-04-30',
      'media 164.406 2026-04-30',
      'hhs 164.408(b) 2026-04-30',
    ]);
    expect(noticesDue(facts('2026-03-01')).map(({ unless }) => unless !== undefined)).toEqual([
      false,
      true,
      true,
    ]);
  });

  test.each([
    ['2026-01-02', '2026-03-03', '2027-03-01'],
    ['2026-12-31', '2027-03-01', '2027-03-01'],
    ['2027-01-01', '2027-03-02', '2028-02-29'],
    ['2028-01-01', '2028-03-01', '2029-03-01'],
  ])('of fewer than 500, discovered on %s, are due on %s, and to HHS on %s', (day, by, hhsBy) => {
    expect(shown(facts(day, { affected: { individuals: 499 } }))).toEqual([
      `individuals 164.404(b) ${by}`,
      `hhs 164.408(c) ${hhsBy}`,
    ]);
  });

  test('to HHS go with the others from 500 on, to the media above 500 of one state', () => {
    const of = (affected: NonNullable<Incident['affected']>) =>
      noticesDue(facts('2026-03-01', { affected })).map(({ to, citation }) => `${to} ${citation}`);
    expect(of({ individuals: 500 })).toEqual(['individuals 164.404(b)', 'hhs 164.408(b)']);
    expect(of({ individuals: 900, byState: { OH: 500, IN: 400 } })).toEqual([
      'individuals 164.404(b)',
      'hhs 164.408(b)',
    ]);
    expect(of({ individuals: 501, byState: { OH: 501 } })).toContain('media 164.406');
    // Nobody has said where they live.
    expect(of({ individuals: 501 })).toContain('media 164.406');
  });

  test('go to the covered entity alone from a business associate, as early as the agreement wants', () => {
    const associate = (more: Partial<Facts>) =>
      shown(facts('2026-03-01', { capacity: 'business-associate', ...more }));
    expect(associate({ noticeDays: 10 })).toEqual(['covered-entity 164.410(b) 2026-03-11']);
    expect(associate({ noticeDays: 60 })).toEqual(['covered-entity 164.410(b) 2026-04-30']);
    expect(associate({ noticeDays: 0 })).toEqual(['covered-entity 164.410(b) 2026-03-01']);
    expect(associate({})).toEqual(['covered-entity 164.410(b) 2026-04-30']);
  });

  test('are none once it is decided that it was no breach, and stay where it was one', () => {
    for (const outcome of ['low-probability', 'exception', 'not-unsecured'] as const)
      expect(shown(facts('2026-03-01', decided(outcome)))).toEqual([]);
    expect(shown(facts('2026-03-01', decided('breach')))).toHaveLength(3);
  });

  test('wait for law enforcement: for the time that is written, for 30 days if it is said', () => {
    const written = { statement: 'written', statedOn: '2026-03-05', agency: 'police', document } as const;
    const held = (more: Partial<Facts>) =>
      noticesDue(facts('2026-03-01', more)).map(({ notBefore, by }) => `${notBefore} ${by}`)[0];
    expect(held({ delay: { ...written, until: '2026-07-01' } })).toBe('2026-07-01 2026-07-01');
    expect(held({ delay: { ...written, until: '2026-04-01' } })).toBe('2026-04-01 2026-04-30');
    const oral = { statement: 'oral', agency: 'police', document } as const;
    expect(held({ delay: { ...oral, statedOn: '2026-03-05' } })).toBe('2026-04-04 2026-04-30');
    expect(held({ delay: { ...oral, statedOn: '2026-04-20' } })).toBe('2026-05-20 2026-05-20');
  });

  test('that were given say when, and whether too late or against a delay', () => {
    const given = (more: Partial<Facts>) => noticesDue(facts('2026-03-01', more))[0];
    expect(given({ notices: [notice('individuals', '2026-04-30')] })).not.toHaveProperty('late');
    expect(given({ notices: [notice('individuals', '2026-05-01')] })).toMatchObject({
      sentOn: '2026-05-01',
      late: true,
    });
    expect(given({ notices: [notice('hhs', '2026-04-01')] })).not.toHaveProperty('sentOn');
    // A second letter does not make the first one late.
    const twice = [notice('individuals', '2026-06-01'), notice('individuals', '2026-04-01')];
    expect(given({ notices: twice })).toMatchObject({ sentOn: '2026-04-01' });
    expect(given({ notices: twice })).not.toHaveProperty('late');
    const delay = {
      statement: 'written',
      statedOn: '2026-03-20',
      until: '2026-05-10',
      agency: 'police',
      document,
    } as const;
    expect(given({ delay, notices: [notice('individuals', '2026-04-01')] })).toMatchObject({ early: true });
    expect(given({ delay, notices: [notice('individuals', '2026-03-10')] })).not.toHaveProperty('early');
    expect(given({ delay, notices: [notice('individuals', '2026-05-10')] })).not.toHaveProperty('late');
  });
});
