import { counted } from '../../base/index.ts';
import { safeguardStatuses, statusBasis, stateWords } from '../../model/index.ts';
import type { SafeguardStatus } from '../../model/index.ts';
import type { ControlFact, EvidenceFacts } from '../model/index.ts';
import { provesNot, proves, statusMeanings } from './package-claims.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { tableOf, timeCell } from './html-table.ts';
import { proofText } from './proof-text.ts';
import { worstFirst } from './worst-first.ts';

/** A part of the report: the anchor, the heading, and the content. */
export interface ReportSection {
  readonly anchor: string;
  readonly title: string;
  readonly content: Html;
}

/** Tells what the package is good for, and what not. */
export function claimsSection(): ReportSection {
  return {
    anchor: 'claims',
    title: 'What this package proves, and what it does not',
    content: html`<p class="basis">${statusBasis}</p>
      <h3>It proves, to whoever verifies it</h3>
      <ul>
        ${proves.map((claim) => html`<li>${claim}</li>`)}
      </ul>
      <h3>It does not prove</h3>
      <ul>
        ${provesNot.map((claim) => html`<li>${claim}</li>`)}
      </ul>
      <p>README.txt tells how to verify it.</p>`,
  };
}

/** Lists what was asked for and is not there. */
export function gapsSection({ gaps, coverage }: EvidenceFacts): ReportSection {
  const silent = coverage.filter(({ hours, covered }) => covered < hours).length;
  return {
    anchor: 'gaps',
    title: 'What is missing',
    content: html`${
        gaps.length === 0
          ? html`<p>All that was asked for is in the package.</p>`
          : tableOf({
              caption: `Asked for, and not in the package: ${gaps.length}`,
              head: ['Collector', 'Scope', 'What is missing, and why'],
              items: gaps,
              row: ({ collector, scope, reason }) => [collector, scope ?? 'all of it', reason],
              file: 'manifest.json',
            })
      }
      <p>
        ${counted(silent, 'log')} of ${coverage.length} ${silent === 1 ? 'has' : 'have'} hours that are a gap:
        see <a href="#coverage">the coverage of logs</a>.
      </p>`,
  };
}

/** Shows the safeguards by status, the worst first. */
export function safeguardsSection({ controls }: EvidenceFacts): ReportSection {
  const byStatus = Map.groupBy(controls, ({ status }) => status);
  return {
    anchor: 'safeguards',
    title: 'Safeguards by status, when it was collected',
    content: html`<p class="basis">${statusBasis}</p>
      ${tableOf({
        caption: 'The number of safeguards with each status',
        head: ['Status', 'Safeguards', 'Meaning'],
        items: safeguardStatuses,
        row: (status) => [status, byStatus.get(status)?.length ?? 0, statusMeanings[status]],
        file: 'safeguards.csv',
      })}
      ${safeguardStatuses.flatMap((status) => {
        const own = byStatus.get(status);
        return own ? [statusPart(status, own)] : [];
      })}`,
  };
}

function statusPart(status: SafeguardStatus, controls: readonly ControlFact[]): Html {
  return html`<h3>${status}</h3>
    <p>${statusMeanings[status]} ${statusBasis}</p>
    ${tableOf({
      caption: `${counted(controls.length, 'safeguard')}: ${status}`,
      head: [
        'Safeguard',
        'Title',
        'Organization',
        'Designation',
        'On record',
        'Proofs',
        'Resources and policies',
      ],
      items: controls,
      row: ({ id, title, organization, designation, summary, proofs, counts }) => [
        id,
        title,
        organization ?? 'all',
        designation,
        summary,
        proofs.map(proofText).join('; ') || 'none asked for',
        countsText(counts),
      ],
      file: 'safeguards.csv',
    })}`;
}

function countsText(counts: ControlFact['counts']): string {
  return Object.entries(stateWords)
    .map(([state, words]) => `${words}: ${counts[state as keyof typeof stateWords]}`)
    .join('; ');
}

/** Lists what is open, not known or accepted, the worst first. */
export function findingsSection({ states }: EvidenceFacts): ReportSection {
  return {
    anchor: 'findings',
    title: 'Open findings',
    content:
      states.length === 0
        ? html`<p>No finding is open, accepted or not known, of what the policies look at.</p>`
        : tableOf({
            caption: `${counted(states.length, 'finding')}: open, not known, and accepted, which stay open too`,
            head: ['Resource', 'State', 'Severity', 'PHI', 'Policy', 'Since', 'Reason', 'Safeguards'],
            items: worstFirst(states),
            row: ({ resourceId, state, severity, phi, policy, title, since, reason, controls }) => [
              resourceId,
              stateWords[state],
              severity,
              phi ? 'yes' : 'no',
              html`${title} <code>${policy}</code>`,
              timeCell(since),
              reason ?? '',
              controls.join(', '),
            ],
            file: 'findings.csv',
          }),
  };
}
