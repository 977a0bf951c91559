import { expect, test } from 'vitest';
import type { Programme } from '../../protocol/api/broadcast.ts';
import { deskOfEachTest } from './desk.ts';
import { seededUlid } from './fake/random.ts';
import { axeFindings, DESKTOP, overflow, PHONE, shoot } from './screen.ts';

const desk = deskOfEachTest();

/** One programme follows the group at ten; another sounds in a hamlet outside it five minutes earlier. */
function twoAtTen(): { follower: Programme; other: Programme; hamlet: string } {
  const { places, schedule, broadcast } = desk.fake.world;
  const [group] = schedule.groups;
  const outside = places.hamlets.find(
    (one) => one.parent === group?.area && !group?.targets.some((target) => 'area' in target && target.area === one.id),
  );
  const model = broadcast.programmes.find((one) => one.state === 'approved' && one.area === group?.area);
  if (!group || !outside || !model) throw new Error('the world has no group, no hamlet outside it or no programme');
  const daily = (time: string) => ({ from: '2026-11-23', times: [time], weekdays: [], except: [] });
  const of = (title: string, time: string, more: Partial<Programme>): Programme => {
    const made = { ...model, id: seededUlid('programme', title), title, recurrence: daily(time), ...more };
    broadcast.programmes.push(made);
    return made;
  };
  const other = of('Nhắc họp xóm', '10:00', { targets: [{ area: outside.id }] });
  const follows = { groups: [{ id: group.id, name: group.name }], also: [] };
  const follower = of('Tin ven sông', '10:01', { targets: group.targets, follows });
  return { follower, other, hamlet: outside.name };
}

test('a hamlet that joins a group: each conflict is settled before the group is saved, on a phone and on a desktop', async () => {
  const { follower, other, hamlet } = twoAtTen();
  const page = await desk.open('operator', '/lich/moi', PHONE);
  await page.getByLabel('Vệ sinh đường làng ngõ xóm').check();
  await page.click('button:has-text("Tiếp tục")');
  await page.getByRole('button', { name: /^Các xóm ven sông/ }).click();
  await page.getByText('Sửa nhóm «Các xóm ven sông»').click();
  const edit = page.locator('details', { hasText: 'Sửa nhóm «Các xóm ven sông»' });
  await edit.getByLabel(hamlet, { exact: false }).check();
  await edit.getByRole('button', { name: 'Xem thay đổi' }).click();
  await edit.getByText('Còn 1 chỗ trùng lịch').waitFor();
  expect(await edit.getByRole('button', { name: 'Lưu nhóm' }).isDisabled()).toBe(true);
  expect(await axeFindings(page)).toEqual([]);
  await edit.getByRole('button', { name: 'Chọn cách xử lý (1)' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByText(/^Phát sau bản cũ: 10:/).waitFor();
  // Whoever saves a group cannot give the programme another time from here.
  expect(await dialog.getByText('chọn giờ khác').count()).toBe(0);
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, 'group-conflict');
  await dialog.getByRole('button', { name: 'Áp dụng' }).click();
  await edit.getByText(/Giờ phát mới: 10:/).waitFor();
  expect(desk.fake.world.schedule.get(follower.id).state).toBe('approved');
  for (const size of [PHONE, DESKTOP]) {
    await page.setViewportSize(size);
    expect([await axeFindings(page), (await overflow(page)) <= 0]).toEqual([[], true]);
    await shoot(page, `group-settled-${size.width}`);
  }
  await edit.getByRole('button', { name: 'Lưu nhóm' }).click();
  await edit.getByText('Đã lưu nhóm «Các xóm ven sông»').waitFor();
  const saved = desk.fake.world.schedule.get(follower.id);
  expect([saved.state, saved.targets.length]).toEqual(['pending', follower.targets.length + 1]);
  expect(saved.recurrence.times).not.toEqual(follower.recurrence.times);
  expect(desk.fake.world.schedule.get(other.id)).toEqual({ version: 1, ...other });
});
