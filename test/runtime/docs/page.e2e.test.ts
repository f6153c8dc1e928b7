import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { chromium as playwright } from 'playwright-core';
import { DESCRIBED_TYPES } from '../../../scripts/openapi/described-types';
import { chromium } from '../../../scripts/support/chromium';
import { openApiDocument } from '../../../src/api/private/openapi/openapi-document';
import { ROUTE } from '../../../src/contract';
import { DocsSite } from '../../support/docs-site';

/*
 * The page as it is shipped, in a Chromium, on the API in memory.
 */
jest.setTimeout(300_000);

const DESKTOP = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const TOKEN = 'a-token.of-somebody.s';

const HOSTILE = '<img src=x onerror="document.title = \'taken\'"><script>document.title = "taken"</script>';

const routes = Object.values(ROUTE);
const open = openApiDocument({ title: 'Printing', routes, taskTypes: [...DESCRIBED_TYPES, { name: 'hostile', description: HOSTILE, example: { text: HOSTILE } }] });
const secured = openApiDocument({
  title: 'Printing',
  routes,
  taskTypes: [],
  auth: { scheme: { type: 'http', scheme: 'bearer', description: 'A JSON Web Token' }, scopesOf: () => ['tasks/use'], isPublic: (route) => route === ROUTE.openApi },
});

