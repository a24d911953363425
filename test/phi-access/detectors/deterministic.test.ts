import { describe, expect, it } from 'vitest';
import type { AccessEvent, AccessHour } from '../../../src/phi-access/model/access-log.ts';
import type { AccessFinding } from '../../../src/phi-access/model/anomaly.ts';
import type { Directory } from '../../../src/phi-access/model/directory.ts';
import { at, day, found, hospital, hourOf, kindsOf, machine, staff, zone } from './hospital.ts';
import type { Hospital } from './hospital.ts';

function usual(said: Partial<Directory> = {}): Hospital {
  const all = hospital(said);
  staff(all, { name: 'east', people: 10, starts: [7], length: 12, seed: 1 }, [0, 31]);
  machine(
    all,
    'engine',
    Array.from({ length: 24 }, (_, hour) => hour),
    [0, 31],
    {},
    { approvedOperations: ['read', 'search-type'] },
  );
  return all;
}

const event = (rest: Partial<AccessEvent>): AccessEvent => ({
  source: 'directory',
  kind: 'privilege',
  time: at(day(30), 9),
  principal: 'east-0',
  count: 1,
  ...rest,
});

/** What is found on the last day if these are added. */
function afterAdding(
  hours: readonly AccessHour[],
  events: AccessEvent[] = [],
  said: Partial<Directory> = {},
): AccessFinding[] {
  const all = usual(said);
  return found({ ...all, hours: [...all.hours, ...hours], events }, [30, 31]);
}

const now = at(day(30), 10);

const other = { resource: '/subscriptions/s/other', reads: 6 };

it('nothing is found where nothing was added', () => {
  expect(afterAdding([])).toEqual([]);
});

describe('terminated-access', () => {
  const findings = (terminatedAt: string, hour: string, rest: Partial<AccessHour> = {}): AccessFinding[] => {
    const all = usual();
    all.principals.set('east-0', {
      ...all.principals.get('east-0'),
      id: 'east-0',
      kind: 'human',
      timeZone: zone,
      terminatedAt,
    });
    const hours = all.hours.filter(({ principal, hour }) => principal !== 'east-0' || hour < at(day(27), 0));
    return found({ ...all, hours: [...hours, hourOf('east-0', hour, { ...other, ...rest })] }, [26, 31]);
  };
  const left = (...given: Parameters<typeof findings>): string[] => kindsOf(findings(...given), 'east-0');

  it('is access after the moment, also in the same hour', () => {
    expect(left(at(day(28), 10), at(day(28), 10))).toContain('terminated-access');
    expect(left(at(day(28), 10), at(day(28), 9))).not.toContain('terminated-access');
  });

  it('counts a date until it ends where the person works, through the end of summer time', () => {
    // 1 November 2026: the day has 25 hours in New York.
    expect(day(27)).toBe('2026-11-01');
    const last = { first: '2026-11-02T04:10:00.000Z', last: '2026-11-02T04:20:00.000Z' };
    expect(left('2026-11-01', '2026-11-02T04:00:00Z', last)).not.toContain('terminated-access');
    expect(left('2026-11-01', '2026-11-02T05:00:00Z')).toContain('terminated-access');
  });

  it.each([
    [28, 'Used 0 days after'],
    [29, 'Used 1 day after'],
    [30, 'Used 2 days after'],
  ])('says how long after the termination it was: day %i', (number, words) => {
    const all = findings(at(day(28), 9), at(day(number), 10));
    expect(all.find(({ kind }) => kind === 'terminated-access')?.explanation).toContain(words);
  });

  it('is told where the account was refused, too', () => {
    expect(left(at(day(28), 10), at(day(29), 10), { reads: 0, denied: 3 })).toContain('terminated-access');
  });
});

