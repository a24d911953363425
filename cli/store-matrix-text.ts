import type { StoreCell, StoreRow } from '../src/rules/controls/index.ts';
import { storeQuestions } from '../src/rules/controls/index.ts';
import { table } from './table.ts';

const columns = [
  { title: 'Type', width: 30, least: 18 },
  { title: 'Question', width: 10 },
  { title: 'Answered by', width: 55, least: 30 },
];

/** The matrix of stores and questions, as a table or as JSON. */
export function matrixText(rows: readonly StoreRow[], format: 'table' | 'json'): string {
  if (format === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  const cells = rows.flatMap(({ cells: each }) => storeQuestions.map((question) => each[question]));
  const count = (kind: StoreCell['kind']): number => cells.filter((cell) => cell.kind === kind).length;
  const lines = rows.flatMap(({ type, cells: each }) =>
    storeQuestions.map((question, n) => [n === 0 ? type : '', question, cellText(each[question])]),
  );
  return `${table(columns, lines)}${rows.length} types, ${cells.length} questions: ${count('policies')} answered by policies, ${count('reason')} with a written reason, ${count('gap')} open\n`;
}

function cellText(cell: StoreCell): string {
  if (cell.kind === 'policies') return cell.policies.join('\n');
  if (cell.kind === 'gap') return 'nothing, and no reason is written';
  return cell.settled ? `not asked: ${cell.reason}` : `not known: ${cell.reason}`;
}
