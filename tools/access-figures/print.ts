import { incidentKinds } from '@phiwatch/sample-hospital/logs';
import type { IncidentKind } from '@phiwatch/sample-hospital/logs';
import Table from 'cli-table3';
import type { Count, Measured } from './measured.ts';

/** The figures of some rules at one strength. */
export interface Column {
  readonly title: string;
  readonly figures: Measured;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : (part / whole).toFixed(2);
}

/** Kinds that are a matter of degree, which strength makes weaker; the others are plain. */
const ofDegree: ReadonlySet<IncidentKind> = new Set([
  'bulk-read',
  'low-and-slow',
  'after-hours',
  'service-misuse',
  'patient-crowding',
  'enumeration',
]);

function recall(counts: readonly Count[]): string {
  const sum = (of: (count: Count) => number): number => counts.reduce((total, count) => total + of(count), 0);
  const labels = sum((count) => count.labels);
  const [found, noticed] = [sum((count) => count.found), sum((count) => count.noticed)];
  return labels === 0 ? '-' : `${share(found, labels)} (${share(noticed, labels)}) of ${labels}`;
}

/** Recall by kind, and, in brackets, recall whatever the kind; below it what the alerts cost. */
export function printFigures(columns: readonly Column[]): void {
  const table = new Table({
    head: ['', ...columns.map(({ title }) => title)],
    style: { head: [], border: [] },
  });
  const line = (title: string, of: (figures: Measured) => string): void =>
    void table.push([title, ...columns.map(({ figures }) => of(figures))]);
  const some = (title: string, accept: (kind: IncidentKind) => boolean): void =>
    line(title, ({ byKind }) =>
      recall([...byKind].filter(([kind]) => accept(kind)).map(([, count]) => count)),
    );
  for (const kind of incidentKinds) some(kind, (other) => other === kind);
  some('all of degree', (kind) => ofDegree.has(kind));
  some('all that are plain', (kind) => !ofDegree.has(kind));
  line('precision', (each) => share(each.alerts - each.false.length, each.alerts));
  line('false per 1,000 entity-days', (each) => ((1000 * each.false.length) / each.entityDays).toFixed(2));
  line('entity-days', (each) => String(each.entityDays));
  line('alerts a day', (each) => (each.alerts / each.days).toFixed(1));
  console.log(table.toString());
}