let browser: Browser;
beforeAll(async () => {
  // It starts with a new profile each time.
  browser = await playwright.launch({
    executablePath: await chromium(),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});
afterAll(async () => browser?.close());

let site: DocsSite;
let page: Page;
/** What must stay empty: requests that go elsewhere, errors, and what the page's policy has blocked. */
let faults: string[];

/** Shows the page of an API, and waits until it is complete. */
async function visit(document: object, options: BrowserContextOptions = DESKTOP, token?: string): Promise<void> {
  site = await new DocsSite(document, token).start();
  const context = await browser.newContext(options);
  // Not as an element: the page's policy would not let it run.
  await context.addInitScript({ content: readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8') });
  page = await context.newPage();
  faults = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(`${site.origin}/`) && !request.url().startsWith('data:')) faults.push(`a request to ${request.url()}`);
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // An answer that is an error is one here, too.
    if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource: the server responded')) faults.push(message.text());
  });
  await page.goto(site.page);
  await page.getByRole('heading', { level: 3 }).first().waitFor();
}

afterEach(async () => {
  await page.context().close();
  site.stop();
  expect(faults).toEqual([]);
});

/** Unfolds what is folded, as deep as this, and waits until the page has filled it. */
async function unfold(levels: number, within = 'main'): Promise<void> {
  for (let level = 0; level < levels; level += 1) {
    // A text, since what compiles the tests would put names of its own into a function.
    await page.evaluate(`Promise.all([...document.querySelectorAll("${within} details:not([open])")].map((details) => new Promise((resolve) => {
      details.addEventListener("toggle", () => resolve(), { once: true });
      details.open = true;
    }))).then(() => undefined)`);
  }
}

async function findings(): Promise<string[]> {
  const { violations } = await page.evaluate('axe.run()') as AxeResults;
  return violations
    .filter(({ impact }) => impact !== 'minor')
    .map(({ id, impact, nodes }) => `${impact}: ${id} at ${nodes.map(({ target }) => target).slice(0, 3).join(', ')}`);
}

const form = (name: string): Locator => page.getByRole('form', { name: `Try it: ${name}` });
const tokenField = (): Locator => page.getByLabel('Token', { exact: true });

/** Waits until a form says this of its answer. */
async function said(name: string, status: RegExp): Promise<void> {
  await form(name).getByRole('status').filter({ hasText: status }).waitFor();
}

/** Sends a form, and waits until it says this of the answer. */
async function send(name: string, status: RegExp): Promise<void> {
  await form(name).getByRole('button').click();
  await said(name, status);
}

/** Presses a key until something has the focus. */
async function pressUntil(key: string, selector: string): Promise<void> {
  for (let pressed = 0; pressed < 200; pressed += 1) {
    await page.keyboard.press(key);
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`${key} does not lead to ${selector}`);
}

describe.each([
  ['a desktop, light', { ...DESKTOP, colorScheme: 'light' as const }],
  ['a desktop, dark', { ...DESKTOP, colorScheme: 'dark' as const }],
  ['a phone, light', { ...PHONE, colorScheme: 'light' as const }],
  ['a phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
])('on %s', (_what, options) => {
  test.each([['for everybody', open, undefined], ['with tokens', secured, TOKEN]])('nothing bars anybody from the page %s, folded or not', async (_who, document, token) => {
    await visit(document, options, token);
    expect(await findings()).toEqual([]);
    await unfold(4, '#createTask');
    await send('Create a task', /After \d+ ms/);
    expect(await findings()).toEqual([]);
    await unfold(4);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(options.viewport.width);
  });
});

test('axe finds what is wrong', async () => {
  await visit(open);
  await page.evaluate('document.querySelector("label").remove(); document.body.append(document.createElement("input"))');
  expect(await findings()).toEqual(expect.arrayContaining([expect.stringMatching(/^critical: label/)]));
});

test('the page shows every operation, parameter and task type, and text as text', async () => {
  await visit(open);
  expect(await page.getByRole('heading', { level: 3 }).allTextContents()).toEqual(expect.arrayContaining(['Create a task', 'List the tasks', 'Report on a task', 'Describe this API']));
  await unfold(5);
  const content = (await page.locator('main').textContent())!;
  for (const text of ['next_token', 'task_type "print-label"', 'task_type "feed.paper"', 'copies', 'at least 1', 'The task table is busy', 'From the gateway', 'problem+json', 'retryable']) {
    expect(content).toContain(text);
  }
  expect(content).toContain(HOSTILE);
  expect([await page.locator('img').count(), await page.title()]).toEqual([0, 'Printing']);
});

test('the Tab key leads everywhere, in the order of the page, and shows where it is', async () => {
  await visit(open, PHONE);
  await unfold(4);
  const expected = await page.evaluate('[...document.querySelectorAll("a, button, input, select, textarea, summary")].filter((one) => one.checkVisibility()).length');
  const where = 'const one = document.activeElement; const { outlineStyle, outlineWidth } = getComputedStyle(one); '
    + '[[...document.querySelectorAll("*")].indexOf(one), one.tagName, outlineStyle === "solid" && parseFloat(outlineWidth) >= 2]';
  const visited: number[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const [index, tag, isVisible] = await page.evaluate(where) as [number, string, boolean];
    if (tag === 'BODY' || visited.includes(index)) break;
    expect([tag, isVisible]).toEqual([tag, true]);
    visited.push(index);
  }
  expect(visited).toHaveLength(expected as number);
  expect(visited).toEqual([...visited].sort((one, other) => one - other));
});

test('with the keyboard alone, somebody skips to the operations, creates a task and reads it', async () => {
  await visit(open);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('[document.activeElement.textContent, document.activeElement.getBoundingClientRect().top >= 0]')).toEqual(['Skip to the operations', true]);
  await page.keyboard.press('Enter');
  await pressUntil('Tab', '#createTask .try > summary');
  await page.keyboard.press('Enter');
  await pressUntil('Tab', '#createTask-body');
  expect(await page.locator('#createTask-body').inputValue()).toContain('"task_type": "print-label"');
  await pressUntil('Tab', '#createTask button');
  await page.keyboard.press('Enter');
  await said('Create a task', /^201 The task/);
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Send POST');

  const [id] = /[0-9a-f-]{36}/.exec(await page.locator('#createTask form pre').innerText())!;
  expect(await site.api.record(id)).toMatchObject({ status: 'CREATED', task_type: 'print-label' });
  await pressUntil('Tab', '#readTask .try > summary');
  await page.keyboard.press('Enter');
  await pressUntil('Tab', '#readTask-path-id');
  expect(await page.locator('#readTask-path-id').inputValue()).toBe(id);
  await page.keyboard.press('Enter');
  await said('Read a task', /^200 The task/);
  expect(JSON.parse(await page.locator('#readTask form pre').innerText())).toMatchObject({ id, status: 'CREATED' });
});

test('every part of a request goes where it belongs, and an error is shown as the API words it', async () => {
  await visit(open);
  await unfold(1);
  await page.locator('#createTask-example').selectOption({ index: 1 });
  await send('Create a task', /^201/);
  await form('List the tasks').getByLabel('next_token').fill('not & a token');
  await send('List the tasks', /^400 next_token is not one that this API has given out/);
  expect(JSON.parse(await form('List the tasks').locator('pre').innerText())).toMatchObject({ status: 400, errors: [{ parameter: 'next_token' }] });

  await page.locator('#reportTask-body').fill('{');
  await send('Report on a task', /^400 The body is not/);
  await form('Describe this API').getByLabel('If-None-Match').fill('*');
  await send('Describe this API', /^304/);
  expect(site.requests.map(({ line }) => line)).toEqual(['GET /docs', 'GET /openapi.json', 'POST /tasks', 'GET /tasks', expect.stringMatching(/^PATCH \/tasks\/[0-9a-f-]{36}$/), 'GET /openapi.json']);
});

test('what a path needs is asked for before anything is sent', async () => {
  await visit(open);
  await unfold(1);
  await form('Read a task').getByRole('button').click();
  expect(await page.locator('#readTask-path-id:invalid').count()).toBe(1);
  expect(site.requests.map(({ line }) => line)).toEqual(['GET /docs', 'GET /openapi.json']);
});

describe('a token', () => {
  test('is sent with what needs one, and with nothing else', async () => {
    await visit(secured, DESKTOP, TOKEN);
    await unfold(1);
    await send('Create a task', /^401 From the gateway: The request is not authenticated/);
    expect(await form('Create a task').locator('pre').innerText()).toContain('Unauthorized');
    await tokenField().fill(`Bearer ${TOKEN}`);
    await send('Create a task', /^201/);
    await send('Describe this API', /^200/);
    expect(site.requests.slice(2)).toEqual([
      { line: 'POST /tasks', authorization: undefined },
      { line: 'POST /tasks', authorization: `Bearer ${TOKEN}` },
      { line: 'GET /openapi.json', authorization: undefined },
    ]);
  });

  test('is nowhere but in the page\'s memory, and gone with it', async () => {
    await visit(secured, DESKTOP, TOKEN);
    await unfold(1);
    await tokenField().fill(TOKEN);
    await send('Create a task', /^201/);
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state])');
    expect(kept).not.toContain(TOKEN);
    expect(JSON.stringify(await page.context().storageState({ indexedDB: true }))).not.toContain(TOKEN);
    await page.reload();
    await tokenField().waitFor();
    expect(await tokenField().inputValue()).toBe('');
  });

  test('that is no text of headers is no request, and a sentence', async () => {
    await visit(secured, DESKTOP, TOKEN);
    await unfold(1);
    await tokenField().fill('schlüssel…');
    await send('Create a task', /^The request could not be sent/);
    expect(site.requests).toHaveLength(2);
  });
});

test('a link to an operation leads there', async () => {
  await visit(open);
  await page.goto('about:blank');
  await page.goto(`${site.page}#retryTask`);
  await page.getByRole('heading', { level: 3 }).first().waitFor();
  expect(await page.evaluate('Math.abs(document.getElementById("retryTask").getBoundingClientRect().top) < innerHeight')).toBe(true);
});

test('a description that cannot be read is said', async () => {
  await visit(open);
  await page.route('**/openapi.json', async (route) => route.fulfill({ status: 503, body: '{}' }));
  await page.reload();
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').textContent()).toContain(`${site.origin}/prod/openapi.json, could not be read: the answer is 503.`);
});

test('nothing but the page\'s own script runs in it', async () => {
  await visit(open);
  const blocked = page.evaluate(`new Promise((resolve) => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
    const script = document.createElement('script');
    try { script.textContent = 'document.title = "taken"'; document.body.append(script); } catch { resolve('trusted types'); }
  })`);
  expect(await blocked).toMatch(/trusted|script-src/);
  expect(await page.title()).toBe('Printing');
  expect(faults.splice(0)).not.toEqual([]);
});
