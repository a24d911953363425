/** One scan, as it is printed: a row of the table. */
export interface FullScanRow {
  readonly resources: number;
  /** `first`: nothing is known yet. `next`: a day later, some changes withheld. `pages`: they are read and dropped, to compare with. */
  readonly scan: 'first' | 'next' | 'pages';
  readonly seconds: number;
  /** The time that it would take by Azure's limits. */
  readonly simulatedSeconds: number;
  readonly reads: number;
  /** The reads that Azure allows in that time. */
  readonly allowed: number;
  readonly refused: number;
  /** Megabytes. */
  readonly peak: number;
  /** The changes withheld that were found, and those that were not; `false`: drifts of what was not changed, or was reported. */
  readonly drifts?: { readonly found: number; readonly missed: number; readonly false: number };
}

const columns: readonly (readonly [title: string, cell: (row: FullScanRow) => string])[] = [
  ['resources', ({ resources }) => resources.toLocaleString('en')],
  ['scan', ({ scan }) => scan],
  ['simulated s', ({ simulatedSeconds }) => simulatedSeconds.toFixed(0)],
  ['real s', ({ seconds }) => seconds.toFixed(1)],
  ['reads', ({ reads }) => reads.toLocaleString('en')],
  ['of the limit', ({ reads, allowed }) => `${((100 * reads) / allowed).toFixed(0)} %`],
  ['429s', ({ refused }) => String(refused)],
  ['peak MB', ({ peak }) => peak.toFixed(0)],
  ['found', ({ drifts }) => String(drifts?.found ?? '')],
  ['missed', ({ drifts }) => String(drifts?.missed ?? '')],
  ['false', ({ drifts }) => String(drifts?.false ?? '')],
];

export function printFullScan(rows: readonly FullScanRow[]): void {
  const cells = rows.map((row) => columns.map(([, cell]) => cell(row)));
  const lines = [columns.map(([title]) => title), ...cells];
  const widths = columns.map((_, n) => Math.max(...lines.map((line) => line[n]?.length ?? 0)));
  for (const line of lines) console.log(line.map((cell, n) => cell.padStart(widths[n] ?? 0)).join('  '));
}
