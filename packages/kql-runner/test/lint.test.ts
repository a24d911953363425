import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../src/analyzer.ts';
import { lint } from '../src/lint.ts';
import { shippedTables } from '../src/tables.ts';

const analyzer = createAnalyzer(shippedTables);
const codes = (kql: string): string[] => analyzer.analyze(kql).diagnostics.map(({ code }) => code);
const rules = (kql: string): string[] => lint(analyzer.analyze(kql).tree).map(({ rule }) => rule);

const bounds = 'where TimeGenerated >= datetime(2026-01-01) and TimeGenerated < datetime(2026-01-02)';

describe('the analyzer', () => {
  it.each([
    ['SigninLogs | where CallerIpAdress == "x"', 'KS142'],
    ['SigninLogs | where resulttype == "0"', 'KS142'],
    ['Signins | take 1', 'KS204'],
    ['SigninLogs | summarize sum(ResultType)', 'KS138'],
    ['SigninLogs | where TimeGenerated > "x"', 'KS106'],
    ['SigninLogs | project ResultType | where AppId == "x"', 'KS142'],
    ['SigninLogs | where tolower(AppId == "x"', 'KS005'],
  ])('finds fault with %s', (kql, code) => {
    expect(codes(kql)).toContain(code);
  });

  it('says where', () => {
    const [error] = analyzer.analyze('SigninLogs | where Nobody == "x"').diagnostics;
    expect(error).toMatchObject({ severity: 'error', start: 19, length: 6 });
  });

  it('knows what a table has', () => {
    expect(codes(`SigninLogs | ${bounds} | where ResultType == "0" | project Agent.agentType`)).toEqual([]);
  });
});

describe('lint', () => {
  it.each([
    ['SigninLogs', 'ResultType == 0'],
    ['SigninLogs', '0 == ResultType'],
    ['SigninLogs', 'ResultType in (0, "1")'],
    ['SigninLogs', 'ResultType !in~ (0)'],
    ['AZKVAuditLogs', 'HttpStatusCode == "200"'],
    ['AZKVAuditLogs', 'HttpStatusCode != "200"'],
  ])('finds texts compared to numbers: %s, %s', (table, condition) => {
    expect(codes(`${table} | ${bounds} | where ${condition}`)).toEqual([]);
    expect(rules(`${table} | ${bounds} | where ${condition}`)).toContain('equality-clash');
  });

  it.each([
    'SigninLogs',
    'SigninLogs | where TimeGenerated > datetime(2026-01-01)',
    'SigninLogs | where TimeGenerated < datetime(2026-01-01)',
    `SigninLogs | where TimeGenerated > datetime(2026-01-01) or TimeGenerated < datetime(2026-01-02)`,
    `SigninLogs | summarize TimeGenerated = max(TimeGenerated) by AppId | ${bounds}`,
    `SigninLogs | ${bounds} | join kind=inner AuditLogs on CorrelationId`,
    `let S = SigninLogs | take 5; S | ${bounds}`,
  ])('finds a table read without bounds: %s', (kql) => {
    expect(rules(kql)).toEqual(['no-time-bound']);
  });

  it.each([
    `SigninLogs | ${bounds}`,
    'SigninLogs | where TimeGenerated between (datetime(2026-01-01) .. 1h)',
    'let From = datetime(2026-01-01); SigninLogs | where From <= TimeGenerated | where From + 1h > TimeGenerated',
    `union SigninLogs, (AADManagedIdentitySignInLogs | extend x = 1) | ${bounds}`,
    `SigninLogs | extend x = 1 | ${bounds} | where AppId in ((AuditLogs | ${bounds} | project CorrelationId))`,
  ])('is content with %s', (kql) => {
    expect(rules(kql)).toEqual([]);
  });

  it('finds columns that are only there once a row has written them', () => {
    const head = `AzureDiagnostics | ${bounds}`;
    expect(rules(`${head} | where action_name_s == "x"`)).toEqual(['column-not-always-there']);
    expect(
      rules(`${head} | extend statement_s = column_ifexists("statement_s", "") | where statement_s == "x"`),
    ).toEqual([]);
    expect(rules(`${head} | where Category == "x"`)).toEqual([]);
  });

  it.each(['MicrosoftHealthcareApisAuditLogs', 'AHDSDicomAuditLogs'])(
    'finds requests of %s counted twice',
    (table) => {
      expect(rules(`${table} | ${bounds}`)).toEqual(['started-rows']);
      expect(rules(`${table} | ${bounds} | where ResultType == "Started"`)).toEqual(['started-rows']);
      expect(rules(`${table} | ${bounds} | where ResultType != "Started" or StatusCode == 200`)).toEqual([
        'started-rows',
      ]);
      for (const condition of [
        'ResultType != "Started"',
        'ResultType !in~ ("started")',
        'ResultType in ("Succeeded", "Failed")',
      ])
        expect(rules(`${table} | ${bounds} | where ${condition}`)).toEqual([]);
    },
  );
});
