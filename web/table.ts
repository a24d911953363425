import { el } from './dom.ts';

/** A table of settings. On a narrow screen each row becomes a block whose cells are named. */
export function tableOf(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLElement {
  const cell = (text: string, index: number) =>
    index === 0
      ? el('th', { scope: 'row', role: 'rowheader' }, text)
      : el('td', { role: 'cell', 'data-label': heads[index] ?? '' }, text);
  return el(
    'table',
    // Named roles hold where a narrow screen lays the table out as blocks.
    { role: 'table' },
    el('caption', {}, caption),
    el(
      'thead',
      { role: 'rowgroup' },
      el(
        'tr',
        { role: 'row' },
        ...heads.map((head) => el('th', { scope: 'col', role: 'columnheader' }, head)),
      ),
    ),
    el('tbody', { role: 'rowgroup' }, ...rows.map((row) => el('tr', { role: 'row' }, ...row.map(cell)))),
  );
}
