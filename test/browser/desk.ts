import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { builtDashboard } from './built.ts';
import { FakeGateway } from './fake/fake-gateway.ts';
import { axeFindings, DESKTOP, launchBrowser, openAs, openContext, overflow, type Size } from './screen.ts';

/** A microphone that hums, allowed without asking. */
export const MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** Where a person of a test sits: a fake gateway that serves the built dashboard, and a browser with its windows. */
export class Desk {
  #fake = new FakeGateway();
  #address = '';
  #browser: Browser | undefined;
  #windows: BrowserContext[] = [];

  get fake(): FakeGateway {
    return this.#fake;
  }

  get address(): string {
    return this.#address;
  }

  get browser(): Browser {
    if (!this.#browser) throw new Error('the browser starts before the first test, not before the tests are listed');
    return this.#browser;
  }

  /** A window of its own, closed after the test. */
  async window(size: Size = DESKTOP, more: BrowserContextOptions = {}): Promise<BrowserContext> {
    const window = await openContext(this.browser, this.address, size, more);
    this.#windows.push(window);
    return window;
  }

  /** A page of somebody who signed in before, in a window of its own. */
  async open(username: string, path = '/', size: Size = DESKTOP, more: BrowserContextOptions = {}): Promise<Page> {
    return this.openIn(await this.window(size, more), username, path);
  }

  /** The same in a window that is open. */
  openIn(window: BrowserContext, username: string, path = '/'): Promise<Page> {
    return openAs(window, this.address, username, path);
  }

  async launch(browserArgs: readonly string[]): Promise<void> {
    this.#browser = await launchBrowser(browserArgs);
  }

  async serve(folder: string, fake = this.#fake): Promise<void> {
    this.#fake = fake;
    this.#address = await fake.start(folder);
  }

  async closeWindows(): Promise<void> {
    for (const window of this.#windows.splice(0)) await window.close();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }
}

/** One world for all tests of a file. */
export function deskOfFile(browserArgs: readonly string[] = []): Desk {
  const desk = new Desk();
  beforeAll(async () => {
    await desk.serve(await builtDashboard());
    await desk.launch(browserArgs);
  });
  afterEach(() => desk.closeWindows());
  afterAll(async () => {
    await desk.close();
    await desk.fake.stop();
  });
  return desk;
}

/** A world of its own for each test, where most change it. */
export function deskOfEachTest(): Desk {
  const desk = new Desk();
  let folder: string;
  beforeAll(async () => {
    folder = await builtDashboard();
    await desk.launch([]);
  });
  beforeEach(() => desk.serve(folder, new FakeGateway()));
  afterEach(async () => {
    await desk.closeWindows();
    await desk.fake.stop();
  });
  afterAll(() => desk.close());
  return desk;
}

/** The state on the screen is free of axe findings and fits its width. */
export async function expectSound(page: Page, what?: string): Promise<void> {
  expect(await axeFindings(page), what).toEqual([]);
  expect(await overflow(page), what).toBeLessThanOrEqual(0);
}
