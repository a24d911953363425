import { describe } from 'vitest';
import { ada, engine, testRows } from './office.ts';
import type { Row } from './office.ts';

describe('enumeration', () => {
  const rows: readonly Row[] = [
    ['high', '12 ids that do not exist', [ada({ notFound: 12 })]],
    ['nothing', '11 ids that do not exist', [ada({ notFound: 11 })]],
    ['high', '12 in two hours of one shift', [ada({ notFound: 6 }), ada({ notFound: 6 }, 15)]],
    ['high', '3 large pages', [ada({ largePages: 3 })]],
    ['nothing', '2 large pages', [ada({ largePages: 2 })]],
    ['high', '20 further pages', [ada({ pages: 20 })]],
    ['nothing', '19 further pages', [ada({ pages: 19 })]],
    ['high', '8 lists of storage', [ada({ source: 'blob', searches: 8 })]],
    ['nothing', '7 lists of storage', [ada({ source: 'blob', searches: 7 })]],
    ['high', '8 lists of a vault', [ada({ source: 'vault', searches: 8 })]],
    ['nothing', '7 lists of a vault', [ada({ source: 'vault', searches: 7 })]],
    [
      'nothing',
      'what a service does every night',
      [engine({ largePages: 20, pages: 100 })],
      { usual: { largePages: 20, pages: 100 } },
    ],
    ['nothing', 'searches in a record are work', [ada({ source: 'fhir', searches: 800 })]],
    [
      'high',
      'more than three times the usual 4, and 6 more',
      [ada({ notFound: 19 })],
      { usual: { notFound: 4 } },
    ],
    ['nothing', 'three times the usual 4, and 6 more', [ada({ notFound: 18 })], { usual: { notFound: 4 } }],
  ];

  testRows('enumeration', rows);
});