describe('unapproved-agent', () => {
  const agent = (approvedAgents: readonly string[]): Partial<Directory> => ({
    approvedAgents: new Set(approvedAgents),
  });

  it('is an agent of the directory that nobody approved', () => {
    const all = usual();
    all.principals.set('bot', { id: 'bot', kind: 'agent' });
    const look = (said: Partial<Directory>): string[] =>
      kindsOf(
        found(
          {
            ...all,
            directory: { ...all.directory, ...said },
            hours: [...all.hours, hourOf('bot', now, other)],
          },
          [30, 31],
        ),
        'bot',
      );
    expect(look({})).toContain('unapproved-agent');
    expect(look(agent(['bot']))).not.toContain('unapproved-agent');
  });

  it('is what signs in as an agent, by any of its ids', () => {
    const signIn = event({ source: 'signins', kind: 'agent-sign-in', principal: 'sp-1', alias: 'app-1' });
    expect(kindsOf(afterAdding([hourOf('sp-1', now, other)], [signIn]), 'sp-1')).toContain(
      'unapproved-agent',
    );
    expect(kindsOf(afterAdding([hourOf('sp-1', now, other)], [signIn], agent(['sp-1'])), 'sp-1')).toEqual([]);
  });

  it('is a service of the directory that signs in as an agent', () => {
    const signIn = event({ source: 'signins', kind: 'agent-sign-in', principal: 'engine' });
    const reads = hourOf('engine', now, { ...other, addresses: ['10.20.9.9'] });
    expect(kindsOf(afterAdding([reads]), 'engine')).toEqual([]);
    expect(kindsOf(afterAdding([reads], [signIn]), 'engine')).toEqual(['unapproved-agent']);
  });

  it('is no key of storage, nor a login that the directory has lacked for a while', () => {
    const seen = (who: string, days: readonly number[]): string[] =>
      kindsOf(
        afterAdding([...days.map((date) => hourOf(who, at(day(date), 10), other)), hourOf(who, now, other)]),
        who,
      );
    expect(seen('key:app', [])).not.toContain('unapproved-agent');
    expect(seen('who', [20, 24, 28])).not.toContain('unapproved-agent');
    expect(seen('who', [27, 28, 29])).toContain('unapproved-agent');
    expect(seen('who', [20, 28])).toContain('unapproved-agent');
  });

  it('is a principal that nobody knows; without a directory everybody would be', () => {
    expect(kindsOf(afterAdding([hourOf('who', now, other)]), 'who')).toContain('unapproved-agent');
    const all = usual();
    const nobody = {
      ...all,
      directory: { ...all.directory, principals: new Map() },
      hours: [hourOf('who', now, other)],
    };
    expect(found(nobody, [30, 31])).toEqual([]);
  });

  it('is not a login that other logs tie to somebody', () => {
    const alias = event({
      source: 'signins',
      kind: 'sign-in',
      principal: 'east-0',
      alias: 'e.zero@h.example',
    });
    expect(afterAdding([hourOf('e.zero@h.example', now, other)], [alias])).toEqual([]);
  });
});

describe('dormant-principal', () => {
  const wakes = (
    kind: 'service' | 'human',
    events: AccessEvent[] = [],
    more: AccessHour[] = [],
  ): string[] => {
    const all = usual();
    all.principals.set('old', { id: 'old', kind, timeZone: zone, role: 'Nurse', department: 'east' });
    const hours = [...all.hours, hourOf('old', now, other), ...more];
    return kindsOf(found({ ...all, hours, events }, [30, 31]), 'old');
  };

  it('is a service, or somebody, that did nothing as far back as can be seen', () => {
    expect(wakes('service')).toContain('dormant-principal');
    expect(wakes('human')).toContain('dormant-principal');
  });

  it('is nobody who stays for a day of work', () => {
    const work = [11, 12, 13, 14].map((hour) => hourOf('old', at(day(30), hour), other));
    expect(wakes('human', [], work)).not.toContain('dormant-principal');
    expect(wakes('service', [], work)).toContain('dormant-principal');
  });

  it('is each visit of a window that is evaluated late', () => {
    const later = [11, 12, 13].map((hour) => hourOf('old', at(day(30), hour + 7), other));
    expect(wakes('human', [], later)).toContain('dormant-principal');
  });

  it('is nobody who is new', () => {
    const made = event({ kind: 'account', principal: 'old', actor: 'hr-sync', time: at(day(25), 9) });
    expect(wakes('human', [made])).not.toContain('dormant-principal');
    const joined = (date: number) =>
      event({ kind: 'privilege', principal: 'old', actor: 'it-0', time: at(day(date), 9) });
    expect(wakes('human', [joined(28)])).not.toContain('dormant-principal');
    // Who is on long leave may have been put into a group meanwhile.
    expect(wakes('human', [joined(17)])).toContain('dormant-principal');
  });

  it('is somebody who gave themselves a right: that makes nobody new', () => {
    const own = event({ kind: 'privilege', principal: 'old', actor: 'old', time: at(day(28), 9) });
    expect(wakes('human', [own])).toContain('dormant-principal');
  });

  it.each([
    ['is no service that was used 31 days before', 31, false],
    ['is a service that was not used for 32 days', 32, true],
  ])('%s', (_, pause, told) => {
    const all = hospital();
    machine(all, 'engine', [10], [0, 45]);
    machine(all, 'old', [10], [5, 6]);
    machine(all, 'old', [10], [5 + pause, 6 + pause]);
    expect(kindsOf(found(all, [5 + pause, 6 + pause]), 'old').includes('dormant-principal')).toBe(told);
  });

  it('is not known from a short history', () => {
    const all = hospital();
    staff(all, { name: 'east', people: 10, starts: [7], length: 12, seed: 1 }, [22, 31]);
    all.principals.set('old', { id: 'old', kind: 'service' });
    expect(
      kindsOf(found({ ...all, hours: [...all.hours, hourOf('old', now, other)] }, [30, 31]), 'old'),
    ).not.toContain('dormant-principal');
  });
});

