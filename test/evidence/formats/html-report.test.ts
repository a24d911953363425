import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { safeguardStatuses, statusBasis } from '../../../src/model/index.ts';
import { sampleControl, sampleFacts, sampleState } from '../support/sample-facts.ts';
import { textsOf } from './files.ts';

const page = htmlOf(sampleFacts());

function htmlOf(facts: Parameters<typeof textsOf>[0]): string {
  return textsOf(facts)['report.html'] ?? '';
}

describe('the report', () => {
  test('stands alone, and lets nothing run or load', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(style).toContain('@media print');
    expect(page).not.toMatch(/<(script|link|img|iframe|object|form|base)\b|\son\w+=|\sstyle=|https?:|url\(/i);
  });

  test('has a language, a title, landmarks, and headers of tables with their scope', () => {
    expect(page).toMatch(/^<!doctype html>\s*<html lang="en">/);
    expect(page).toContain('<title>Evidence package evidence-2026Q4</title>');
    for (const landmark of ['<header>', '<nav aria-label="Contents">', '<main id="report">', '<footer>'])
      expect(page.split(landmark)).toHaveLength(2);
    expect(page).toContain('scope="row"');
    expect(page).not.toMatch(/<th(?! scope="(col|row)")[ >]/);
    const anchors = [...page.matchAll(/href="#([a-z]+)"/g)].map(([, anchor]) => anchor);
    for (const anchor of anchors) expect(page).toContain(`id="${anchor}"`);
  });

  test('begins with what is missing', () => {
    const titles = [...page.matchAll(/<h2[^>]*>([^<]*)/g)].map(([, title]) => title);
    expect(titles).toEqual([
      'What is missing',
      'What this package proves, and what it does not',
      'Safeguards by status, when it was collected',
      'Open findings',
      'Populations',
      'Coverage of logs',
      'Ledger',
    ]);
    expect(page).toContain('The workspace keeps them for 30 days');
  });

  test('has with each status the sentence that it is no finding of compliance', () => {
    for (const status of safeguardStatuses)
      expect(page.split(`<h3>${status}</h3>`)[1]?.split('<div')[0]).toContain(statusBasis);
  });

  test('lists the worst finding first, and what differs of populations and logs', () => {
    const [, findings = ''] = page.split('id="findings"');
    expect(findings.indexOf('/images')).toBeLessThan(findings.indexOf('/locked'));
    expect(findings.indexOf('/locked')).toBeLessThan(findings.indexOf('/archive'));
    for (const text of [
      'chg-021',
      'chg-077',
      'not reconciled: nothing else counts them',
      '99.77 %',
      'row 640',
    ])
      expect(page).toContain(text);
  });

  test('shows names from outside as they are, whatever they hold', () => {
    const evil = `<script>alert(1)</script>" onload='x' \u202Etxt`;
    const shown = htmlOf(
      sampleFacts({
        id: evil,
        appVersion: evil,
        subscriptions: [evil],
        states: [sampleState({ resourceId: evil, title: evil, policy: evil, reason: evil, since: evil })],
        gaps: [{ collector: evil, scope: evil, reason: evil }],
        controls: [sampleControl({ id: evil, organization: evil, title: evil, summary: evil })],
        populations: [
          { name: evil, count: 1, source: evil, asOf: '2027-01-01T00:00:00Z', unreconciled: evil },
        ],
        coverage: [{ subscriptionId: evil, log: evil, hours: 1, covered: 1, gaps: [] }],
      }),
    );
    expect(shown).not.toMatch(/<script|onload='|\u202E/);
    expect(shown).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; \uFFFDtxt');
  });
});
