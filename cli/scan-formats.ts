import { stringify } from 'csv-stringify/sync';
import { visibleText } from '../src/base/index.ts';
import type { State } from '../src/model/index.ts';
import type { ScanFinding, ScanTally } from '../src/monitoring/scan/index.ts';
import type { Catalogue } from '../src/rules/controls/index.ts';
import { commandName } from './command-name.ts';
import { findingsTable, summary, WorstFindings } from './findings-table.ts';
import { paint, write } from './output.ts';

/** Takes findings as they come and, at the end, says what is still to be said. */
export interface ScanFormat {
  add(finding: ScanFinding): Promise<void>;
  end(tally: ScanTally): Promise<void>;
}

const isOpen = (state: State): boolean => state === 'NonCompliant' || state === 'Unknown';

/** Characters that are gathered before they are written: a system call for every finding would be a third of the time. */
const WRITE_AT_ONCE = 1 << 16;

/** A finding as a terminal may show it: its names come from outside. */
function visible(finding: ScanFinding): ScanFinding {
  const { resourceId, resourceType, policy, title, reason } = finding;
  return {
    ...finding,
    resourceId: visibleText(resourceId),
    resourceType: visibleText(resourceType),
    policy: visibleText(policy),
    title: visibleText(title),
    ...(reason !== undefined && { reason: visibleText(reason) }),
  };
}

/** The printers of findings, by the name of the format. `all`: the table has what is Compliant too. */
export const scanFormats: Readonly<
  Record<'table' | 'json' | 'csv', (all: boolean, catalogue: Catalogue) => ScanFormat>
> = {
  table: (all, catalogue) => {
    const worst = new WorstFindings();
    return {
      add: async (finding) => {
        if (all || finding.state !== 'Compliant') worst.add(visible(finding));
      },
      end: async (tally) => {
        const { findings, more } = worst.get();
        if (findings.length > 0) await write(findingsTable(findings));
        if (more > 0) await write(`and ${more} more: --format json or csv prints every one\n`);
        await write(`${paint('bold', 'Summary:')} ${summary(tally)}\n`);
        // Of a policy of the tenant there is nothing to explain but itself.
        const open = findings.find(({ state, policy }) => isOpen(state) && catalogue.policy(policy));
        if (open) await write(`Why it matters, and how to fix it: ${commandName()} explain ${open.policy}\n`);
      },
    };
  },
  json: () => {
    let text = '[';
    let separator = '\n';
    return {
      add: async (finding) => {
        text += separator + JSON.stringify(finding);
        separator = ',\n';
        if (text.length < WRITE_AT_ONCE) return;
        await write(text);
        text = '';
      },
      end: () => write(`${text}\n]\n`),
    };
  },
  csv: () => {
    const columns = [
      'resourceId',
      'resourceType',
      'policy',
      'title',
      'controls',
      'severity',
      'state',
      'reason',
      'fields',
    ];
    // A cell that a spreadsheet would run as a formula is escaped: names of resources come from outside.
    const lineOf = (row: object, header = false): string =>
      stringify([row], { header, columns, escape_formulas: true });
    let header = true;
    return {
      add: async (finding) => {
        const { controls, fields } = finding;
        const row = {
          ...visible(finding),
          controls: controls.join(' '),
          fields: fields ? visibleText(JSON.stringify(fields)) : '',
        };
        await write(lineOf(row, header));
        header = false;
      },
      end: () => (header ? write(stringify([], { header, columns })) : Promise.resolve()),
    };
  },
};
