import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { chromium } from 'playwright-core';
import type { Browser, Page, ViewportSize } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { people } from '../../dev/people.ts';
import { pageLinks } from '../../dev/console/page-links.ts';
import type { ResponseView } from '../../src/response/responses/index.ts';
import { useWorld } from '../e2e/support/setup.ts';
import { until } from '../e2e/support/until.ts';
import { browserPath } from './browser.ts';

export const secureTransfer = {
  policy: 'storage-requires-secure-transfer',
  properties: { supportsHttpsTrafficOnly: false },
};
/** One that may be exempted. */
export const oldTls = { policy: 'storage-requires-tls-1-2', properties: { minimumTlsVersion: 'TLS1_0' } };
export const desktop: ViewportSize = { width: 1280, height: 800 };
export const phone: ViewportSize = { width: 390, height: 844 };

const screenshots = process.env['SCREENSHOTS'];

/** Object id of one who can sign in to the page. */
export function oidOf(name: string): string {
  return people.find((each) => each.name === name)?.oid ?? '';
}

/** The page in a browser, before an app of its own. */
export class Pages {
  readonly it = useWorld({ messageLease: 120, channels: true, writer: true, page: true });
  #browser: Browser | undefined;
  #page: Page | undefined;
  readonly #troubles: string[] = [];

  constructor() {
    beforeAll(async () => {
      this.#browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
    });
    afterAll(() => this.#browser?.close());
    afterEach(async () => {
      await this.#page?.context().close();
      expect(this.#troubles.splice(0)).toEqual([]);
    });
  }

  /** The one that was opened last. */
  get page(): Page {
    if (!this.#page) throw new Error('no page has been opened');
    return this.#page;
  }

  get address(): string {
    return this.it.world.environment['PAGE_ADDRESS'] ?? '';
  }

  /** A page in a browser of its own, that shows nothing yet. What its policy forbids, and what is thrown in it, comes to light. */
  async blank(viewport = desktop): Promise<Page> {
    if (!this.#browser) throw new Error('the browser is there once the tests run');
    const context = await this.#browser.newContext({ ignoreHTTPSErrors: true, viewport });
    this.#page = await context.newPage();
    this.#page.on('pageerror', (error) => this.#troubles.push(error.message));
    this.#page.on('console', (message) => {
      if (message.type() === 'error' && message.text().includes('Content Security Policy'))
        this.#troubles.push(message.text());
    });
    return this.#page;
  }

  /** Opens an address in a browser of its own, as someone who signs in. */
  async open(url: string, person: string, viewport = desktop): Promise<Page> {
    const page = await this.blank(viewport);
    await page.goto(url);
    await this.signIn(person);
    return page;
  }

  async signIn(person: string): Promise<void> {
    await this.page.getByRole('button', { name: person, exact: true }).click();
    await this.page.getByRole('heading', { level: 1 }).waitFor();
  }

  async shot(name: string): Promise<void> {
    if (screenshots) await this.page.screenshot({ path: `${screenshots}/${name}.png` });
    if (screenshots) await this.page.screenshot({ path: `${screenshots}/${name}-whole.png`, fullPage: true });
  }

  /** A drift on an account of its own, or on one that is there. */
  async drift(
    tag: string,
    { policy, properties }: { readonly policy: string; readonly properties: object } = secureTransfer,
    account?: string,
  ): Promise<{ readonly id: string; readonly link: string; readonly response: string }> {
    const { app } = this.it;
    const id = account ?? (await app.copyOf(imagingArchiveId));
    await app.changed({ method: 'PATCH', id, body: { tags: { test: tag, phi: 'true' }, properties } });
    const drift = await until('the response', async () => {
      const found = (await app.drifts(id)).findLast((each) => each.policy === policy);
      return found && (await app.get(`/api/responses/${found.id}`)).ok ? found : undefined;
    });
    return { id, link: `${this.address}?response=${drift.id}`, response: drift.id };
  }

  /** Where the card leads that asks for a decision about it. */
  cardOf(id: string): Promise<string> {
    return until('a card', () => {
      const name = id.split('/').at(-1) ?? id;
      const cards = this.it.world.sinks.arrived.filter(
        ({ body }) => body.includes(name) && body.includes('Approval needed'),
      );
      return pageLinks(cards).at(-1);
    });
  }

  /** Has people asked about drifts that are tagged `ask`. */
  async askMode(): Promise<void> {
    const [one, other] = [people[0]?.oid ?? '', people[1]?.oid ?? ''];
    const rule = {
      mode: 'ask',
      policy: secureTransfer.policy,
      tag: { name: 'test', value: 'ask' },
      why: 'this test',
    };
    const { id } = (await (await this.post('remediation/modes', one, rule)).json()) as { id: string };
    expect((await this.post(`remediation/modes/${id}/approval`, other)).status).toBe(200);
  }

  /** Posts as somebody elsewhere, who has the roles for it. */
  async post(path: string, oid: string, body: object = {}): Promise<Response> {
    const roles = ['RemediationApprover', 'Responder'];
    const token = await this.it.app.azure.userToken({ oid, roles });
    return this.it.app.call('POST', `/api/${path}`, token, { body });
  }

  view(response: string): Promise<ResponseView> {
    return this.it.app.json<ResponseView>(`/api/responses/${response}`);
  }

  /** Waits for a response whose plan people are asked to approve. */
  asked(response: string): Promise<ResponseView> {
    return until('the request', async () => {
      const view = await this.view(response);
      return view.response.remediation?.status === 'asked' ? view : undefined;
    });
  }
}
