import { describe, expect, test } from 'vitest';
import { personalDataIn, personalDataInId, withoutMail } from '../../src/model/index.ts';

describe('without mail addresses', () => {
  test.for([
    ['a mail address', 'asked by jane.doe@contoso.example.', 'asked by (removed)'],
    ['a user principal name of a guest', 'jane_doe.example#EXT#@contoso.onmicrosoft.com', '(removed)'],
    ['several', 'a@b.c, d@e.f; <g@h.i>', '(removed), (removed); <(removed)>'],
    ['one in a path', 'users/jane@contoso.example/keys', 'users/(removed)/keys'],
    ['two signs', 'x@@y.z', '(removed)'],
    ['no name before it', '@contoso.example', '@contoso.example'],
    ['no dot after it', 'jane@contoso', 'jane@contoso'],
    ['a dot at the end alone', 'jane@contoso.', 'jane@contoso.'],
    ['a dot before it alone', 'jane.doe@contoso', 'jane.doe@contoso'],
  ] as const)('%s', ([, text, expected]) => {
    expect(withoutMail(text)).toBe(expected);
  });
});

describe('what a text gives away', () => {
  test.for([
    ['a mail address', 'asked by jane.doe@patient.example'],
    ['a mail address', 'asked by jane@hospital'],
    ['a mail address', 'asked by jane＠hospital.example'],
    ['a Social Security number', 'SSN 123-45-6789'],
    ['a Social Security number', 'read 123 45 6789'],
    ['a Social Security number', 'read 123456789'],
    ['a telephone number', 'called (555) 010-2345'],
    ['a telephone number', 'called 212.555.0188'],
    ['a telephone number', 'called 212 555-0188'],
    ['a telephone number', 'called 2125550188'],
    ['a date of birth', 'of 02-03-1951'],
    ['a date of birth', 'of 5/2/1961'],
    ['a date of birth', 'of 1961-05-02'],
    ['a date of birth', 'of 3 Feb 1951'],
    ['a date of birth', 'of 3rd February 1951'],
    ['a date of birth', 'of Feb. 3, 1951'],
    ['a date of birth', 'of February 3rd 2012'],
    ['a date of birth', 'born in 51'],
    ['the number of a record', 'medical record 00123456'],
    ['the number of a record', 'Patient no. 0012'],
    ['the number of a record', 'patient: 4711'],
    ['the number of a record', 'MRN 3381'],
    ['the number of a record', 'the SSN of somebody'],
  ] as const)('%s: %s', ([what, text]) => {
    expect(personalDataIn(text)).toBe(what);
  });

  test.for([
    'the export ran from 2026-03-01 to 2026-03-04T08:00:00Z',
    'CHG0012345, INC-20260301-17 and ticket #4711',
    'resource /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-ehr-1234',
    'the account stlakesideimages took TLS 1.0 from 10.20.30.40 on port 44300',
    'hash 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'patients could not be admitted for 45 minutes; 12,000 records were in reach',
    'see case 17 and record 12',
  ])('nothing: %s', (text) => {
    expect(personalDataIn(text)).toBeUndefined();
  });
});

describe('what an id or an address gives away', () => {
  test.for([
    ['a mail address', '/subscriptions/s/resourceGroups/jane@clinic.example'],
    ['a Social Security number', 'https://x.example/123-45-6789'],
    ['a telephone number', 'clinic-212-555-0188'],
    ['a telephone number', 'clinic (212) 555-0188'],
    ['the number of a record', 'https://x.example/?q=MRN 00123456'],
  ] as const)('%s: %s', ([what, id]) => {
    expect(personalDataInId(id)).toBe(what);
  });

  test.for([
    'https://wiki.example/pages/123456789/Evidence',
    '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-mrn-index/providers/a/b/vm-2125550188',
    'cost-center 4711',
  ])('nothing: %s', (id) => {
    expect(personalDataInId(id)).toBeUndefined();
  });
});
