import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { instantAt, timeOf } from '../../protocol/vietnam-time.ts';
import { deskOfEachTest } from './desk.ts';
import { axeFindings, DESKTOP, PHONE, type Size, settled, visibleText, visit } from './screen.ts';

const desk = deskOfEachTest();
const open = (path: string, size: Size = DESKTOP, username = 'operator') => desk.open(username, path, size);

const programmes = () => desk.fake.world.broadcast.programmes;
const morningOf = () => desk.fake.world.broadcast.programmesOf(desk.fake.world.places.communes[1]?.id ?? '').morning;
const text = 'Sáng 30/12, UBND xã phát 5.000.000đ cho mỗi hộ bị sập nhà. Đề nghị bà con mang theo căn cước.';
const next = (page: Page) => page.click('button:has-text("Tiếp tục")');

/** Steps one and two with a bulletin that was approved before. */
async function toTimes(page: Page, bulletin = 'Vệ sinh đường làng ngõ xóm'): Promise<void> {
  await page.getByLabel(bulletin).check();
  await next(page);
  await page.waitForSelector('#plan-areas');
  await next(page);
  await page.waitForSelector('#plan-time-0');
}

describe.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
])('on a %s', (_name, size) => {
  test('a text becomes a scheduled bulletin in eleven taps, and what is stored is what the last page said', async () => {
    const page = await open('/lich', size);
    let taps = 0;
    const tap = async (label: string) => {
      taps++;
      await page.locator('button:visible, a:visible', { hasText: label }).first().click();
    };
    await tap('+ Tạo bản tin');
    await page.waitForSelector('h1:has-text("Tạo bản tin")');
    await tap('Đọc văn bản');
    taps += 2; // into the field, and paste
    await page.fill('#speech-text', text);
    await tap('Tạo giọng đọc');
    await page.locator('text=Đã tạo giọng đọc').waitFor();
    taps++;
    await page.getByRole('button', { name: /^Nghe/ }).first().click();
    await tap('Tiếp tục');
    await page.waitForSelector('#plan-areas');
    expect(await page.getByLabel('Toàn bộ Xã Hưng Lĩnh').isChecked()).toBe(true);
    await tap('Tiếp tục');
    await page.waitForSelector('#plan-from');
    await tap('Chiều nay 17:30');
    await tap('Tiếp tục');
    const sentence = await page.locator('[data-check]').textContent();
    await tap('Gửi duyệt');
    await page.waitForURL(/\/lich\/0/);
    expect(taps).toBeLessThanOrEqual(11);
    const made = programmes()[0];
    expect(made).toMatchObject({
      state: 'pending',
      recurrence: { from: '2026-11-23', to: '2026-11-23', times: ['17:30'] },
    });
    expect(made?.targets).toEqual([{ area: desk.fake.world.places.communes[1]?.id }]);
    expect(sentence).toContain(`Loa sẽ đọc «${made?.title}»`);
    expect(sentence).toContain('lúc 17:30 thứ Hai 23/11/2026, tại Toàn bộ Xã Hưng Lĩnh, 14 cụm loa');
    await page.locator('main', { hasText: 'Đang chờ duyệt. Chưa duyệt thì không phát.' }).waitFor();
  });
});

describe('a time', () => {
  test('is said in 24 hours and in words in an English browser; 03:15 blocks the step and leads to 05:00', async () => {
    const page = await open('/lich/moi');
    await toTimes(page);
    await page.fill('#plan-time-0', '15:15');
    await page.locator('text=15:15 – ba giờ mười lăm chiều').waitFor();
    expect(await visibleText(page)).not.toMatch(/PM/);
    await page.fill('#plan-time-0', '03:15');
    await page.locator('text=Giờ 03:15 nằm trong giờ không phát (21:00–05:00).').waitFor();
    await next(page);
    await page.waitForSelector('[role=alert]:focus');
    expect(await page.locator('[role=alert] li').allInnerTexts()).toEqual([
      'Giờ 03:15 nằm trong giờ không phát. Hãy chọn từ 05:00.',
    ]);
    expect(page.url()).toContain('buoc=3');
    expect(await page.title()).toMatch(/^Lỗi: /);
    expect(await axeFindings(page)).toEqual([]);
    await page.click('button:has-text("05:00")');
    expect(await page.inputValue('#plan-time-0')).toBe('05:00');
    expect(await page.locator('[role=alert]').count()).toBe(0);
    await page.locator('text=Trong khung giờ').waitFor();
  });

  test('repeats by weekday, month, lunar day or a rule, and each says itself back', async () => {
    const page = await open('/lich/moi');
    await toTimes(page);
    await page.fill('#plan-time-0', '18:00');
    await page.getByLabel('Khác', { exact: true }).check();
    await page.fill('#plan-rule', 'mỗi thứ hai');
    await next(page);
    await page.locator('[role=alert]', { hasText: 'Quy tắc chưa đúng' }).waitFor();
    await page.fill('#plan-rule', 'FREQ=MONTHLY;BYDAY=1MO');
    await next(page);
    await page.locator('dd', { hasText: 'theo quy tắc FREQ=MONTHLY;BYDAY=1MO' }).waitFor();
    await page.goBack();
    await page.getByLabel('Âm lịch', { exact: true }).check();
    await page.fill('#plan-lunar-day', '15');
    await next(page);
    await page.locator('dd', { hasText: '18:00 · ngày 15 âm lịch hằng tháng' }).waitFor();
  });
});

