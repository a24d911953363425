import type { EvidenceFacts, PackageFile } from '../model/index.ts';
import { calendarCsv, coverageCsv, findingsCsv, populationsCsv, safeguardsCsv } from './csv-files.ts';
import { htmlReport } from './html-report.ts';
import { oscalResults } from './oscal-results.ts';
import { readmeText } from './readme.ts';

const writers: Readonly<Record<string, (facts: EvidenceFacts) => string>> = {
  'README.txt': readmeText,
  'coverage-calendar.csv': calendarCsv,
  'coverage.csv': coverageCsv,
  'findings.csv': findingsCsv,
  'oscal/assessment-results.json': oscalResults,
  'populations.csv': populationsCsv,
  'report.html': htmlReport,
  'safeguards.csv': safeguardsCsv,
};

/** Writes the reports of a package, all of the same facts: the same facts give the same bytes. */
export function reportFiles(facts: EvidenceFacts): readonly PackageFile[] {
  const encoder = new TextEncoder();
  return Object.entries(writers).map(([path, write]) => ({ path, content: encoder.encode(write(facts)) }));
}
