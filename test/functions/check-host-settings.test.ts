import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.resetModules();
});

test('what the host lacks is logged when the app starts', async () => {
  const logged = vi.spyOn(console, 'error').mockReturnValue(undefined);
  vi.stubEnv('WEBSITE_SITE_NAME', 'phiwatch');
  vi.stubEnv('AzureWebJobsStorage', '');
  await import('../../functions/check-host-settings.ts');
  expect(logged.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown)).toContainEqual({
    message: 'The Functions host lacks a setting',
    reason: 'AzureWebJobsStorage__accountName is missing: the host starts no timer without it',
  });
});