describe('what was typed', () => {
  test('survives a reload, Back and an ended session in step three', async () => {
    const page = await open('/lich/moi');
    await toTimes(page);
    await page.fill('#plan-from', '25/11/2026');
    await page.fill('#plan-time-0', '17:45');
    await page.reload();
    await settled(page);
    expect(await page.inputValue('#plan-from')).toBe('25/11/2026');
    expect(await page.inputValue('#plan-time-0')).toBe('17:45');
    await page.goBack();
    await page.waitForSelector('#plan-areas');
    await page.goForward();
    await page.waitForSelector('#plan-time-0');
    expect(await page.inputValue('#plan-time-0')).toBe('17:45');
    desk.fake.endSessions();
    await page.getByLabel('Hằng ngày', { exact: true }).check();
    await page.waitForSelector('dialog[open] #username');
    await page.fill('dialog #username', 'operator');
    await page.fill('dialog #password', 'demo');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog[open]', { state: 'detached' });
    expect(await page.inputValue('#plan-from')).toBe('25/11/2026');
    expect(await page.inputValue('#plan-time-0')).toBe('17:45');
    expect(await page.getByLabel('Hằng ngày', { exact: true }).isChecked()).toBe(true);
    await next(page);
    await page.locator('[data-check]', { hasText: 'Vệ sinh đường làng ngõ xóm' }).waitFor();
  });

  test('of one programme never shows in another', async () => {
    const page = await open('/lich');
    const [first, second] = programmes().filter((one) =>
      ['Thông báo cắt điện để sửa đường dây 35 kV', 'Họp dân bàn việc làm đường bê tông'].includes(one.title),
    );
    await visit(page, `/lich/moi?sua=${first?.id}&buoc=3`);
    await page.fill('#plan-time-0', '18:18');
    await visit(page, `/lich/moi?sua=${second?.id}&buoc=3`);
    expect(await page.inputValue('#plan-time-0')).toBe('17:25');
    expect(await page.inputValue('#plan-from')).toBe('25/11/2026');
    await visit(page, '/lich/moi?buoc=3');
    await page.waitForSelector('text=Chọn bản tin đã có');
    expect(await page.locator('input:checked').count()).toBe(0);
    await visit(page, `/lich/moi?sua=${first?.id}&buoc=3`);
    expect(await page.inputValue('#plan-time-0')).toBe('18:18');
    await page.click('button:has-text("Làm bản mới")');
    await visit(page, `/lich/moi?sua=${first?.id}&buoc=3`);
    expect(await page.inputValue('#plan-time-0')).toBe('06:05');
  });

  test('is gone once it was sent: the next new one begins empty', async () => {
    const page = await open('/lich/moi');
    await toTimes(page);
    await page.fill('#plan-time-0', '18:00');
    await next(page);
    await page.click('button:has-text("Lưu nháp")');
    await page.waitForURL(/\/lich\/0/);
    expect(programmes()[0]?.state).toBe('draft');
    await visit(page, '/lich/moi');
    expect(await page.locator('input:checked').count()).toBe(0);
  });

  test('by somebody else in the meantime is shown before anything is overwritten', async () => {
    const page = await open('/lich');
    const id = programmes().find((one) => one.title.startsWith('Thông báo cắt điện'))?.id ?? '';
    await visit(page, `/lich/moi?sua=${id}&buoc=3`);
    await page.fill('#plan-time-0', '18:10');
    const seen = desk.fake.world.schedule.get(id);
    const other = desk.fake.world.people.named('operator');
    desk.fake.world.schedule.change(
      id,
      { ...seen, title: 'Cắt điện cả ngày', resolutions: [] },
      { ...other, name: 'Bình' },
    );
    await next(page);
    await page.click('button:has-text("Gửi duyệt")');
    const dialog = page.locator('dialog[open]', { hasText: 'Người khác vừa sửa lịch này' });
    await dialog.locator('text=Bình sửa lúc').waitFor();
    await dialog.locator('button:has-text("Xem khác biệt")').click();
    await dialog.locator('ins', { hasText: 'Cắt điện cả ngày' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(desk.fake.world.schedule.get(id).title).toBe('Cắt điện cả ngày');
    await dialog.locator('button:has-text("Vẫn lưu")').click();
    await page.click('button:has-text("Gửi duyệt")');
    await page.waitForURL(`**/lich/${id}`);
    expect(desk.fake.world.schedule.get(id).recurrence.times).toEqual(['18:10']);
  });
});

describe('two that meet', () => {
  test('by a minute on one node are shown with day, hamlet and count; cancelling changes nothing', async () => {
    const page = await open('/lich/moi');
    await page.getByLabel('Vệ sinh đường làng ngõ xóm').check();
    await next(page);
    await page.getByLabel('Toàn bộ Xã Hưng Lĩnh').uncheck();
    await page.click('summary:has-text("Thêm từng cụm loa")');
    const node = desk.fake.world.places.nodes.find((one) => one.commune === desk.fake.world.places.communes[1]?.id);
    await page.getByLabel(`${node?.code} · ${node?.hamletName}`).check();
    await page.locator('text=1 thôn, 1 cụm loa').waitFor();
    await next(page);
    await page.fill('#plan-from', '24/11/2026');
    await page.fill('#plan-time-0', '17:14');
    await page.locator('text=/Trùng \\d lần với/').waitFor();
    await next(page);
    const before = JSON.stringify(programmes());
    await page.click('button:has-text("Gửi duyệt")');
    const dialog = page.locator('dialog[open]');
    await dialog
      .locator('text=/Trùng 1 lần trong 90 ngày, 1 thôn \\(Đông\\), 1 cụm loa. Lần đầu 17:14, 24\\/11\\/2026/')
      .first()
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(JSON.stringify(programmes())).toBe(before);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(JSON.stringify(programmes())).toBe(before);
    await page.click('button:has-text("Gửi duyệt")');
    await dialog.getByLabel('Giữ bản cũ, chọn giờ khác').first().check();
    await page.click('dialog button:has-text("Áp dụng")');
    await page.waitForSelector('#plan-time-0');
    expect(JSON.stringify(programmes())).toBe(before);
  });

  test('are saved with the way out that was chosen', async () => {
    const page = await open('/lich/moi');
    await toTimes(page);
    await page.fill('#plan-from', '25/11/2026');
    await page.fill('#plan-time-0', '17:10');
    await next(page);
    const sent: unknown[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/v1/programmes'))
        sent.push(request.postDataJSON());
    });
    await page.click('button:has-text("Gửi duyệt")');
    const dialog = page.locator('dialog[open]');
    await dialog.waitFor();
    expect(await dialog.getByLabel('Phát sau bản cũ').isChecked()).toBe(true);
    await dialog.getByLabel('Phát đè').check();
    await page.click('dialog button:has-text("Áp dụng")');
    await page.waitForURL(/\/lich\/0/);
    expect(sent).toHaveLength(1);
    expect((sent[0] as { resolutions: { way: string }[] }).resolutions.map((one) => one.way)).toEqual(['replace']);
  });

  test('of priority have no order until a person gives it', async () => {
    const page = await open('/lich');
    const own = desk.fake.world.broadcast.bulletins.find((one) => one.title.startsWith('Vệ sinh đường làng'));
    if (own) own.class = 'priority';
    await visit(page, '/lich/moi');
    await toTimes(page);
    await page.fill('#plan-from', '27/11/2026');
    await page.fill('#plan-time-0', '18:30');
    await next(page);
    await page.click('button:has-text("Gửi duyệt")');
    const dialog = page.locator('dialog[open]');
    await dialog.locator('text=Hai bản tin chưa có thứ tự').waitFor();
    expect(await dialog.locator('input:checked').count()).toBe(0);
    const before = JSON.stringify(programmes());
    await page.click('dialog button:has-text("Áp dụng")');
    await dialog.locator('[role=alert]', { hasText: 'Xếp thứ tự với «Tin ưu tiên của tỉnh' }).waitFor();
    expect(JSON.stringify(programmes())).toBe(before);
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Đưa «Vệ sinh đường làng ngõ xóm» lên' }).click();
    expect(await dialog.locator('ol li').first().textContent()).toContain('1. Vệ sinh đường làng');
    await page.click('dialog button:has-text("Áp dụng")');
    await page.waitForURL(/\/lich\/0/);
  });
});

describe('what will sound', () => {
  test('is the engine’s preview of the hamlet, time by time, and what nobody approved is said to stay silent', async () => {
    const page = await open('/lich');
    const hamlet =
      desk.fake.world.places.hamlets.find((one) => one.parent === desk.fake.world.places.communes[1]?.id)?.id ?? '';
    await visit(page, `/se-phat?thon=${hamlet}&ngay=14`);
    const rows = await page
      .locator('[data-row]')
      .evaluateAll((found) =>
        found.map((row) => ({ at: Number(row.getAttribute('data-at')), text: row.textContent ?? '' })),
      );
    const expected = desk.fake.world.broadcast
      .preview(hamlet, '2026-11-23', '2026-12-07')
      .filter((item) => item.startAt > desk.fake.world.now())
      .sort((a, b) => a.startAt - b.startAt);
    const ahead = rows.filter((row) => row.at > desk.fake.world.now() && !row.text.includes('Đã hủy'));
    expect(ahead.map((row) => row.at)).toEqual(expected.map((item) => item.startAt));
    for (const [index, item] of expected.entries()) {
      expect(ahead[index]?.text).toContain(item.title);
      expect(ahead[index]?.text).toContain(timeOf(item.startAt));
      expect(/sẽ không phát/i.test(ahead[index]?.text ?? ''), item.title).toBe(!item.willSound);
    }
    expect(expected.some((item) => !item.willSound)).toBe(true);
  });
});

describe('one run', () => {
  test('is moved with the keyboard alone, and «Hoàn tác» brings back the identical programme', async () => {
    const page = await open('/lich');
    const id = morningOf();
    const before = JSON.stringify(desk.fake.world.schedule.get(id));
    await page.goto(`/lich/${id}?luot=${instantAt('2026-11-24', '05:30')}`);
    await settled(page);
    await page.getByRole('button', { name: /^Đổi giờ.*24\/11\/2026 05:30/ }).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]');
    for (let step = 0; step < 12 && (await focused(page)) !== 'move-time'; step++) await page.keyboard.press('Tab');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('06:30');
    await page.keyboard.press('Enter');
    await page.locator('text=Đã dời «Bản tin sáng» 24/11 05:30 → 06:30.').waitFor();
    const moved = programmes().find((one) => one.id === id);
    expect(moved?.recurrence.exceptions).toEqual([
      { at: instantAt('2026-11-24', '05:30'), do: 'move', to: instantAt('2026-11-24', '06:30') },
    ]);
    await page.reload();
    await settled(page);
    const undo = page.getByRole('button', { name: 'Hoàn tác' });
    await undo.focus();
    await page.keyboard.press('Enter');
    await undo.waitFor({ state: 'detached' });
    expect(JSON.stringify(desk.fake.world.schedule.get(id))).toBe(before);
  });

  test('a series asks which of its runs are meant, and a run is left out only with a reason', async () => {
    const page = await open('/lich');
    await visit(page, `/lich/${morningOf()}`);
    await page.locator('li button:has-text("Bỏ lượt này")').first().click();
    const dialog = page.locator('dialog[open]');
    expect(await dialog.locator('[role=radiogroup] label').allInnerTexts()).toEqual([
      'Chỉ ngày 24/11',
      'Từ 24/11 trở đi',
      'Cả chuỗi',
    ]);
    await page.click('dialog button:has-text("Bỏ lượt này")');
    await dialog.locator('[role=alert]', { hasText: 'Nhập lý do.' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.fill('#skip-reason', 'Lễ hội làng');
    await page.click('dialog button:has-text("Bỏ lượt này")');
    await page.locator('li', { hasText: 'Đã hủy: Lễ hội làng' }).first().waitFor();
    await page.locator('li', { hasText: 'Đã hủy: Lễ hội làng' }).locator('button:has-text("Khôi phục")').click();
    await page.locator('li', { hasText: 'Lễ hội làng' }).first().waitFor({ state: 'detached' });
  });
});

describe('the week', () => {
  test('links of the board name weekday, date, time, title and state', async () => {
    const page = await open('/lich');
    const names = await page
      .locator('table a[data-state]')
      .evaluateAll((links) => links.map((link) => link.textContent ?? ''));
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) expect(name).toMatch(/^(thứ \S+|Chủ nhật) \d{2}\/\d{2}\/2026 \d{2}:\d{2} .+/);
    const states = await page
      .locator('table [data-state]')
      .evaluateAll((items) =>
        items.map(
          (item) => `${item.getAttribute('data-state')} ${item.querySelector('svg')?.getAttribute('data-shape')}`,
        ),
      );
    const shapes = new Map(states.map((one) => one.split(' ') as [string, string]));
    expect(new Set(shapes.keys()).size).toBeGreaterThanOrEqual(6);
    for (const state of ['ready', 'pending', 'draft', 'returned', 'cancelled', 'on-air'])
      expect(shapes.get(`plan.state.${state}`), state).toBeTruthy();
    expect(new Set(shapes.values()).size).toBe(shapes.size);
    await page.emulateMedia({ forcedColors: 'active' });
    expect(await visibleText(page)).toContain('Chờ duyệt');
  });

  test('pages by week in the address, and Back returns', async () => {
    const page = await open('/lich');
    await page.getByRole('button', { name: 'Tuần sau' }).click();
    await page.waitForURL('**/lich?tuan=2026-W49');
    await page.locator('th', { hasText: '30/11' }).waitFor();
    await page.goBack();
    await page.locator('th', { hasText: 'Thứ Hai 23/11' }).waitFor();
  });

  test('a holiday stands with its lunar date', async () => {
    const page = await open('/lich?tuan=2027-W05');
    const head = page.locator('th', { hasText: 'Tết Nguyên đán' }).first();
    await head.waitFor();
    expect(await head.textContent()).toContain('1/1 âm lịch');
    expect(await head.textContent()).toContain('06/02');
  });

  test('is silenced with a reason, and speaks again', async () => {
    const page = await open('/lich');
    await page.click('button:has-text("Nghỉ phát")');
    await page.fill('#silence-from', '26/11/2026');
    await page.fill('#silence-to', '26/11/2026');
    await page.click('button:has-text("Đặt ngày nghỉ")');
    await page.locator('[role=alert]', { hasText: 'Nhập lý do.' }).waitFor();
    await page.fill('#silence-reason', 'Tang lễ trong xóm');
    await page.click('button:has-text("Đặt ngày nghỉ")');
    await page.locator('li', { hasText: 'Tang lễ trong xóm' }).waitFor();
    await page.click('dialog button:has-text("Đóng")');
    await page.locator('th', { hasText: 'Nghỉ: Tang lễ trong xóm' }).waitFor();
    const silent = page.locator('td a', {
      hasText: /26\/11\/2026 05:30 Bản tin sáng.*Sẽ không phát: đang giữ im lặng/s,
    });
    await silent.waitFor();
    await page.click('button:has-text("Nghỉ phát")');
    await page.getByRole('button', { name: /^Bỏ.*Tang lễ trong xóm/ }).click();
    await page.locator('li', { hasText: 'Tang lễ trong xóm' }).waitFor({ state: 'detached' });
    await silent.waitFor({ state: 'detached' });
  });

  test('is copied once, each copy waiting for approval', async () => {
    const page = await open('/lich?tuan=2026-W49');
    const before = programmes().length;
    await page.click('button:has-text("Chép tuần trước")');
    await page.click('dialog button:has-text("Chép tuần")');
    await page.locator('dialog', { hasText: /Đã tạo \d+ lịch phát chờ duyệt/ }).waitFor();
    const made = programmes().slice(0, programmes().length - before);
    expect(made.length).toBeGreaterThan(0);
    expect(made.every((one) => one.state === 'pending' && one.recurrence.from >= '2026-11-30')).toBe(true);
  });

  test('a session is registered ahead, never for today', async () => {
    const page = await open('/lich');
    await page.click('button:has-text("Buổi đăng ký")');
    await page.fill('#session-from', '11:00');
    await page.fill('#session-to', '11:30');
    await page.fill('#session-valid-from', '23/11/2026');
    await page.click('dialog button:has-text("Đăng ký buổi"):not([aria-label])');
    await page.locator('[role=alert]', { hasText: 'từ ngày mai trở đi' }).waitFor();
    await page.fill('#session-valid-from', '24/11/2026');
    await page.click('dialog button[type=submit]');
    await page.locator('dialog li', { hasText: '11:00–11:30' }).waitFor();
  });

  test('a calendar file’s events are taken or left with their reason', async () => {
    const page = await open('/lich');
    await page.click('button:has-text("Nhập lịch")');
    await page.click('dialog button:has-text("Nhập lịch")');
    await page.locator('[role=alert]', { hasText: 'Chọn tệp lịch trước' }).waitFor();
    await page.setInputFiles('#plan-import', {
      name: 'lich.ics',
      mimeType: 'text/calendar',
      buffer: Buffer.from('BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Họp thôn\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'),
    });
    await page.click('dialog button:has-text("Nhập lịch")');
    await page.locator('dialog', { hasText: 'Họp thôn: Chưa có bản tin nào tên như vậy.' }).waitFor();
  });
});

describe('campaigns', () => {
  test('the province asks its communes, and sees first who did not comply', async () => {
    const page = await open('/dot-tuyen-truyen/moi', DESKTOP, 'admin');
    await page.click('button:has-text("Gửi tới các xã")');
    await page.waitForSelector('[role=alert]:focus');
    expect(await page.locator('[role=alert] li').allInnerTexts()).toEqual([
      'Nhập tên đợt.',
      'Chọn ít nhất một bản tin.',
    ]);
    await page.fill('#campaign-title', 'Tết an toàn');
    await page.getByLabel('Vệ sinh đường làng ngõ xóm').check();
    await page.getByLabel('Xã Hưng Lợi').uncheck();
    await page.click('button:has-text("Gửi tới các xã")');
    await page.waitForURL(/dot-tuyen-truyen\/0/);
    await page.locator('text=0/17 xã đã phát đủ. Hạn 07/12/2026.').waitFor();
    await page.click('button:has-text("Dừng đợt này")');
    await page.click('dialog button:has-text("Dừng đợt này")');
    await page.locator('dd', { hasText: 'Đã dừng' }).waitFor();
    await visit(page, `/dot-tuyen-truyen/${desk.fake.world.schedule.campaigns[1]?.id}`);
    const states = await page.locator('tbody td[data-label="Trạng thái"]').allInnerTexts();
    expect(states.lastIndexOf('Chưa đủ')).toBeLessThan(states.indexOf('Đã đủ'));
  });

  test('a commune reads them and makes none', async () => {
    const page = await open('/dot-tuyen-truyen');
    await page.locator('main a[href^="/dot-tuyen-truyen/0"]').first().waitFor();
    expect(await page.locator('a:has-text("Tạo đợt")').count()).toBe(0);
  });
});

test('on a phone every element that gets the focus stands clear of header and strip', async () => {
  const page = await open('/lich', PHONE);
  for (const path of ['/lich', '/lich/moi', '/se-phat']) {
    await visit(page, path);
    for (let step = 0; step < 40; step++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(COVERED), `${path}, ${step}. Tab`).toBe('');
    }
  }
});

/** Says what has the focus and is hidden behind something else. */
const COVERED = `(() => {
  const one = document.activeElement;
  if (!one || one === document.body) return '';
  const box = one.getBoundingClientRect();
  if (box.width < 2 || box.height < 2 || one.closest('.visually-hidden')) return '';
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const points = [box.top + 2, box.bottom - 2, box.top + box.height / 2];
  const seen = points.some((y) => {
    const top = document.elementFromPoint(x, y);
    return top && (one.contains(top) || top.contains(one) || top.closest('label')?.contains(one) || (top.tagName === 'LABEL' && top.htmlFor === one.id));
  });
  return seen ? '' : one.outerHTML.slice(0, 120);
})()`;

function focused(page: Page): Promise<string> {
  return page.evaluate("document.activeElement?.id ?? ''");
}