describe('new-operation', () => {
  const does = (who: string, operation: string): string[] =>
    kindsOf(
      afterAdding([hourOf(who, now, { ...other, operations: [operation], addresses: ['10.20.9.9'] })]),
      who,
    );

  it('is what a service never did and nobody approved', () => {
    expect(does('engine', 'bulk-delete')).toEqual(['new-operation']);
    expect(does('engine', 'search-type')).toEqual([]);
  });

  it('is of people only what is risky', () => {
    expect(does('east-0', 'everything')).toEqual([]);
    expect(does('east-0', 'keybackup')).toEqual(['new-operation']);
  });

  it('is of people each way to destroy, copy or bring in records, and to open storage or a vault', () => {
    const operations = [
      ['bulk-delete', 'bulk-update', 'purge-history', 'hard-delete', 'drop', 'truncate', 'deletecontainer'],
      ['secretpurge', 'keypurge', 'backup', 'secretbackup', 'keybackup', 'certificatebackup', 'keyrelease'],
      ['import', 'restore', 'reindex', 'alter', 'grant', 'vaultpatch', 'getuserdelegationkey'],
      ['setcontaineracl', 'setblobserviceproperties', 'vaultaccesspolicychangedeventgridnotification'],
    ].flat();
    const findings = afterAdding([hourOf('east-0', now, { ...other, operations })]);
    expect(findings).toMatchObject([
      { kind: 'new-operation', severity: 'high', counts: { newOperations: operations.length } },
    ]);
  });
});

