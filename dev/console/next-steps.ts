import { paint } from '../../cli/output.ts';

const next = (...lines: readonly string[]): string =>
  `\n${paint('bold', 'Next')}\n${lines.map((line) => `  ${line}`).join('\n')}`;

/** The next steps after a run that has ended. */
export const nextAfterOnce = next(
  'npm start                                        the same, and it stays: decide on the page yourself',
  'npm run -s phiwatch -- scan --from export.json   evaluate an export of your own subscription',
);

/** Gives the next steps while a run stays. `link`: the address that the card leads to. */
export function nextWhileRunning({
  link,
  url,
  port,
}: {
  readonly link: string;
  readonly url: string;
  readonly port: number;
}): string {
  const which = port === 7071 ? '' : ` --port ${port}`;
  return next(
    `1. Open ${link}`,
    '   The sign-in page has a certificate that this run has made itself. The browser says that the connection is',
    '   not private: choose Advanced, then Proceed to 127.0.0.1.',
    '2. Sign in as Responder, write a reason and request approval. Sign out, sign in as RemediationApprover, approve.',
    '3. In another terminal, make another change:',
    `   npm run -s change --${which} stlakesideimages properties.minimumTlsVersion=TLS1_0`,
    `The app listens on ${url}; ${url}/api/page lists the open drifts. Ctrl+C ends it.`,
  );
}
