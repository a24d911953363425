import { describe } from 'vitest';
import { at, day, hourOf } from './hospital.ts';
import { ada, engine, testRows } from './office.ts';
import type { Case, Row } from './office.ts';

describe('new-operation', () => {
  const does = (...operations: string[]) => ({ operations });
  const mayOf = (...approvedOperations: string[]) => [
    { id: 'engine', kind: 'service', approvedOperations } as const,
  ];
  const young = (count: number): Case => ({ first: 29 - count });
  const rows: readonly Row[] = [
    ['medium', 'a service does something new', [engine(does('history'))]],
    ['high', 'a service does something risky', [engine(does('drop'))]],
    [
      'nothing',
      'a service did it a week ago',
      [hourOf('engine', at(day(23), 12), does('history')), engine(does('history'))],
    ],
    [
      'medium',
      'a service did it yesterday alone',
      [hourOf('engine', at(day(29), 12), does('history')), engine(does('history'))],
    ],
    ['medium', 'a service of 5 days', [engine(does('history'))], young(5)],
    ['nothing', 'a service of 4 days', [engine(does('history'))], young(4)],
    [
      'medium',
      'a service of 4 days does beside what is approved',
      [engine(does('read', 'history'))],
      { ...young(4), principals: mayOf('read') },
    ],
    [
      'nothing',
      'a service of 4 days does it where nothing is approved',
      [engine(does('history'))],
      { ...young(4), principals: mayOf('select') },
    ],
    ['nothing', 'a service may', [engine(does('history'))], { principals: mayOf('history') }],
    ['nothing', 'a person does something new', [ada(does('history'))]],
    ['high', 'a person does something risky', [ada(does('drop'))]],
    [
      'high',
      'a person does something risky beside their work',
      [ada(does('read')), ada(does('history', 'drop'), 15)],
    ],
    ['high', 'a service does something risky and something new', [engine(does('history', 'drop'))]],
    [
      'nothing',
      'an unknown principal that has been there for a week',
      [23, 24, 25, 26, 27, 28, 30].map((date) =>
        hourOf('who', at(day(date), 14), does(date < 30 ? 'read' : 'drop')),
      ),
    ],
    [
      'nothing',
      'a person did it a week ago',
      [hourOf('ada', at(day(23), 12), does('drop')), ada(does('drop'))],
    ],
    ['nothing', 'an unknown principal', [hourOf('who', at(day(30), 14), does('drop'))]],
    ...[
      'capabilities',
      'metadata',
      'versions',
      'authentication',
      'vaultget',
      'getblobproperties',
      'getblobmetadata',
      'database authentication succeeded',
      'logout',
    ].map((operation): Row => [
      'nothing',
      `a service does what every client does: ${operation}`,
      [engine(does(operation))],
    ]),
    ...[
      'bulk-delete',
      'bulk-update',
      'purge-history',
      'hard-delete',
      'import',
      'reindex',
      'secretbackup',
      'keybackup',
      'certificatebackup',
      'secretpurge',
      'keypurge',
      'keyrelease',
      'vaultaccesspolicychangedeventgridnotification',
      'vaultpatch',
      'deletecontainer',
      'setcontaineracl',
      'setblobserviceproperties',
      'getuserdelegationkey',
      'backup',
      'restore',
      'drop',
      'alter',
      'grant',
      'truncate',
    ].map((operation): Row => [
      'high',
      `a person does what only an administrator does: ${operation}`,
      [ada(does(operation))],
    ]),
  ];

  testRows('new-operation', rows);
});
