import { counted, visibleText } from '../../src/base/index.ts';
import { compareSeverity, severities } from '../../src/model/index.ts';
import type { KeptAnomaly } from '../../src/phi-access/model/index.ts';
import { paint, paintSeverity } from '../output.ts';
import { table } from '../table.ts';

const columns = [
  { title: 'Severity', width: 10 },
  { title: 'When (UTC) and who', width: 38, least: 20 },
  { title: 'What', width: 48, least: 26 },
];

/** By severity, and by when they began. */
export function worstFirst(anomalies: readonly KeptAnomaly[]): readonly KeptAnomaly[] {
  return anomalies.toSorted(
    (one, other) =>
      compareSeverity(one.severity, other.severity) || Date.parse(one.start) - Date.parse(other.start),
  );
}

/** The anomalies as a table, and a last line with how many there are of each severity. */
export function anomaliesTable(anomalies: readonly KeptAnomaly[]): string {
  const rows = anomalies.map(({ severity, start, principal, principalKind, kinds, explanation }) => [
    paintSeverity(severity),
    `${start.slice(0, 16).replace('T', ' ')}\n${visibleText(principal)}\n${principalKind}`,
    `${paint('bold', kinds.join(', '))}\n${visibleText(explanation)}`,
  ]);
  return `${rows.length > 0 ? table(columns, rows) : ''}${totals(anomalies)}\n`;
}

function totals(anomalies: readonly KeptAnomaly[]): string {
  const bySeverity = severities.flatMap((severity) => {
    const { length } = anomalies.filter((anomaly) => anomaly.severity === severity);
    return length > 0 ? [`${length} ${paintSeverity(severity)}`] : [];
  });
  const all = counted(anomalies.length, 'anomaly', 'anomalies');
  return bySeverity.length > 0 ? `${all}: ${bySeverity.join(', ')}` : all;
}
