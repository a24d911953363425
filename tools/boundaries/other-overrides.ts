import { override } from './override.ts';
import type { Override, Pattern } from './override.ts';

const byName: Pattern = {
  regex: '^(\\.\\./)+(functions-dev-host|azure-simulator|kql-runner|sample-hospital)/',
  message: 'A package is imported by its name.',
};

/** Packages and tests: what holds for them all, whatever folder they are. */
export const packageOverrides: readonly Override[] = [
  override(
    ['packages/*/src/**'],
    [
      {
        regex: '^(\\.\\./){3,}(src|functions|cli|web|dev|test|tools|bench|packages)/',
        message: 'A package knows nothing of phiwatch, and of other packages what their entries give.',
      },
      byName,
      {
        regex: '^@phiwatch/(dev|functions-dev-host|azure-simulator|sample-hospital)',
        message: 'Packages do not lean on each other, but for queries on kql-runner.',
      },
    ],
  ),
  override(
    ['packages/*/test/**'],
    [
      {
        regex: '^(\\.\\./){3,}(src|functions|cli|web|tools|bench|packages)/',
        message: 'A package knows nothing of phiwatch: its tests may use dev and test/ alone.',
      },
      byName,
    ],
  ),
  override(['test/**'], [{ regex: '^(\\.\\./)+packages/', message: 'A package is imported by its name.' }]),
];

export const otherOverrides: readonly Override[] = [
  {
    files: ['test/**', 'packages/*/test/**'],
    rules: { 'unicorn/consistent-function-scoping': 'off' },
  },
];