describe('new-network', () => {
  const comes = (who: string, address: string, said: Partial<Directory> = {}): string[] =>
    kindsOf(afterAdding([hourOf(who, now, { ...other, addresses: [address] })], [], said), who);

  it('is an address outside the networks', () => {
    expect(comes('east-0', '198.51.100.7')).toEqual(['new-network']);
    expect(comes('east-0', '10.20.200.7')).toEqual([]);
    expect(comes('engine', '10.20.9.77')).toEqual([]);
  });

  it('is, of a service, another network of the organization', () => {
    expect(comes('engine', '10.30.1.1', { networks: ['10.20.0.0/16', '10.30.0.0/16'] })).toEqual([
      'new-network',
    ]);
    expect(comes('engine', '10.20.30.1', { networks: ['10.20.0.0/16', '10.30.0.0/16'] })).toEqual([]);
    expect(comes('east-0', '10.30.1.1', { networks: ['10.20.0.0/16', '10.30.0.0/16'] })).toEqual([]);
  });

  it('is, without networks, what is new to a service, and of people where none of them works', () => {
    expect(comes('engine', '198.51.100.7', { networks: [] })).toEqual(['new-network']);
    expect(comes('east-0', '198.51.100.7', { networks: [] })).toEqual(['new-network']);
    expect(comes('east-0', '10.20.77.7', { networks: [] })).toEqual([]);
  });

  it('is nothing that can be told of who is elsewhere every other day, nor of an address that is masked', () => {
    const away = [14, 17, 21, 24, 25, 28].map((number) =>
      hourOf('east-0', at(day(number), 10), { ...other, addresses: [`198.51.${number}.9`] }),
    );
    const findings = afterAdding([...away, hourOf('east-0', now, { ...other, addresses: ['203.0.113.7'] })]);
    expect(kindsOf(findings, 'east-0')).toEqual([]);
    expect(comes('east-0', '198.51.100.')).toEqual([]);
  });

  it.each([
    ['is not from where somebody has worked for three days', [24, 25, 28], []],
    ['is from where somebody has worked for two days', [24, 25], ['new-network']],
  ])('%s', (_, days, kinds) => {
    const home = days.map((number) =>
      hourOf('east-0', at(day(number), 10), { ...other, addresses: ['198.51.100.9'] }),
    );
    const finding = afterAdding([...home, hourOf('east-0', now, { ...other, addresses: ['198.51.100.7'] })]);
    expect(kindsOf(finding, 'east-0')).toEqual(kinds);
  });
});

describe('export', () => {
  const exports = (who: string, rest: Partial<AccessHour> = { exports: 1 }): string[] =>
    kindsOf(
      afterAdding([
        hourOf(who, now, { ...other, operations: ['export'], addresses: ['10.20.9.9'], ...rest }),
      ]),
      who,
    );

  it('is by a person, or by a service without approval', () => {
    expect(exports('east-0')).toEqual(['export']);
    expect(exports('engine')).toContain('export');
    expect(exports('east-0', { exports: 0, denied: 1 })).toEqual(['export']);
  });

  it('is not by a service that may, nor asking how it goes', () => {
    const all = usual();
    machine(
      all,
      'exporter',
      [10],
      [0, 31],
      { exports: 1, operations: ['export'] },
      { approvedOperations: ['export'] },
    );
    expect(kindsOf(found(all, [30, 31]), 'exporter')).toEqual([]);
    expect(exports('east-0', { exports: 0 })).toEqual([]);
  });

  it('is a database given out whole by Resource Manager', () => {
    const given = event({
      source: 'activity',
      kind: 'export',
      principal: 'east-0',
      actor: 'east-0',
      operation: 'microsoft.sql/servers/databases/export/action',
    });
    expect(kindsOf(afterAdding([], [given]), 'east-0')).toEqual(['export']);
  });
});

describe('enumeration', () => {
  it.each([
    [{ notFound: 14 }, ['enumeration']],
    [{ notFound: 4 }, []],
    [{ largePages: 6 }, ['enumeration']],
    [{ largePages: 1 }, []],
    [{ pages: 40 }, ['enumeration']],
    [{ source: 'blob' as const, searches: 15 }, ['enumeration']],
    [{ source: 'blob' as const, searches: 7 }, []],
    [{ source: 'vault' as const, searches: 15 }, ['enumeration']],
    [{ source: 'vault' as const, searches: 7 }, []],
    [{ source: 'fhir' as const, searches: 15 }, []],
  ])('of %o is %o', (rest, kinds) => {
    expect(kindsOf(afterAdding([hourOf('east-0', now, { ...other, ...rest })]), 'east-0')).toEqual(kinds);
  });

  it('is not what a service does every night', () => {
    const all = usual();
    machine(all, 'loader', [2], [0, 31], { largePages: 20, pages: 100 });
    expect(kindsOf(found(all, [30, 31]), 'loader')).toEqual([]);
  });
});

