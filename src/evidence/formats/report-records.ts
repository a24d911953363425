import { counted } from '../../base/index.ts';
import type { EvidenceFacts, CoveredHours, Population } from '../model/index.ts';
import { hoursOf, percentOf } from './coverage-calendar.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { tableOf, timeCell } from './html-table.ts';
import type { ReportSection } from './report-sections.ts';

/** Shows the populations beside those of other sources, and every id that only one of the two has. */
export function populationsSection({ populations }: EvidenceFacts): ReportSection {
  const unexplained = populations.flatMap(({ name, source, independent }) =>
    (independent?.unexplained ?? []).map((id) => ({ id, name, source })),
  );
  return {
    anchor: 'populations',
    title: 'Populations',
    content: html`${tableOf({
      caption: 'The number of each, and that of a source that phiwatch does not write',
      head: ['Population', 'Count', 'Source', 'As of', 'Independent count', 'Unexplained'],
      items: populations,
      row: populationRow,
      file: 'populations.csv',
    })}
    ${
      unexplained.length === 0
        ? ''
        : tableOf({
            caption: `${counted(unexplained.length, 'id')} that only one of two sources has`,
            head: ['Id', 'Population', 'Source'],
            items: unexplained,
            row: ({ id, name, source }) => [id, name, source],
            file: 'populations.csv',
          })
    }`,
  };
}

function populationRow({ name, count, source, asOf, independent, unreconciled }: Population) {
  return [
    name,
    count,
    source,
    timeCell(asOf),
    independent
      ? `${independent.count}, from ${independent.source}`
      : `not reconciled: ${unreconciled ?? 'no reason given'}`,
    independent ? independent.unexplained.length : 'not known',
  ];
}

/** Shows how many hours of each log were read, and when the gaps were. */
export function coverageSection({ coverage }: EvidenceFacts): ReportSection {
  const gaps = coverage.flatMap((each) => each.gaps.map((gap) => ({ ...gap, each })));
  return {
    anchor: 'coverage',
    title: 'Coverage of logs',
    content: html`${tableOf({
      caption: 'The hours of the period in which each log was read whole, in UTC',
      head: ['Log', 'Subscription', 'Hours', 'Covered', 'Gap', 'Coverage'],
      items: coverage,
      row: coverageRow,
      file: 'coverage.csv',
    })}
    ${
      gaps.length === 0
        ? html`<p>No log has a gap.</p>`
        : tableOf({
            caption: `${counted(gaps.length, 'gap')}; each hour by itself is in coverage-calendar.csv`,
            head: ['Log', 'Subscription', 'From', 'To', 'Hours', 'Reason'],
            items: gaps,
            row: ({ each: { log, subscriptionId }, from, to, reason }) => [
              log,
              subscriptionId,
              from,
              to,
              hoursOf({ from, to }),
              reason,
            ],
            file: 'coverage.csv',
          })
    }`,
  };
}

function coverageRow(each: CoveredHours) {
  const { log, subscriptionId, hours, covered } = each;
  const percent = percentOf(each);
  return [log, subscriptionId, hours, covered, hours - covered, percent ? `${percent} %` : 'no hours'];
}

/** Shows the part of the ledger that the package holds. */
export function ledgerSection({ ledger: { from, to } }: EvidenceFacts): ReportSection {
  const place = (name: string, { row, hash }: typeof from): Html =>
    html`<dt>${name}</dt>
      <dd>row ${row}, hash <code>${hash}</code></dd>`;
  return {
    anchor: 'ledger',
    title: 'Ledger',
    content: html`<p>
        ${counted(to.row - from.row, 'row')} of the ledger. Compare the head with that of the next package,
        and with a time stamp where there is one.
      </p>
      <dl>${[place('Before the first row', from), place('Head', to)]}</dl>`,
  };
}
