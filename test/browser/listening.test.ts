import { expect, test } from 'vitest';
import { deskOfFile, expectSound } from './desk.ts';
import { seededNode } from './fake/random.ts';
import { DESKTOP, PHONE, settled, shoot, visibleText } from './screen.ts';

const desk = deskOfFile();
const { world } = desk.fake;
world.verdict.settle();
const placeOf = (kind: string) =>
  world.verdict.places.find((place) => place.kind === kind)?.hamlet ?? expect.fail(`no hamlet is ${kind}`);
const fm = placeOf('fm');
world.listening.settle(fm.id, `Thôn ${fm.name}`);

test('a hamlet with FM loudspeakers shows what its listening node heard, beside the verdict and never in it', async () => {
  for (const [name, size] of [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const) {
    const page = await desk.open('appraiser', `/thon/${fm.id}`, size);
    const card = page.getByRole('region', { name: 'Cụm nghe' });
    const text = await card.textContent();
    expect(text).toContain('không tính vào kết quả thẩm định');
    expect(text).toContain('CN-AH-05');
    const { counts } = world.listening.of(fm.id, 0, Number.MAX_SAFE_INTEGER);
    expect(text).toMatch(/Nghe đúng bản tin \d+\/\d+ buổi/);
    expect(counts.heard).toBeGreaterThan(0);
    // The verdict's own words stand as without it.
    expect(await visibleText(page)).toContain('Theo kiểm tra tại chỗ');
    expect(await card.getByRole('button').count()).toBe(0);
    await expectSound(page, 'thon-cum-nghe');
    await shoot(page, `thon-cum-nghe-${name}`);
  }
});

test('a technician sets a device without horns to listen, and takes it off again', async () => {
  const hamlet = placeOf('fm-unvisited');
  const [like] = world.places.nodes;
  if (!like) throw new Error('there are no nodes');
  const id = seededNode('ear', 'test');
  world.places.nodes.push({ ...like, id, code: 'CN-TEST', horns: 0, hamlet: hamlet.id, hamletName: hamlet.name });
  const page = await desk.open('technician', `/thon/${hamlet.id}`, PHONE);
  const card = page.getByRole('region', { name: 'Cụm nghe' });
  await card.getByRole('button', { name: 'Đặt cụm nghe' }).click();
  const sheet = page.locator('dialog[open]');
  await sheet.getByRole('button', { name: 'Đặt làm cụm nghe' }).click();
  expect(await sheet.textContent()).toContain('Hãy chọn một thiết bị');
  await sheet.getByLabel('Thiết bị không có loa trong xã').selectOption(id);
  await sheet.getByRole('button', { name: 'Đặt làm cụm nghe' }).click();
  await card.getByText('Chưa báo lần nào').waitFor();
  await expectSound(page, 'thon-dat-cum-nghe');
  await card.getByRole('button', { name: 'Thôi nghe CN-TEST' }).click();
  await sheet.getByRole('button', { name: 'Thôi nghe' }).click();
  await card.getByText('Chưa có cụm nghe nào').waitFor();
  await settled(page);
  expect(world.listening.listeners.map(({ code }) => code)).toEqual(['CN-AH-05']);

  // What only listens is not asked to sound.
  await page.goto(`${desk.address}/cum-loa/${id}`);
  const acts = page.locator('[data-remote=acts]');
  await acts.getByRole('button', { name: 'Khởi động lại' }).waitFor();
  expect(await acts.getByRole('button', { name: 'Kiểm tra tiếng nhỏ' }).count()).toBe(0);
  expect(await page.locator('main input[type=range]').count()).toBe(0);
});
