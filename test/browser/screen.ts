import axe from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { SESSION_COOKIE } from './fake/fake-gateway.ts';

export const DESKTOP = { width: 1366, height: 768 };
export const PHONE = { width: 360, height: 740 };
export type Size = typeof DESKTOP;

export const TWO_DIGIT_YEAR = /\b\d{1,2}\/\d{1,2}\/\d{2}\b(?!\d)/;
export const AM_OR_PM = /\b\d{1,2}:\d{2}\s?[AP]M\b/i;

export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium-headless-shell',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
}

/** A window that keeps the shell for later: what a test needs that cuts the network. */
export const KEEPS_SHELL: BrowserContextOptions = { serviceWorkers: 'allow' };

/**
 * A browser far from Vietnam, as the hardest case for times and formats; nothing moves in it, and it keeps no shell: every test
 * would fetch all pages ahead.
 */
export function openContext(
  browser: Browser,
  address: string,
  viewport: Size = DESKTOP,
  more: BrowserContextOptions = {},
): Promise<BrowserContext> {
  return browser.newContext({
    ...{ baseURL: address, viewport, timezoneId: 'America/New_York', locale: 'en-US' },
    ...{ reducedMotion: 'reduce', serviceWorkers: 'block' },
    ...more,
  });
}

/** Signs in as a person does. */
export async function signIn(context: BrowserContext, username: string, path = '/dang-nhap'): Promise<Page> {
  const page = await context.newPage();
  await page.goto(path);
  await page.fill('#username', username);
  await page.fill('#password', 'demo');
  await page.click('button[type=submit]');
  await page.waitForSelector('main#content h1');
  return page;
}

/** A page of somebody who signed in before. */
export async function openAs(context: BrowserContext, address: string, username: string, path = '/'): Promise<Page> {
  await context.addCookies([{ name: SESSION_COOKIE, value: username, url: address }]);
  const page = await context.newPage();
  await visit(page, path);
  return page;
}

/** Opens a page and waits until what it fetches is there. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
}

export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('h1');
  await page.waitForFunction(
    "!document.querySelector('[aria-busy=true]') && !document.querySelector('main#content:empty')",
  );
}

/** Keeps a picture of the whole page where LOAXA_TEST_SHOTS says, for whoever wants to look. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.LOAXA_TEST_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** What axe finds against WCAG 2.2 AA, one line each. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((result) =>
    result.violations.map((violation) => violation.id + ': ' + violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | ')))`);
}

/** Does the page scroll sideways (regions that scroll themselves do not count)? */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth');
}

/** Words of the menu that do not fit into their place and run into the next. */
export function runningOver(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('nav > a')]
    .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth)
    .map((one) => one.textContent)`);
}

export function visibleText(page: Page): Promise<string> {
  return page.evaluate('document.body.innerText');
}

/** Buttons and links that are too small to hit; links within a sentence are as high as its line. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('main button, main a[href], main summary')].flatMap((one) => {
    const box = one.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || one.closest('p, dd, li > span, td[data-label], th[scope=row]') && one.tagName === 'A') return [];
    const least = one.hasAttribute('data-primary') ? 44 : 24;
    return box.height + 0.5 >= least && box.width >= 24 ? [] : [one.outerHTML.slice(0, 120) + ' ' + box.width + 'x' + box.height];
  })`);
}

type Box = { x: number; y: number; width: number; height: number } | null;

/** The gap between two boxes, along the axis where they are further apart. */
export function apart(a: Box, b: Box): number {
  if (!a || !b) throw new Error('one of the boxes is not on the screen');
  const across = Math.max(b.x - (a.x + a.width), a.x - (b.x + b.width));
  const down = Math.max(b.y - (a.y + a.height), a.y - (b.y + b.height));
  return Math.max(across, down);
}
