import { counted } from '../../src/base/index.ts';
import { commandName } from '../command-name.ts';
import { paint } from '../output.ts';
import { table } from '../table.ts';
import { momentText } from './amounts.ts';
import type { Result, Summary } from './answers.ts';

const columns = [
  { title: 'Drill', width: 19 },
  { title: 'Due', width: 22, least: 12 },
  { title: 'Result', width: 20, least: 12 },
  { title: 'Begun and ended', width: 22, least: 14 },
  { title: 'Restored', width: 11 },
];

const colors = {
  executed: 'green',
  'objective-missed': 'yellow',
  failed: 'red',
  aborted: 'red',
  expired: 'red',
} as const;

export const paintResult = (result: Result): string => paint(colors[result], result);

/** The drills as a table, the newest first. */
export function statusText(drills: readonly Summary[]): string {
  const [newest] = drills;
  if (newest === undefined) return '0 drills: none was begun yet\n';
  const hint = `Its report: ${commandName()} drill report ${newest.id}`;
  return `${table(columns, drills.map(rowOf))}${counted(drills.length, 'drill')}. ${standingOf(newest)}\n${hint}\n`;
}

function rowOf({ id, dueAt, phase, result, startedAt, endedAt, coverage }: Summary): readonly string[] {
  const moments = [startedAt, endedAt].filter((moment) => moment !== undefined).map(momentText);
  return [
    id,
    momentText(dueAt),
    result === undefined ? `none yet: ${phase}` : paintResult(result),
    moments.join('\n') || 'not begun',
    coverage === undefined ? '' : `${coverage.restored} of ${coverage.all}`,
  ];
}

function standingOf({ id, phase, result, expiresAt }: Summary): string {
  if (result !== undefined) return `The newest, ${id}, has the result ${paintResult(result)}.`;
  return phase === 'approval'
    ? `The newest, ${id}, waits for approval until ${momentText(expiresAt)}.`
    : `The newest, ${id}, goes on: it is in the phase ${phase}.`;
}
