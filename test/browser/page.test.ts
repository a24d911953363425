import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { pageLinks } from '../../dev/console/page-links.ts';
import { people } from '../../dev/people.ts';
import { writerIdentity } from '../../dev/world.ts';
import type { ResponseView } from '../../src/response/responses/index.ts';
import { given } from '../e2e/support/connection.ts';
import { useWorld } from '../e2e/support/setup.ts';
import { until } from '../e2e/support/until.ts';
import { browserPath } from './browser.ts';

if (browserPath === undefined)
  console.warn('The page is not tested in a browser: there is no Chromium here, and CHROME_PATH names none.');

const secureTransfer = {
  policy: 'storage-requires-secure-transfer',
  properties: { supportsHttpsTrafficOnly: false },
};
/** One that may be exempted. */
const oldTls = { policy: 'storage-requires-tls-1-2', properties: { minimumTlsVersion: 'TLS1_0' } };
const markup = '<img src=x onerror="document.title=1"><b>bold</b>';
const screenshots = process.env['SCREENSHOTS'];
const decades = { expiresInSeconds: 315_360_000, notBeforeSeconds: -315_360_000 };

describe.skipIf(given || browserPath === undefined)('the page, in a browser', () => {
  const it = useWorld({ messageLease: 120, channels: true, writer: true, page: true });
  let browser: Browser;
  let page: Page;
  const troubles: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.context().close();
    expect(troubles.splice(0)).toEqual([]);
  });

  /** Opens an address in a browser of its own, as someone who signs in. */
  async function open(url: string, person: string, viewport = { width: 1200, height: 900 }): Promise<void> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport });
    page = await context.newPage();
    // What the policy of the page forbids, and what is thrown in it, comes to light here.
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && message.text().includes('Content Security Policy'))
        troubles.push(message.text());
    });
    await page.goto(url);
    await page.getByRole('button', { name: person, exact: true }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
  }

  async function shot(name: string): Promise<void> {
    if (screenshots) await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
  }

  /** A finding on an account of its own. */
  async function finding(
    tag: string,
    { policy, properties }: { readonly policy: string; readonly properties: object } = secureTransfer,
  ): Promise<{ readonly id: string; readonly link: string }> {
    const { app, world } = it;
    const id = await app.copyOf(imagingArchiveId);
    await app.changed({ method: 'PATCH', id, body: { tags: { test: tag, phi: 'true' }, properties } });
    const drift = await until('the response', async () => {
      const found = (await app.drifts(id)).findLast((each) => each.policy === policy);
      return found && (await app.get(`/api/responses/${found.id}`)).ok ? found : undefined;
    });
    return { id, link: `${world.environment['PAGE_ADDRESS'] ?? ''}?response=${drift.id}` };
  }

  /** Where the card leads that asks for a decision about it. */
  function cardOf(id: string): Promise<string> {
    return until('a card', () => {
      const name = id.split('/').at(-1) ?? id;
      const cards = it.world.sinks.arrived.filter(
        ({ body }) => body.includes(name) && body.includes('Approval needed'),
      );
      return pageLinks(cards).at(-1);
    });
  }

  async function askMode(): Promise<void> {
    const as = async (oid: string) => {
      const roles = ['RemediationApprover', 'Responder'];
      return it.app.azure.userToken({ oid, roles, ...decades });
    };
    const [one, other] = [people[0]?.oid ?? '', people[1]?.oid ?? ''];
    const rule = {
      mode: 'ask',
      policy: secureTransfer.policy,
      tag: { name: 'test', value: 'ask' },
      why: 'this test',
    };
    const asked = await it.app.call('POST', '/api/remediation/modes', await as(one), { body: rule });
    const { id } = (await asked.json()) as { id: string };
    const approved = await it.app.call('POST', `/api/remediation/modes/${id}/approval`, await as(other), {
      body: {},
    });
    expect(approved.status).toBe(200);
  }

  const view = (link: string) =>
    it.app.json<ResponseView>(`/api/responses/${new URL(link).searchParams.get('response') ?? ''}`);
  const written = (id: string) =>
    it.world.azure.simulation.changes.filter(
      (change) => change.id.toLowerCase() === id.toLowerCase() && change.actor.oid === writerIdentity.oid,
    );

  test('from the card to the setting that is remediated; who made the change is refused', async () => {
    await askMode();
    const { id, link } = await finding('ask');
    expect(await cardOf(id)).toBe(link);

    await open(link, 'the administrator who makes the changes');
    await page.getByText('0 of 1 given').waitFor();
    await shot('asked-desktop');
    await page.getByRole('button', { name: 'Approve the change' }).click();
    await page.getByRole('alert').getByText('403: nobody decides on their own work').waitFor();
    await shot('own-desktop');
    expect((await view(link)).response.request?.approvals).toEqual([]);
    expect(written(id)).toEqual([]);
    await page.context().close();

    await open(link, 'RemediationApprover', { width: 390, height: 844 });
    await page.getByRole('cell', { name: 'true' }).first().waitFor();
    await shot('asked-phone');
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    expect(written(id)).toEqual([]);
    await page.getByRole('button', { name: 'Approve the change' }).click();
    await page.getByText('Remediated and verified.').waitFor();
    await shot('remediation-phone');
    expect(written(id)).toMatchObject([{ method: 'PATCH' }]);
    const [write] = (await view(link)).writes;
    const approver = people.find(({ name }) => name === 'RemediationApprover')?.oid;
    expect(write).toMatchObject({ intent: { approvedBy: [approver] }, check: { verified: true } });
    // Nothing of the sign-in is left behind in the browser.
    expect(await page.evaluate('JSON.stringify([sessionStorage, localStorage, location.hash])')).toBe(
      '[{},{},""]',
    );
    // It can be asked to be taken back.
    await page.getByRole('form', { name: 'Request a revert' }).getByLabel('Reason').fill('an old scanner');
    await page.getByRole('button', { name: 'Request a revert' }).click();
    await page.getByText('Done: Request a revert.').waitFor();
    expect((await view(link)).response.request?.kind).toBe('revert');
  });

  test('everything else that people answer, by keyboard; markup is text', async () => {
    const { link } = await finding('other', oldTls);
    await open(link, 'Responder');
    await page.getByText('Acknowledge', { exact: true }).first().focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Done: Acknowledge.').waitFor();
    expect((await view(link)).response.acknowledgedBy).toBe(
      people.find(({ name }) => name === 'Responder')?.oid,
    );

    const form = (name: string) => page.getByRole('form', { name });
    const unfolded = async (name: string) => {
      await page.locator('summary', { hasText: name }).click();
      return form(name);
    };
    const soon = new Date(Date.now() + 3 * 3600 * 1000);
    const local = `${soon.getFullYear()}-${pad(soon.getMonth() + 1)}-${pad(soon.getDate())}T${pad(soon.getHours())}:${pad(soon.getMinutes())}`;
    const snooze = await unfolded('Snooze reminders');
    await snooze.getByLabel('Until').fill('2031-01-01T00:00');
    await snooze.getByLabel('Reason').fill('a maintenance');
    await snooze.getByRole('button').click();
    await page
      .getByRole('alert')
      .getByText('400: Request body is not valid: until must be in the future')
      .waitFor();
    expect(await snooze.getByLabel('Reason').inputValue()).toBe('a maintenance');
    await snooze.getByLabel('Until').fill(local);
    await snooze.getByRole('button').click();
    await page.getByText('Done: Snooze reminders.').waitFor();

    const dispute = await unfolded('Dispute the finding');
    await dispute.getByLabel('Reason').fill(markup);
    await dispute.getByRole('button').click();
    await page.getByText('Done: Dispute the finding.').waitFor();
    await page.getByText(markup).waitFor();
    expect(await page.locator('main img, main b').count()).toBe(0);

    const exemption = await unfolded('Request an exemption');
    await exemption.getByLabel('Reason').fill('met by other means');
    await exemption.getByLabel('Owner (object id)').fill(people[0]?.oid ?? '');
    await exemption.getByLabel('Ticket').fill('CHG-7');
    await exemption.getByLabel('Category').selectOption('Mitigated');
    await exemption.getByLabel('Until').fill(local);
    await exemption.getByRole('button').click();
    await page.getByText('Done: Request an exemption.').waitFor();
    await shot('answered-desktop');

    const { steps } = await view(link);
    expect(steps.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['acknowledged', 'snoozed', 'disputed', 'exemption-requested']),
    );
  });

  test('whatever stands in an answer is text', async () => {
    const { link } = await finding('markup');
    await open(link, 'Reader');
    const context = page.context();
    await context.route('**/api/responses/*', async (route) => {
      const answer = await route.fetch();
      const keep = new Set(['status', 'at', 'dueAt', 'eventTime', 'readAt', 'expiresAt', 'nextAt']);
      const marked = JSON.parse(await answer.text(), (key: string, value: unknown) =>
        typeof value === 'string' && !keep.has(key) ? `${value}${markup}` : value,
      ) as object;
      await route.fulfill({ response: answer, json: marked });
    });
    await page.reload();
    await page.getByRole('button', { name: 'Reader', exact: true }).click();
    await page.getByRole('heading', { level: 1 }).getByText(markup).waitFor();
    await page.getByText(`${secureTransfer.policy}${markup}`).waitFor();
    expect(await page.locator('main img, main b, main script').count()).toBe(0);
    await shot('markup-desktop');
  });

  test('who may only look is offered nothing to do, and everything open is listed', async () => {
    const { link } = await finding('look');
    await open(link.split('?')[0] ?? link, 'Reader');
    await page.getByRole('heading', { name: 'Open findings' }).waitFor();
    await shot('open-desktop');
    const { response } = await view(link);
    await page.locator(`a[href$="${response.id}"]`).click();
    await page.getByRole('button', { name: 'Reader', exact: true }).click();
    await page.getByText('Your roles do not let you: request approval.').waitFor();
    expect(await page.locator('main form').count()).toBe(0);
    await page.context().close();

    // Nobody is exempted from secure transfer.
    await open(link, 'Responder');
    await page.getByRole('form', { name: 'Request approval' }).waitFor();
    await page.getByRole('heading', { name: 'Other actions' }).waitFor();
    expect(await page.locator('summary').allTextContents()).toEqual([
      'Acknowledge',
      'Snooze reminders',
      'Dispute the finding',
    ]);
  });

  test('who signs out is signed out of Entra too, and until they sign in nothing is asked', async () => {
    const address = it.world.environment['PAGE_ADDRESS'] ?? '';
    await open(address, 'Reader');
    await page.getByRole('heading', { name: 'Open findings' }).waitFor();
    await shot('sign-out-desktop');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await shot('signed-out-desktop');
    const [logout] = asked;
    expect(logout).toContain('/oauth2/v2.0/logout?');
    expect(new URL(logout ?? '').searchParams.get('post_logout_redirect_uri')).toBe(address);
    expect(page.url()).toBe(address);

    // Neither another look nor the way back brings it on again.
    await page.reload();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
    expect(asked.filter((url) => url.includes('/api/responses') || url.includes('/authorize'))).toEqual([]);

    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Reader', exact: true }).waitFor();
    expect(await page.getByText('is signed in').count()).toBe(0);
    await page.getByRole('button', { name: 'Reader', exact: true }).click();
    await page.getByRole('heading', { name: 'Open findings' }).waitFor();
    expect(await page.evaluate('JSON.stringify([sessionStorage, localStorage])')).toBe('[{},{}]');
    // Whose session it is, Entra says when it is asked again: signing out has ended the other one.
    await page.reload();
    await page.getByText('Reader is signed in.').waitFor();
  });

  test('what is answered after the sign-out is not shown', async () => {
    const { link } = await finding('late', oldTls);
    await open(link, 'Responder');
    const held: (() => Promise<void>)[] = [];
    await page.context().route('**/acknowledgement', async (route) => {
      const answer = await route.fetch();
      held.push(() => route.fulfill({ response: answer }));
    });
    // An answer without content leaves the browser where it is.
    await page.context().route('**/logout?*', (route) => route.fulfill({ status: 204 }));
    await page.locator('summary', { hasText: 'Acknowledge' }).click();
    await page.getByRole('form', { name: 'Acknowledge' }).getByRole('button').click();
    await until('the answer that is held', () => held[0]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Redirecting to sign-out').waitFor();
    expect(await page.title()).toBe('phiwatch');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const answered = page.waitForResponse('**/acknowledgement');
    await held[0]?.();
    await (await answered).finished();
    // By the time that another answer is there, the page has long gone on with the first.
    await page.evaluate(`fetch('page/config').then((answer) => answer.text())`);
    expect(await page.locator('#content *').count()).toBe(0);
    expect(asked.filter((url) => url.includes('/api/responses'))).toEqual([]);
  });

  test('a sign-in that was not begun here gets no token', async () => {
    const { link } = await finding('forged');
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${link}#code=stolen&state=forged`);
    await page.getByRole('alert').getByText('this sign-in was not begun here').waitFor();
    expect(asked.filter((url) => url.includes('/token') || url.includes('/api/responses'))).toEqual([]);
    await page.getByRole('button', { name: 'Sign in again' }).waitFor();
  });
});

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
