import { createHash } from 'node:crypto';
import { statusBasis } from '../../model/index.ts';
import type { EvidenceFacts } from '../model/index.ts';
import { elementOf, html, sourceOf } from './html.ts';
import type { Html } from './html.ts';
import { coverageSection, ledgerSection, populationsSection } from './report-records.ts';
import { claimsSection, findingsSection, gapsSection, safeguardsSection } from './report-sections.ts';
import type { ReportSection } from './report-sections.ts';
import { reportStyle } from './report-style.ts';

/** Nothing runs in the page and nothing is loaded by it; of styles it takes its own, by the hash. https://www.w3.org/TR/CSP3/ */
const securityPolicy = [
  `default-src 'none'`,
  `style-src 'sha256-${createHash('sha256').update(reportStyle).digest('base64')}'`,
  `base-uri 'none'`,
  `form-action 'none'`,
].join('; ');

/** Writes the report as one page of HTML that needs nothing else. */
export function htmlReport(facts: EvidenceFacts): string {
  const sections = [
    gapsSection(facts),
    claimsSection(),
    safeguardsSection(facts),
    findingsSection(facts),
    populationsSection(facts),
    coverageSection(facts),
    ledgerSection(facts),
  ];
  return `${sourceOf(pageOf(facts, sections))}\n`;
}

function pageOf(facts: EvidenceFacts, sections: readonly ReportSection[]): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${securityPolicy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>Evidence package ${facts.id}</title>
        ${elementOf('style', reportStyle)}
      </head>
      <body>
        <a class="skip" href="#report">Skip to the report</a>
        <header>
          <h1>Evidence package ${facts.id}</h1>
          ${aboutOf(facts)}
        </header>
        <nav aria-label="Contents">
          <ul>
            ${sections.map(({ anchor, title }) => html`<li><a href="#${anchor}">${title}</a></li>`)}
          </ul>
        </nav>
        <main id="report">${sections.map(sectionOf)}</main>
        <footer><p>Made by phiwatch ${facts.appVersion}. ${statusBasis}</p></footer>
      </body>
    </html>`;
}

function sectionOf({ anchor, title, content }: ReportSection): Html {
  return html`<section id="${anchor}" aria-labelledby="${anchor}-title">
    <h2 id="${anchor}-title">${title}</h2>
    ${content}
  </section>`;
}

/** Names what the package is: its period, its readers, the versions it was made by. */
function aboutOf(facts: EvidenceFacts): Html {
  const { period, createdAt, appVersion, catalogueVersion, subscriptions } = facts;
  const entries: readonly (readonly [string, string])[] = [
    ['Period', `from ${period.from} up to ${period.to}, which is no longer in it; UTC`],
    ['Release class', `${facts.class}: the package holds what these readers may have`],
    ['Made at', createdAt],
    ['phiwatch', appVersion],
    ['Catalogue', `SHA-256 ${catalogueVersion}`],
    ['Subscriptions', `${subscriptions.length}: ${subscriptions.join(', ')}`],
  ];
  return html`<p>
      This is what phiwatch had on record about the Azure subscriptions below, over one period: the state of
      safeguards and resources, the records of people, the coverage of logs, and a ledger that shows whether
      any of it was changed later.
    </p>
    <dl>
      ${entries.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>`;
}
