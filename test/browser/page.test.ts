import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { people } from '../../dev/people.ts';
import { writerIdentity } from '../../dev/people.ts';
import { given } from '../e2e/support/connection.ts';
import { until } from '../e2e/support/until.ts';
import { browserPath } from './browser.ts';
import { oidOf, oldTls, Pages, phone, secureTransfer } from './pages.ts';

if (browserPath === undefined)
  console.warn('The page is not tested in a browser: there is no Chromium here, and CHROME_PATH names none.');

const markup = '<img src=x onerror="document.title=1"><b>bold</b>';

describe.skipIf(given || browserPath === undefined)('the page, in a browser', () => {
  const pages = new Pages();

  const written = (id: string) =>
    pages.it.world.azure.simulation.changes.filter(
      (change) => change.id.toLowerCase() === id.toLowerCase() && change.actor.oid === writerIdentity.oid,
    );
  const isInSight = async (element: Locator, height: number): Promise<boolean> => {
    const box = await element.boundingBox();
    return box !== null && box.y >= 0 && box.y + box.height <= height;
  };

  test('who made the change reads that someone else has to approve it, and so does who has no role for it', async () => {
    await pages.askMode();
    const { link } = await pages.drift('ask');
    let page = await pages.open(link, 'Dana Holt (administrator)');
    await page.getByText('0 of 1 approvals given').waitFor();
    await page.getByText('You made this change: someone else has to approve it.').waitFor();
    expect(await page.getByRole('button', { name: /the fix/ }).count()).toBe(0);
    await pages.shot('own-desktop');
    await page.context().close();

    page = await pages.open(link, 'Responder');
    await page.getByText('Waiting for a RemediationApprover. You are Responder.').waitFor();
    expect(await page.getByRole('button', { name: /the fix/ }).count()).toBe(0);
  });

  test('what there is to decide is in sight, on a desk and on a phone', async () => {
    await pages.askMode();
    const { link } = await pages.drift('ask');
    const page = await pages.open(link, 'RemediationApprover');
    for (const name of ['Approve the fix', 'Reject the fix'])
      expect(await isInSight(page.getByRole('button', { name, exact: true }), 800)).toBe(true);
    await pages.shot('asked-desktop');
    await page.setViewportSize(phone);
    await pages.shot('asked-phone');
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await isInSight(page.getByRole('button', { name: 'Approve the fix' }), 844)).toBe(true);
    await page.getByRole('button', { name: 'Reject the fix …' }).click();
    expect(await page.locator('#reject-why:focus').count()).toBe(1);
  });

  test('from the card to the setting that is fixed, on a phone', async () => {
    await pages.askMode();
    const { id, link, response } = await pages.drift('ask');
    expect(await pages.cardOf(id)).toBe(link);
    const page = await pages.open(link, 'RemediationApprover', phone);
    await page.getByRole('cell', { name: 'true' }).first().waitFor();
    expect(written(id)).toEqual([]);
    await page.getByRole('button', { name: 'Approve the fix' }).click();
    await page.getByText('phiwatch wrote the setting and read it back.').waitFor();
    await pages.shot('fixed-phone');
    expect(written(id)).toMatchObject([{ method: 'PATCH' }]);
    const [write] = (await pages.view(response)).writes;
    expect(write).toMatchObject({
      intent: { approvedBy: [oidOf('RemediationApprover')] },
      check: { verified: true },
    });
    // Nothing of the sign-in is left behind in the browser.
    expect(await page.evaluate('JSON.stringify([sessionStorage, localStorage, location.hash])')).toBe(
      '[{},{},""]',
    );
  });

  test('what is closed says what it was and how it ended, and does not call anybody', async () => {
    await pages.askMode();
    const { link, response } = await pages.drift('ask');
    const { request } = (await pages.asked(response)).response;
    const { planHash } = request ?? {};
    const approver = oidOf('another RemediationApprover');
    expect((await pages.post(`responses/${response}/approval`, approver, { planHash })).status).toBe(200);
    await until('the end', async () =>
      (await pages.view(response)).response.status === 'closed' ? true : undefined,
    );
    const page = await pages.open(link, 'Responder');
    await page.getByRole('heading', { level: 1 }).getByText('Closed:').waitFor();
    await page.locator('#next').getByText('Fixed at').waitFor();
    await pages.shot('closed-desktop');
    const text = await page.locator('main').textContent();
    expect(text).not.toMatch(/Now|Due|due in/);
    expect(text).toContain('was critical');
    expect(await page.locator('.badge.critical').count()).toBe(0);
    expect(await page.locator('.history li strong').allTextContents()).toEqual([
      'Opened',
      'Notified',
      'Approval requested',
      'Approved',
      'Written',
      'Verified',
      'Closed',
    ]);
    // It can be asked to be taken back.
    await page.locator('summary', { hasText: 'Request a revert' }).click();
    const revert = page.getByRole('form', { name: 'Request a revert' });
    await revert.getByLabel('Reason').fill('an old scanner');
    await revert.getByRole('button').click();
    await page.getByText('Done: Request a revert.').waitFor();
    expect((await pages.view(response)).response.request?.kind).toBe('revert');
  });

  test('everything else that people answer, by keyboard; markup is text', async () => {
    const { link, response } = await pages.drift('other', oldTls);
    const page = await pages.open(link, 'Responder');
    await page.getByRole('button', { name: 'Acknowledge' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Done: Acknowledge.').waitFor();
    await page.getByText('You are working on it.').waitFor();
    expect(await page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
    expect((await pages.view(response)).response.acknowledgedBy).toBe(oidOf('Responder'));

    const unfolded = async (name: string) => {
      await page.locator('summary', { hasText: name }).click();
      return page.getByRole('form', { name });
    };
    const soon = new Date(Date.now() + 3 * 3600 * 1000);
    const local = `${soon.getFullYear()}-${pad(soon.getMonth() + 1)}-${pad(soon.getDate())}T${pad(soon.getHours())}:${pad(soon.getMinutes())}`;
    const snooze = await unfolded('Snooze reminders');
    await snooze.getByLabel('Until').fill('2031-01-01T00:00');
    await snooze.getByLabel('Reason').fill('a maintenance');
    await snooze.getByRole('button').click();
    await page.getByRole('alert').getByText('until must be in the future').waitFor();
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
    await pages.shot('answered-desktop');

    const { steps } = await pages.view(response);
    expect(steps.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['acknowledged', 'snoozed', 'disputed', 'exemption-requested']),
    );
  });

  test('a reason that the app would refuse is not sent', async () => {
    const { link, response } = await pages.drift('short');
    const page = await pages.open(link, 'Responder');
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request.url());
    });
    const ask = page.getByRole('form', { name: 'Request approval' });
    const reason = ask.getByLabel('Reason (at least 3 characters)');
    expect(await reason.getAttribute('minlength')).toBe('3');
    for (const tooShort of ['', 'ab', '     ']) {
      await reason.fill(tooShort);
      await ask.getByRole('button').click();
      expect(await reason.evaluate((field: HTMLTextAreaElement) => field.validationMessage)).not.toBe('');
    }
    expect(sent).toEqual([]);
    // What gets past the field all the same is refused by name.
    const refused = await pages.post(`responses/${response}/request`, oidOf('Responder'), { why: ' ab ' });
    expect(await refused.json()).toMatchObject({
      field: 'why',
      detail: 'why must be a reason of at least 3 characters.',
    });
    await reason.fill('abc');
    await ask.getByRole('button').click();
    await page.getByText('Done: Request approval.').waitFor();
  });

  test('whatever stands in an answer is text; people have names, and their ids beside them', async () => {
    const { link } = await pages.drift('markup');
    const page = await pages.open(link, 'Reader');
    const administrator = oidOf('Dana Holt (administrator)');
    await page.context().route('**/api/responses/*', async (route) => {
      const answer = await route.fetch();
      const keep = new Set([
        'status',
        'at',
        'dueAt',
        'openedAt',
        'eventTime',
        'readAt',
        'expiresAt',
        'nextAt',
      ]);
      const marked = JSON.parse(await answer.text(), (key: string, value: unknown) =>
        typeof value === 'string' && !keep.has(key) && value !== administrator ? `${value}${markup}` : value,
      ) as object;
      const headline = `The archive accepts HTTP${markup}`;
      const caller = { objectId: oidOf('Reader'), roles: ['Reader'] };
      const names = { [administrator]: `Adam${markup}`, [caller.objectId]: 'Rita Reader' };
      await route.fulfill({ response: answer, json: { ...marked, headline, caller, people: names } });
    });
    await page.reload();
    await pages.signIn('Reader');
    await page.getByRole('heading', { level: 1 }).getByText(`The archive accepts HTTP${markup}`).waitFor();
    await page.locator('header').getByText('Rita Reader · Reader').waitFor();
    await page.locator(`span[title="${administrator}"]`).getByText(`Adam${markup}`).first().waitFor();
    await page.getByText(`${secureTransfer.policy}${markup}`).waitFor();
    expect(await page.locator('main img, main b, main script').count()).toBe(0);
    await pages.shot('markup-desktop');
  });
});

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