describe('denied-burst', () => {
  it('is many refusals, not a few, and not those of every day', () => {
    const denied = (count: number): string[] =>
      kindsOf(afterAdding([hourOf('east-0', now, { ...other, denied: count })]), 'east-0');
    expect(denied(12)).toEqual(['denied-burst']);
    expect(denied(5)).toEqual([]);
    const all = usual();
    machine(all, 'probe', [10, 11, 12], [0, 31], { denied: 10 });
    expect(kindsOf(found(all, [30, 31]), 'probe')).toEqual([]);
  });

  it.each([
    ['is three times as many as on other days', 60, true],
    ['is not less than three times as many as on other days', 59, false],
  ])('%s', (_, more, told) => {
    const all = usual();
    machine(all, 'probe', [10, 11, 12], [0, 31], { denied: 10 });
    all.hours.push(hourOf('probe', `${day(30)}T13:00:00Z`, { denied: more, addresses: ['10.20.9.9'] }));
    expect(kindsOf(found(all, [30, 31]), 'probe').includes('denied-burst')).toBe(told);
  });
});

describe('privilege-then-read', () => {
  const read = hourOf('east-0', at(day(30), 12), other);
  const grants = (rest: Partial<AccessEvent>): string[] =>
    kindsOf(afterAdding([read], [event({ actor: 'east-0', ...rest })]), 'east-0');

  it('is rights given to oneself and used within a day', () => {
    expect(grants({})).toEqual(['privilege-then-read']);
    expect(grants({ resource: '/subscriptions/s' })).toEqual(['privilege-then-read']);
  });

  it.each([
    ['is rights used for searches alone', { searches: 3 }, ['privilege-then-read']],
    ['is not rights used for calls that read nothing', {}, []],
  ])('%s', (_, rest, kinds) => {
    const hour = hourOf('east-0', at(day(30), 12), { ...other, reads: 0, ...rest });
    const grant = event({ actor: 'east-0', resource: other.resource });
    expect(kindsOf(afterAdding([hour], [grant]), 'east-0')).toEqual(kinds);
  });

  it('is not the habit of activating a role day by day', () => {
    const daily = [26, 27, 28, 30].map((date) => event({ actor: 'east-0', time: at(day(date), 9) }));
    expect(kindsOf(afterAdding([read], daily), 'east-0')).toEqual([]);
  });

  it('is not rights given by another, elsewhere, afterwards, or long before', () => {
    expect(grants({ actor: 'admin' })).toEqual([]);
    expect(grants({ resource: '/subscriptions/t' })).toEqual([]);
    expect(grants({ resource: '/subscriptions/s/oth' })).toEqual([]);
    expect(grants({ time: at(day(30), 23) })).toEqual([]);
    expect(grants({ time: at(day(28), 23) })).toEqual([]);
  });
});

