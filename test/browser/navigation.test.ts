import { describe, expect, test } from 'vitest';
import { given } from '../e2e/support/connection.ts';
import { until } from '../e2e/support/until.ts';
import { browserPath } from './browser.ts';
import { oidOf, oldTls, Pages, phone } from './pages.ts';

describe.skipIf(given || browserPath === undefined)('the way through the page, in a browser', () => {
  const pages = new Pages();
  const list = () => pages.page.getByRole('heading', { name: 'Open drifts' });

  /** Addresses that are asked for from now on. */
  function asked(): readonly string[] {
    const urls: string[] = [];
    pages.page.on('request', (request) => urls.push(request.url()));
    return urls;
  }

  test('the list leads to a response and "back" to the list, with one sign-in', async () => {
    const first = await pages.drift('list');
    await pages.drift('list', oldTls, first.id);
    const page = await pages.blank();
    await page.goto('about:blank');
    // An empty id asks for the list too.
    await page.goto(`${pages.address}?response=`);
    await pages.signIn('Reader');
    await list().waitFor();
    // Of the page there is one: "back" does not lead to it a second time before it was signed in to.
    expect(await page.evaluate('history.length')).toBe(['about:blank', 'Entra', 'the page'].length);
    await page.locator('#who').getByText('Reader').waitFor();
    const name = first.id.split('/').at(-1) ?? '';
    const card = page.getByRole('region', { name });
    expect(await card.locator('li').count()).toBe(2);
    expect(await card.textContent()).toMatch(/PHI.*storage account.*critical.*due in \d+ h/s);
    expect(await page.locator('#count').textContent()).toMatch(/^\d+ open drifts on \d+ resource/);
    await pages.shot('list-desktop');
    await page.setViewportSize(phone);
    await pages.shot('list-phone');

    const urls = asked();
    await page.locator(`a[href$="${first.response}"]`).click();
    await page.getByText('Waiting for a Responder or a RemediationApprover').waitFor();
    expect(page.url()).toContain(first.response);
    expect(await page.locator('main form').count()).toBe(0);
    const portal = await page.getByRole('link', { name: 'Open in the Azure portal' }).getAttribute('href');
    expect(portal).toBe(`https://portal.azure.com/#@/resource${first.id}`);
    await page.goBack();
    await list().waitFor();
    expect(page.url()).not.toContain(first.response);
    await page.goForward();
    await page.locator('#next').waitFor();
    await page.getByRole('link', { name: 'Open drifts' }).click();
    await list().waitFor();
    expect(urls.filter((url) => url.includes('/authorize') || url.includes('/page.js'))).toEqual([]);
    await page.goBack();
    await page.goBack();
    await list().waitFor();
  });

  test('a wrong id says so, and leads to the list', async () => {
    const page = await pages.open(`${pages.address}?response=${'0'.repeat(64)}-1`, 'Reader');
    await page.getByRole('heading', { name: 'There is no response with this id' }).waitFor();
    await page.getByRole('link', { name: 'All open drifts' }).click();
    await list().waitFor();
  });

  test('the list says when nothing is open, and where other findings are; nothing of it is a sign-in problem', async () => {
    const page = await pages.blank();
    let responses: unknown = [];
    const controls = [{ status: 'findings-open' }, { status: 'proofs-on-record' }];
    await page.context().route('**/api/responses', (route) => route.fulfill({ json: { responses } }));
    await page.context().route('**/api/controls', (route) => route.fulfill({ json: { controls } }));
    await page.goto(pages.address);
    await pages.signIn('Reader');
    await page.getByText('No open drifts.').waitFor();
    await page.getByText('1 of 2 safeguards have open findings now. GET /api/controls').waitFor();
    responses = [null];
    await lookAgain();
    await page.getByRole('alert').getByText('This page cannot show what the app answered').waitFor();
    expect(await page.getByText(/sign in again|not signed in/i).count()).toBe(0);
  });

  test('what others do shows by itself, and what somebody types stays', async () => {
    const { link, response } = await pages.drift('news');
    const page = await pages.blank();
    await page.clock.install();
    await page.goto(link);
    await pages.signIn('Responder');
    const reason = page.getByRole('form', { name: 'Request approval' }).getByLabel('Reason');
    await reason.fill('a wrong click');
    expect((await pages.post(`responses/${response}/acknowledgement`, oidOf('Operator'))).status).toBe(200);
    await page.clock.fastForward(11_000);
    await page.getByText(/^Updated\. Acknowledged by .+\.$/).waitFor();
    await page.getByText('is working on it.').waitFor();
    expect(await reason.inputValue()).toBe('a wrong click');
    expect(await reason.evaluate((field) => document.activeElement === field)).toBe(true);

    // Nobody is asked for what nobody looks at.
    await isHidden(true);
    const urls = asked();
    await page.clock.fastForward(60_000);
    await page.evaluate(`fetch('page/config').then((answer) => answer.text())`);
    expect(urls.filter((url) => url.includes('/api/responses'))).toEqual([]);
    await isHidden(false);
    await until('another look', () => (urls.some((url) => url.includes(response)) ? true : undefined));
  });

  test('what an Auditor keeps open is asked once: each look of theirs is in the audit', async () => {
    const page = await pages.blank();
    const responses: unknown[] = [];
    await page.context().route('**/api/responses', (route) => route.fulfill({ json: { responses } }));
    await page.context().route('**/api/controls', (route) => route.fulfill({ json: { controls: [] } }));
    await page.clock.install();
    await page.goto(pages.address);
    const urls = asked();
    await pages.signIn('Auditor');
    await page.getByText('0 of 0 safeguards').waitFor();
    await page.clock.fastForward(120_000);
    await page.evaluate(`fetch('page/config').then((answer) => answer.text())`);
    expect(urls.filter((url) => url.endsWith('/api/responses'))).toHaveLength(1);
  });

  test('who comes second reads who was first, and is offered no button any more', async () => {
    await pages.askMode();
    const { link, response } = await pages.drift('ask');
    const { request } = (await pages.asked(response)).response;
    const page = await pages.blank();
    await page.clock.install();
    await page.goto(link);
    await pages.signIn('RemediationApprover');
    const approve = page.getByRole('button', { name: 'Approve the fix' });
    await approve.waitFor();
    // The page does not look by itself meanwhile.
    await page.clock.pauseAt(new Date(Date.now() + 2000));
    const first = oidOf('another RemediationApprover');
    const { planHash } = request ?? {};
    expect((await pages.post(`responses/${response}/approval`, first, { planHash })).status).toBe(200);
    await until('the end', async () =>
      (await pages.view(response)).response.status === 'closed' ? true : undefined,
    );
    await approve.click();
    await page
      .getByRole('alert')
      .getByText(/^Already approved by .+ at .+\.$/)
      .waitFor();
    expect(await approve.count()).toBe(0);
    await page.locator('#next').getByText('Fixed at').waitFor();
    await pages.shot('second-desktop');
  });

  test('a double click sends once, and an app that does not answer is told in plain words', async () => {
    const { link } = await pages.drift('double', oldTls);
    const page = await pages.open(link, 'Responder');
    const posts: string[] = [];
    page.on('request', (each) => {
      if (each.method() === 'POST') posts.push(each.url());
    });
    const dispute = page.getByRole('form', { name: 'Dispute the finding' });
    await page.locator('summary', { hasText: 'Dispute the finding' }).click();
    await dispute.getByLabel('Reason').fill('an empty account');
    await page.context().route('**/dispute', (route) => route.abort());
    await dispute.getByRole('button').dblclick();
    await page.getByRole('alert').getByText('The app does not answer. Check your connection.').waitFor();
    expect(posts).toHaveLength(1);
    expect(await dispute.getByLabel('Reason').inputValue()).toBe('an empty account');
  });

  test('who signs out is signed out of Entra too, and until they sign in nothing is asked', async () => {
    const page = await pages.open(pages.address, 'Reader');
    await list().waitFor();
    const urls = asked();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await pages.shot('signed-out-desktop');
    const [logout] = urls;
    expect(logout).toContain('/oauth2/v2.0/logout?');
    expect(new URL(logout ?? '').searchParams.get('post_logout_redirect_uri')).toBe(pages.address);
    expect(page.url()).toBe(pages.address);

    // Neither another look nor the way back brings it on again.
    await page.reload();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
    expect(urls.filter((url) => /\/(api\/(responses|controls)|authorize)/.test(url))).toEqual([]);

    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Reader', exact: true }).waitFor();
    expect(await page.getByText('is signed in').count()).toBe(0);
    await pages.signIn('Reader');
    await list().waitFor();
    expect(await page.evaluate('JSON.stringify([sessionStorage, localStorage])')).toBe('[{},{}]');
    // Whose session it is, Entra says when it is asked again: signing out has ended the other one.
    await page.reload();
    await page.getByText('Reader is signed in.').waitFor();
  });

  test('what is answered after the sign-out is not shown', async () => {
    const { link } = await pages.drift('late', oldTls);
    const page = await pages.open(link, 'Responder');
    const held: (() => Promise<void>)[] = [];
    await page.context().route('**/acknowledgement', async (route) => {
      const answer = await route.fetch();
      held.push(() => route.fulfill({ response: answer }));
    });
    // An answer without content leaves the browser where it is.
    await page.context().route('**/logout?*', (route) => route.fulfill({ status: 204 }));
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await until('the answer that is held', () => held[0]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Redirecting to sign-out').waitFor();
    expect(await page.title()).toBe('phiwatch');
    expect(await page.locator('#who').textContent()).toBe('');
    const urls = asked();
    const answered = page.waitForResponse('**/acknowledgement');
    await held[0]?.();
    await (await answered).finished();
    // By the time that another answer is there, the page has long gone on with the first.
    await page.evaluate(`fetch('page/config').then((answer) => answer.text())`);
    expect(await page.locator('#content *').count()).toBe(0);
    expect(urls.filter((url) => url.includes('/api/responses'))).toEqual([]);
  });

  test('a sign-in that was not begun here gets no token; what Entra refuses is told in its words', async () => {
    const page = await pages.blank();
    const urls = asked();
    await page.goto(`${pages.address}#code=stolen&state=forged`);
    await page.getByRole('alert').getByText('This sign-in was not begun in this tab.').waitFor();
    expect(urls.filter((url) => url.includes('/token') || url.includes('/api/responses'))).toEqual([]);
    await page.getByRole('button', { name: 'Sign in again' }).waitFor();

    const error = { error: 'access_denied', error_description: 'AADSTS50105: not assigned', state: 'x' };
    await page.goto('about:blank');
    await page.goto(`${pages.address}#${new URLSearchParams(error).toString()}`);
    await page.getByRole('alert').getByText('AADSTS50105: not assigned').waitFor();
    expect(page.url()).toBe(pages.address);
    expect(urls.filter((url) => url.includes('/token'))).toEqual([]);
  });

  /** As when somebody comes back to the tab. */
  async function lookAgain(): Promise<void> {
    await pages.page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
  }

  async function isHidden(hidden: boolean): Promise<void> {
    await pages.page.evaluate(
      `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true })`,
    );
    await lookAgain();
  }
});
