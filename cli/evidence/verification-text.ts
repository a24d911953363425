import { counted } from '../../src/base/index.ts';
import type { PackageCheck, VerificationReport } from '../../src/evidence/package/index.ts';
import { momentText } from '../drill/amounts.ts';
import { oneLine } from '../one-line.ts';
import { paint, wrap } from '../output.ts';
import { list, sections } from '../sections.ts';

/** Gaps that are shown; all of them are in the JSON. */
const mostGaps = 50;

/** The longest text of a package that is shown: whoever made it chose it. */
const mostWords = 2_000;

/** The report for people to read. */
export function verificationText(report: VerificationReport): string {
  const { checks, gaps, proves, doesNotProve } = report;
  const shown = gaps
    .slice(0, mostGaps)
    .map(({ collector, scope, reason }) =>
      shownLine(`${collector}${scope === undefined ? '' : ` (${scope})`}: ${reason}`),
    );
  const more = gaps.length > mostGaps ? [`and ${counted(gaps.length - mostGaps, 'more gap')}`] : [];
  return `${wrap(headline(report))}
${wrap(resultOf(report))}

${sections([
  ['Checks', checks.map((check) => wrap(checkText(check), bulletOf(check, report.signer))).join('\n')],
  ['Not in the package', list([...shown, ...more])],
  ['Proves', list(proves.length > 0 ? proves.map(shownLine) : ['nothing'])],
  ['Does not prove', list(doesNotProve.map(shownLine))],
])}`;
}

function headline({ id, class: made, period }: VerificationReport): string {
  if (id === undefined || !period) return 'Package of evidence';
  const { from, to } = period;
  return shownLine(`Package ${id} of the class ${made}, from ${momentText(from)} to ${momentText(to)}`);
}

function resultOf({ ok, signer, kid, checks }: VerificationReport): string {
  if (!ok) return `Result: ${paint('red', 'refused')}`;
  if (signer === 'proven')
    return `Result: ${paint('green', 'verified')}, signed with the key ${shownLine(kid ?? '')}`;
  const why = checks.find(({ name }) => name === 'signer')?.why ?? '';
  return `Result: ${paint('yellow', why)}`;
}

function checkText({ name, why }: PackageCheck): string {
  return shownLine(why === undefined ? name : `${name}: ${why}`);
}

/** An unproven signer has passed nothing: no key was given to compare with. */
function bulletOf({ name, ok }: PackageCheck, signer: VerificationReport['signer']): string {
  if (name === 'signer' && ok && signer !== 'proven') return '- open    ';
  return ok ? '- passed  ' : '- FAILED  ';
}

function shownLine(text: string): string {
  return oneLine(text, mostWords);
}