describe('a secret, and then reading', () => {
  const account = '/subscriptions/s/storageaccounts/exports';
  const elsewhere = ['10.20.77.7'];
  const added = (rest: Partial<AccessEvent> = {}): AccessEvent =>
    event({ kind: 'credential', principal: 'engine', actor: 'east-0', ...rest });
  const listed = (rest: Partial<AccessEvent> = {}): AccessEvent =>
    event({ actor: 'east-0', operation: 'microsoft.storage/x/listkeys/action', resource: account, ...rest });
  const engine = (addresses: string[], date = 30) =>
    hourOf('engine', at(day(date), 12), { ...other, addresses });
  const key = (id: string, addresses: string[], date = 30) =>
    hourOf(id, at(day(date), 12), { ...other, source: 'blob', resource: account, addresses });
  /** Of whom it is told, and by whose doing. */
  const secret = (hours: AccessHour[], secrets: AccessEvent[]): readonly (readonly string[])[] =>
    afterAdding(hours, secrets).flatMap(({ kind, principal, actors = [] }) =>
      kind === 'privilege-then-read' ? [[principal, ...actors]] : [],
    );
  const before = [20, 21, 22, 23, 24].map((date) => key('key:app', ['10.20.5.5'], date));

  it('is one that somebody added to a service that then reads from where it never was', () => {
    expect(secret([engine(elsewhere)], [added()])).toEqual([['engine', 'east-0']]);
  });

  it('is that of who added the last one before', () => {
    const both = [added({ actor: 'east-1', time: at(day(30), 4) }), added({ time: at(day(30), 11) })];
    expect(secret([engine(elsewhere)], both)).toEqual([['engine', 'east-0']]);
  });

  it('is none that was renewed, by a pipeline or long ago, or that nobody read with', () => {
    expect(secret([engine(['10.20.9.9'])], [added()])).toEqual([]);
    expect(secret([engine(elsewhere)], [added({ actor: 'nightly' })])).toEqual([]);
    expect(secret([engine(elsewhere)], [added({ time: at(day(28), 9) })])).toEqual([]);
    expect(secret([engine(elsewhere)], [added({ time: at(day(30), 14) })])).toEqual([]);
    expect(secret([hourOf('engine', now, { reads: 0, addresses: elsewhere })], [added()])).toEqual([]);
    const moved = hourOf('engine', at(day(30), 6), { ...other, addresses: elsewhere });
    expect(secret([moved, engine(elsewhere)], [added()])).toEqual([]);
  });

  it('is none of a service, or an account, that is being put to work', () => {
    const fresh = hourOf('fresh', at(day(30), 12), { ...other, addresses: elsewhere });
    expect(secret([fresh], [added({ principal: 'fresh' })])).toEqual([]);
    expect(secret([key('key:first', elsewhere)], [listed()])).toEqual([]);
  });

  it('is a key of an account that somebody listed, used from where nobody was at that account', () => {
    expect(secret([...before, key('key:app', elsewhere)], [listed()])).toEqual([['key:app', 'east-0']]);
    expect(secret([...before, key('key:sas', elsewhere)], [listed()])).toEqual([['key:sas', 'east-0']]);
    expect(secret([...before, key('key:sas', ['10.20.5.9'])], [listed()])).toEqual([]);
    const another = account.slice(0, -1);
    expect(secret([...before, key('key:app', elsewhere)], [listed({ resource: another })])).toEqual([]);
  });

  it('says nothing of an account that is read from everywhere', () => {
    const browsers = Array.from({ length: 40 }, (_, n) => key(`key:${n}`, [`198.51.${n}.1`], 20 + (n % 5)));
    expect(secret([...browsers, key('key:new', elsewhere)], [listed()])).toEqual([]);
  });
});

it('audit-disabled is told of whoever did it, not of the account that it was about', () => {
  const off = event({
    source: 'activity',
    kind: 'audit-disabled',
    principal: 'engine',
    actor: 'east-0',
    resource: '/r',
  });
  expect(afterAdding([], [off])).toMatchObject([
    { kind: 'audit-disabled', principal: 'east-0', severity: 'critical', resources: ['/r'] },
  ]);
});

describe('failed-sign-ins', () => {
  const failed = (principal: string, count: number, address = '198.51.100.1'): AccessEvent =>
    event({ source: 'signins', kind: 'sign-in-failed', principal, count, address });

  it('are many of one account', () => {
    expect(kindsOf(afterAdding([], [failed('east-0', 15)]), 'east-0')).toEqual(['failed-sign-ins']);
    expect(afterAdding([], [failed('east-0', 4)])).toEqual([]);
  });

  it('are a few of many accounts from one address, unless most succeed there', () => {
    const spray = Array.from({ length: 8 }, (_, person) => failed(`east-${person}`, 1));
    expect(afterAdding([], spray)).toMatchObject([
      { kind: 'failed-sign-ins', principals: spray.map(({ principal }) => principal).toSorted() },
    ]);
    const good = Array.from({ length: 9 }, (_, person) =>
      event({ source: 'signins', kind: 'sign-in', principal: `east-${person}`, address: '198.51.100.1' }),
    );
    expect(afterAdding([], [...spray, ...good])).toEqual([]);
  });
});

it('a header that names the user is believed from a service alone', () => {
  const through = (via: string): AccessFinding[] =>
    afterAdding([hourOf('east-0', now, { ...other, via: [via], operations: ['export'], exports: 1 })]);
  expect(kindsOf(through('engine'), 'east-0')).toEqual(['export']);
  expect(kindsOf(through('east-1'), 'east-0')).toEqual([]);
  expect(kindsOf(through('east-1'), 'east-1')).toEqual(['export']);
});

it("support's work is told, quietly", () => {
  expect(
    afterAdding([], [event({ source: 'support', kind: 'support', principal: 'ms', resource: '/db' })]),
  ).toMatchObject([{ kind: 'new-operation', severity: 'low', principal: 'ms', resources: ['/db'] }]);
});
