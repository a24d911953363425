import { openLogFolder } from '@phiwatch/kql-runner';
import { expect, it } from 'vitest';
import { dirtyHoursQuery } from '../../../../src/phi-access/collection/access-queries.ts';
import { folderOf } from './ask.ts';
import type { Row } from './ask.ts';

const row = (time: string, ingested: string): Row => ({
  TimeGenerated: time,
  _IngestionTime: ingested,
  CallerIdentityObjectId: 'a',
});

it('names the hours of which rows came in, however late, and no others', async () => {
  const table = 'MicrosoftHealthcareApisAuditLogs';
  const folder = openLogFolder(
    folderOf({
      [table]: [
        row('2026-11-04T07:30:00Z', '2026-11-05T10:30:00Z'),
        row('2026-11-05T09:50:00Z', '2026-11-05T10:20:00Z'),
        row('2026-11-05T09:55:00Z', '2026-11-05T10:21:00Z'),
        row('2026-11-05T08:00:00Z', '2026-11-05T08:05:00Z'),
        row('2026-11-05T10:59:00Z', '2026-11-05T11:04:00Z'),
      ],
    }),
  );
  const query = dirtyHoursQuery(table, '2026-11-05T10:00:00Z', '2026-11-05T11:00:00Z');
  expect(await folder.query(query)).toEqual({
    kind: 'rows',
    rows: [{ Hour: '2026-11-04T07:00:00.000Z' }, { Hour: '2026-11-05T09:00:00.000Z' }],
  });
});
