import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { deskOfFile } from './desk.ts';
import { SESSION_COOKIE } from './fake/fake-gateway.ts';
import { settled } from './screen.ts';

const KB = 1_000;
const desk = deskOfFile();

/** Gzipped bytes of everything a first visit to a page fetches, by kind. */
async function firstLoad(username: string, path = '/') {
  const context = await desk.window();
  await context.addCookies([{ name: SESSION_COOKIE, value: username, url: desk.address }]);
  const page = await context.newPage();
  const bytes: Record<string, number> = { script: 0, stylesheet: 0, font: 0, fetch: 0 };
  const files: string[] = [];
  let scripts = '';
  const sizes: Promise<void>[] = [];
  page.on('response', (response) => {
    const kind = response.request().resourceType();
    if (kind !== 'fetch') files.push(response.url());
    sizes.push(
      response.body().then(
        (body) => {
          bytes[kind] = (bytes[kind] ?? 0) + gzipSync(body).length;
          if (kind === 'script') scripts += body.toString();
        },
        () => {},
      ),
    );
  });
  await page.goto(path);
  await settled(page);
  await page.waitForLoadState('networkidle');
  await Promise.all(sizes);
  await context.close();
  return { bytes, files: [...new Set(files)], scripts };
}

test.each([
  ['admin', '/'],
  ['operator', '/'],
  ['approver', '/'],
  ['technician', '/'],
  ['appraiser', '/'],
  ['inspector', '/'],
  ['nobody', '/dang-nhap'],
  ['operator', '/khan-cap'],
])('the first load of %s at %s keeps its budget', async (username, path) => {
  const { bytes, files, scripts } = await firstLoad(username, path);
  expect(bytes.script).toBeLessThanOrEqual(190 * KB);
  expect(bytes.stylesheet).toBeLessThanOrEqual(25 * KB);
  expect(bytes.font).toBe(0);
  expect(bytes.fetch).toBeLessThanOrEqual(30 * KB);
  // The door is no home: each of its steps comes alone, so that a home need not carry them.
  if (username !== 'nobody') expect(files.length, files.join('\n')).toBeLessThanOrEqual(8);
  expect(scripts).not.toContain('ZodError');
});
