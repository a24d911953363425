import Table from 'cli-table3';
import { incidentKinds } from '../../local/estate/logs/index.ts';
import type { Measured } from './measured.ts';

/** The figures of some rules at one strength. */
export interface Column {
  readonly title: string;
  readonly figures: Measured;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : (part / whole).toFixed(2);
}

/** Recall by kind, and, in brackets, recall whatever the kind; below it what the alerts cost. */
export function printFigures(columns: readonly Column[]): void {
  const table = new Table({
    head: ['', ...columns.map(({ title }) => title)],
    style: { head: [], border: [] },
  });
  const line = (title: string, of: (figures: Measured) => string): void =>
    void table.push([title, ...columns.map(({ figures }) => of(figures))]);
  for (const kind of incidentKinds)
    line(kind, ({ byKind }) => {
      const count = byKind.get(kind);
      return count
        ? `${share(count.found, count.labels)} (${share(count.noticed, count.labels)}) of ${count.labels}`
        : '-';
    });
  line('precision', (each) => share(each.alerts - each.false.length, each.alerts));
  line('false per 1,000 entity-days', (each) => ((1000 * each.false.length) / each.entityDays).toFixed(2));
  line('entity-days', (each) => String(each.entityDays));
  line('alerts a day', (each) => (each.alerts / each.days).toFixed(1));
  console.log(table.toString());
}
