import { reportFiles } from '../../../src/evidence/formats/index.ts';
import type { EvidenceFacts } from '../../../src/evidence/model/index.ts';

/** The reports of facts as texts, by path. */
export function textsOf(facts: EvidenceFacts): Readonly<Record<string, string>> {
  return Object.fromEntries(
    reportFiles(facts).map(({ path, content }) => [path, new TextDecoder().decode(content)]),
  );
}

/** Rows of a CSV without quoted cells that hold a comma or a line break, by the names of its header. */
export function rowsOf(csv = ''): readonly Readonly<Record<string, string>>[] {
  const [head = [], ...rows] = csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
}
