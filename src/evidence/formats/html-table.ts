import { html } from './html.ts';
import type { Html, HtmlPart } from './html.ts';

/** Rows that a table of the report has at most: a browser opens it still, and the CSV has them all. */
const mostRows = 2000;

interface TableOf<T> {
  readonly caption: string;
  /** Titles of the columns; the first one's cells name their rows. */
  readonly head: readonly string[];
  readonly items: readonly T[];
  readonly row: (item: T) => readonly HtmlPart[];
  /** The file that has every row. */
  readonly file: string;
}

/** Makes a table that can be scrolled by keyboard, and says how many rows it leaves out. */
export function tableOf<T>({ caption, head, items, row, file }: TableOf<T>): Html {
  const left = items.length - mostRows;
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
      <table>
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            ${head.map((title) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${items.slice(0, mostRows).map((item) => rowOf(row(item)))}
        </tbody>
      </table>
    </div>
    ${left > 0 ? html` <p class="more">${left} more rows are in ${file}.</p>` : ''}`;
}

function rowOf([first = '', ...others]: readonly HtmlPart[]): Html {
  return html`<tr>
    <th scope="row">${first}</th>
    ${others.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}

/** Shows a time without a fraction of zeros, in one piece. */
export function timeCell(iso: string): Html {
  return html`<time>${iso.replace(/\.0+Z$/, 'Z')}</time>`;
}
