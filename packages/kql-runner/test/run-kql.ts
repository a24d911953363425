import { createAnalyzer } from '../src/analyzer.ts';
import type { Analyzer } from '../src/analyzer.ts';
import { compileQuery } from '../src/kql/index.ts';
import { shippedTables } from '../src/tables.ts';

let analyzer: Analyzer | undefined;

/** Runs a query that reads no table, at noon of 5 January 2026. Throws where the analyzer refuses it. */
export function runKql(kql: string): unknown[][] {
  analyzer ??= createAnalyzer(shippedTables);
  const { diagnostics, tree } = analyzer.analyze(kql);
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) throw new Error(`${error.code}: ${error.message}`);
  const scan = (): never => {
    throw new Error('no table is there');
  };
  return compileQuery(tree, shippedTables).run({ now: Date.UTC(2026, 0, 5, 12), scan, parameters: [] });
}

/** The one value of a scalar expression. */
export function scalar(expression: string): unknown {
  return runKql(`print value = ${expression}`)[0]?.[0];
}
