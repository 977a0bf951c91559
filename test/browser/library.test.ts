import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { deskOfFile, MICROPHONE } from './desk.ts';
import {
  AM_OR_PM,
  axeFindings,
  DESKTOP,
  overflow,
  PHONE,
  settled,
  shoot,
  TWO_DIGIT_YEAR,
  visibleText,
  visit,
} from './screen.ts';

/** Long enough for a recording of some seconds to be heard to its end. */
const HEARD_MS = 20_000;

const desk = deskOfFile(MICROPHONE);
const { fake } = desk;

const bulletin = (title: string) => {
  const found = fake.world.broadcast.bulletins.find((one) => one.title === title);
  if (!found) throw new Error(`no bulletin «${title}»`);
  return found;
};

const card = (page: Page, title: string): Locator =>
  page.locator('section', { has: page.getByRole('heading', { name: title, exact: true }) });
const button = (where: Locator | Page, name: string) => where.getByRole('button', { name, exact: true });

/** Everything that was sent to an address like this. */
function sentTo(page: Page, pattern: RegExp): { method: string; body: string }[] {
  const sent: { method: string; body: string }[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET' && pattern.test(request.url()))
      sent.push({ method: request.method(), body: request.postData() ?? '' });
  });
  return sent;
}

const sound = (name: string, bytes = 4_000) => ({ name, mimeType: 'audio/mpeg', buffer: Buffer.alloc(bytes, 1) });

interface State {
  readonly name: string;
  readonly who: string;
  readonly path: () => string;
  readonly act?: (page: Page) => Promise<void>;
}

const detail = () => `/ban-tin/${bulletin('Bản tin sáng').id}`;
const STATES: readonly State[] = [
  { name: 'the library', who: 'operator', path: () => '/ban-tin' },
  { name: 'a tab without bulletins', who: 'operator', path: () => '/ban-tin?tim=khong+co+gi' },
  { name: 'what the province sent', who: 'operator', path: () => '/ban-tin?muc=tinh-gui' },
  { name: 'recording', who: 'operator', path: () => '/ban-tin?tao=ghi-am', act: (page) => startRecording(page) },
  { name: 'uploading', who: 'operator', path: () => '/ban-tin?tao=tai-tep' },
  { name: 'reading a text', who: 'operator', path: () => '/ban-tin?tao=doc', act: makeSpeech },
  {
    name: 'a long text that is read',
    who: 'operator',
    path: () => '/ban-tin?tao=doc',
    act: async (page) => {
      const long =
        'Sáng 30/12, UBND xã và VNPT phát 5.000.000đ cho bà con Krông Ana. [nghỉ 2 giây] Mời bà con đến đủ. ';
      await page.fill('#speech-text', long.repeat(6));
      await page.locator('mark[data-by=dictionary]').first().waitFor();
      await button(page, 'Thêm vào từ điển').click();
      await page.waitForSelector('#word-written');
    },
  },
  {
    name: 'a letter',
    who: 'operator',
    path: () => '/ban-tin?tao=cong-van',
    act: async (page) => {
      await page.setInputFiles('input[type=file]', { ...sound('cv.docx'), mimeType: 'application/msword' });
      await page.waitForSelector('mark');
    },
  },
  { name: 'a bulletin', who: 'operator', path: detail },
  {
    name: 'changing a bulletin',
    who: 'operator',
    path: detail,
    act: async (page) => {
      await button(page, 'Sửa').click();
      await page.locator('text=phải duyệt lại').first().waitFor();
    },
  },
  {
    name: 'replacing a file',
    who: 'operator',
    path: detail,
    act: async (page) => {
      await button(page, 'Thay tệp ở mọi nơi').click();
      await page.locator('dialog', { hasText: 'Đang dùng ở 1 lịch' }).waitFor();
    },
  },
  { name: 'what waits', who: 'approver', path: () => '/duyet' },
  { name: 'one that waits', who: 'approver', path: () => `/duyet/${bulletin('Tiêm phòng đợt 2').id}` },
  { name: 'nothing under that address', who: 'approver', path: () => `/duyet/${bulletin('Bản tin sáng').id}` },
  {
    name: 'approving unheard',
    who: 'approver',
    path: () => '/duyet',
    act: async (page) => {
      await button(card(page, 'Chuyên mục pháp luật và đời sống'), 'Duyệt').click();
      await page.locator('[role=alert]').waitFor();
    },
  },
  {
    name: 'returning without a reason',
    who: 'approver',
    path: () => '/duyet',
    act: async (page) => {
      await button(page, 'Trả lại…').first().click();
      await button(page.locator('dialog'), 'Trả lại').click();
      await page.waitForSelector('dialog [role=alert]');
    },
  },
  {
    name: 'approving the week',
    who: 'approver',
    path: () => '/duyet',
    act: async (page) => {
      await button(page, 'Duyệt cả tuần').click();
      await page.waitForSelector('dialog[open]');
    },
  },
  {
    name: 'naming a deputy',
    who: 'approver',
    path: () => '/duyet',
    act: async (page) => {
      await button(page, 'Nhờ duyệt thay').click();
      await page.waitForSelector('#deputy-account');
    },
  },
];

async function startRecording(page: Page): Promise<void> {
  await button(page, 'Bắt đầu ghi').click();
  await page.waitForSelector('[role=timer]');
}

async function makeSpeech(page: Page): Promise<void> {
  await page.fill('#speech-text', 'Sáng 30/12, UBND xã phát 5.000.000đ.');
  await page.waitForSelector('mark');
  await button(page, 'Tạo giọng đọc').click();
  await page.waitForSelector('#bulletin-title');
}

describe.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
])('on a %s', (_name, size) => {
  test.each(STATES)('$name is free of axe findings, fits, and every target can be hit', async ({ who, path, act }) => {
    const page = await desk.open(who, path(), size);
    await settled(page);
    await act?.(page);
    expect(await axeFindings(page)).toEqual([]);
    const text = await visibleText(page);
    expect(text).not.toMatch(TWO_DIGIT_YEAR);
    expect(text).not.toMatch(AM_OR_PM);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await smallTargets(page)).toEqual([]);
    if (size === PHONE) {
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await overflow(page), 'at 320 px').toBeLessThanOrEqual(0);
    }
    expect(await page.evaluate<number>("document.querySelectorAll('*').length")).toBeLessThanOrEqual(1_500);
  });

  test.each([
    ['operator', '/ban-tin'],
    ['operator', '/ban-tin?tao=doc'],
    ['approver', '/duyet'],
  ])('whoever goes through %s’s %s by Tab sees the focus every time', async (who, path) => {
    const page = await desk.open(who, path, size);
    await settled(page);
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press('Tab');
      expect(await obscured(page), `step ${step}`).toBe('');
    }
  });
});

/** Buttons and links under 24 px, and main actions under 44. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('button, a, select, input:not([type=file])')].flatMap((one) => {
    const { width, height } = one.getBoundingClientRect();
    if (width === 0 || one.closest('.skip-link, [class*=visually-hidden]') || !one.checkVisibility()) return [];
    const least = one.hasAttribute('data-primary') ? 44 : 24;
    const label = one.closest('label, [class*=Radio-root]');
    const box = label ? label.getBoundingClientRect() : { width, height };
    return box.width < least - 0.5 || box.height < least - 0.5 ? [one.outerHTML.slice(0, 120) + ' ' + width + '×' + height] : [];
  })`);
}

/** What has the focus but lies below the header or the strip with STOP. */
function obscured(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const one = document.activeElement;
    if (!one || one === document.body || one.closest('header.mantine-AppShell-header, footer, nav, .skip-link')) return '';
    const box = one.getBoundingClientRect();
    const top = document.querySelector('header.mantine-AppShell-header').getBoundingClientRect().bottom;
    const foot = document.querySelector('footer')?.getBoundingClientRect().top ?? innerHeight;
    const middle = (box.top + box.bottom) / 2;
    return middle >= top && middle <= foot ? '' : one.outerHTML.slice(0, 160) + JSON.stringify(box);
  })()`);
}

describe('reading a text aloud', () => {
  test('the preview says dates and amounts in words and marks what it changed; the speech becomes a bulletin', async () => {
    const page = await desk.open('operator', '/ban-tin');
    await button(page, 'Đọc văn bản').click();
    await button(page, 'Tạo giọng đọc').click();
    await page.locator('text=Nhập nội dung cần đọc.').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('speech-text');
    await page.fill('#speech-text', 'Sáng 30/12, UBND xã phát 5.000.000đ cho mỗi hộ.');
    await page.locator('mark', { hasText: 'ba mươi tháng mười hai' }).waitFor();
    expect(await page.locator('blockquote mark').allInnerTexts()).toEqual([
      'ba mươi tháng mười hai',
      'Ủy ban nhân dân',
      'năm triệu đồng',
    ]);
    expect(await page.locator('blockquote').textContent()).toBe(
      'Sáng ba mươi tháng mười hai, Ủy ban nhân dân xã phát năm triệu đồng cho mỗi hộ.',
    );
    await button(page, 'Tạo giọng đọc').click();
    await page.locator('text=/Đã tạo giọng đọc, dài \\d:\\d\\d/').waitFor();
    expect(
      await page
        .locator('audio')
        .evaluateAll((all) => all.every((one) => (one as unknown as { paused: boolean }).paused)),
    ).toBe(true);
    await page.fill('#bulletin-title', 'Phát tiền hỗ trợ');
    await button(page, 'Gửi duyệt').click();
    await page.waitForURL('**/ban-tin/0*');
    await page.getByRole('heading', { name: 'Phát tiền hỗ trợ', exact: true }).waitFor();
    expect(bulletin('Phát tiền hỗ trợ')).toMatchObject({
      state: 'pending',
      text: 'Sáng 30/12, UBND xã phát 5.000.000đ cho mỗi hộ.',
    });
  });

  test('a sentence is heard alone, a pause is put in where the cursor stands, and a marked word goes into the dictionary', async () => {
    const page = await desk.open('operator', '/ban-tin?tao=doc');
    const text = 'Sáng 30/12 họp ở TDP 5. Mời bà con Krông Ana đến đủ.';
    await page.fill('#speech-text', text);
    await page.locator('mark[data-by=dictionary]', { hasText: 'cờ rông a na' }).waitFor();
    await button(page, 'Nghe thử: Mời bà con Krông Ana đến đủ.').click();
    await button(page, 'Dừng nghe: Mời bà con Krông Ana đến đủ.').waitFor();
    await expect.poll(() => fake.world.heardSentences.at(-1)).toBe('Mời bà con Krông Ana đến đủ.');
    await page
      .locator('#speech-text')
      .evaluate((field) =>
        (field as unknown as { setSelectionRange(a: number, b: number): void }).setSelectionRange(24, 24),
      );
    await button(page, 'Chèn nghỉ 3 giây').click();
    expect(await page.inputValue('#speech-text')).toBe(text.replace('5. ', '5. [nghỉ 3 giây] '));
    await page.locator('blockquote', { hasText: 'nghỉ 3 giây' }).waitFor();
    await shoot(page, 'speech-1366');
    await page.setViewportSize(PHONE);
    await shoot(page, 'speech-360');
    await page.setViewportSize(DESKTOP);
    await page.locator('mark button', { hasText: 'ba mươi tháng mười hai' }).click();
    const dialog = page.locator('dialog[open]');
    expect(await dialog.locator('#word-written').inputValue()).toBe('30/12');
    await dialog.locator('#word-spoken').fill('ngày thành lập xã');
    await dialog.locator('button[type=submit]').click();
    await dialog.waitFor({ state: 'detached' });
    await page.locator('mark[data-by=dictionary]', { hasText: 'ngày thành lập xã' }).waitFor();
  });

  test('a text changed after the speech was made says that the two no longer match', async () => {
    const page = await desk.open('operator', '/ban-tin?tao=doc');
    await makeSpeech(page);
    await page.fill('#speech-text', 'Lời khác hẳn.');
    await page.locator('text=Văn bản đã sửa. Tạo lại giọng đọc cho khớp.').waitFor();
  });

  test('an official letter fills in text, title and field, and says what was left out', async () => {
    const page = await desk.open('operator', '/ban-tin?tao=cong-van', PHONE);
    await page.setInputFiles('input[type=file]', { ...sound('cong-van.docx'), mimeType: 'application/msword' });
    await page.locator('text=Công văn số 128/UBND-VX ngày 20/11/2026').waitFor();
    await page.locator('text=Bảng biểu trong công văn không được đọc.').waitFor();
    expect(await page.inputValue('#speech-text')).toContain('Sáng 30/12, UBND xã phát');
    await button(page, 'Tạo giọng đọc').click();
    await page.waitForSelector('#bulletin-title');
    expect(await page.inputValue('#bulletin-title')).toBe('Về việc chi trả hỗ trợ thiệt hại do mưa lũ');
    expect(await page.getByLabel('Lĩnh vực').inputValue()).toBe('disaster');
    await button(page, 'Lưu nháp').click();
    await page.waitForURL('**/ban-tin/0*');
    expect(bulletin('Về việc chi trả hỗ trợ thiệt hại do mưa lũ').state).toBe('draft');
  });
});

describe('approving', () => {
  test('before the end nothing is sent, a jump to the end does not count, and a full play sends exactly one request', async () => {
    const page = await desk.open('approver', '/duyet');
    const sent = sentTo(page, /\/approve$|\/approvals$/);
    const item = card(page, 'Ra quân vệ sinh môi trường');
    await button(item, 'Duyệt').click();
    await item.locator('[role=alert]', { hasText: 'Hãy nghe hết bản tin để duyệt (còn 0:04).' }).waitFor();
    const focused = () => page.evaluate("document.activeElement.getAttribute('aria-label')");
    expect(await focused()).toBe('Nghe «Ra quân vệ sinh môi trường»');

    await item.getByRole('slider').focus();
    await page.keyboard.press('End');
    await page.waitForTimeout(500);
    await button(item, 'Duyệt').click();
    expect(await focused()).toBe('Nghe «Ra quân vệ sinh môi trường»');
    expect(sent).toEqual([]);

    await page.keyboard.press('Enter');
    await item.locator('text=Đã nghe đủ để duyệt.').waitFor({ timeout: HEARD_MS });
    const { contentHash } = bulletin('Ra quân vệ sinh môi trường');
    await button(item, 'Duyệt').focus();
    await page.keyboard.press('Enter');
    await page.locator('[role=status]:focus', { hasText: 'Đã duyệt «Ra quân vệ sinh môi trường».' }).waitFor();
    expect(sent).toEqual([{ method: 'POST', body: JSON.stringify({ contentHash }) }]);
    await expect.poll(() => item.count()).toBe(0);
  });

  test('the middle heard and the end jumped to leaves the rest to be heard, also after a reload', async () => {
    const page = await desk.open('approver', `/duyet/${bulletin('Tiêm phòng cúm cho người cao tuổi').id}`, PHONE);
    await button(page, 'Nghe «Tiêm phòng cúm cho người cao tuổi»').click();
    await page.locator('text=/Còn 2:0[0-8] để duyệt/').waitFor({ timeout: HEARD_MS });
    await page.getByRole('slider').focus();
    await page.keyboard.press('End');
    await page.waitForTimeout(700);
    const before = fake.world.library.heard(
      fake.world.people.named('approver').id,
      bulletin('Tiêm phòng cúm cho người cao tuổi').recording,
    );
    expect(before.leftMs).toBeGreaterThan(100_000);
    expect(before.enough).toBe(false);
    await page.reload();
    await page.locator('text=/Còn (1:5\\d|2:0[0-8]) để duyệt/').waitFor();
    await page.locator('button', { hasText: /Tới đoạn chưa nghe \(0:0\d\)/ }).waitFor();
  });

  test('a long bulletin asks for its marked parts only', async () => {
    const page = await desk.open('approver', `/duyet/${bulletin('Chuyên mục pháp luật và đời sống').id}`);
    await page.locator('text=Bản tin dài: chỉ cần nghe các đoạn đánh dấu vàng.').waitFor();
    await page.locator('text=Còn 2:30 để duyệt.').waitFor();
  });

  test('what changed behind the open page is not approved; the new version is offered', async () => {
    const made = await heardItem('Thông báo vừa sửa');
    const page = await desk.open('approver', `/duyet/${made.id}`);
    await page.locator('text=Đã nghe đủ để duyệt.').waitFor();
    fake.world.library.rewrite(made.id);
    await button(page, 'Duyệt').click();
    await page.locator('[role=alert]', { hasText: 'Nội dung đã đổi sau khi mở.' }).waitFor();
    expect(bulletin('Thông báo vừa sửa').state).toBe('pending');
    expect(await button(page, 'Duyệt').count()).toBe(0);
    await button(page, 'Nghe bản mới').click();
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toContain('Nghe «');
    await button(page, 'Duyệt').click();
    await page.locator('text=Đã duyệt «Thông báo vừa sửa».').waitFor();
    expect(bulletin('Thông báo vừa sửa').state).toBe('approved');
  });

  test('the creator sees why there is no approve button, in the list of what waits and on the bulletin’s page', async () => {
    const own = await heardItem('Bản tin lãnh đạo tự tạo', 'approver');
    const page = await desk.open('approver', `/duyet/${own.id}`);
    await page.locator('text=Người tạo không tự duyệt. Nhờ lãnh đạo khác duyệt.').waitFor();
    expect(await button(page, 'Duyệt').count()).toBe(0);
    expect(await button(page, 'Trả lại…').count()).toBe(0);
    await page.context().close();
    const maker = await desk.open('operator', `/ban-tin/${bulletin('Tiêm phòng đợt 2').id}`, PHONE);
    await maker.locator('text=Người tạo không tự duyệt').waitFor();
    expect(await maker.getByRole('link', { name: 'Nghe và duyệt' }).count()).toBe(0);
  });

  test('a return names its reason, «Khác» in words, and goes back to the maker', async () => {
    const made = await heardItem('Thông báo sai giờ');
    const page = await desk.open('approver', `/duyet/${made.id}`, PHONE);
    await button(page, 'Trả lại…').click();
    const sheet = page.locator('dialog');
    await button(sheet, 'Trả lại').click();
    await sheet.locator('[role=alert]:focus', { hasText: 'Chọn lý do trả lại.' }).waitFor();
    await sheet.getByLabel('Khác').check();
    await button(sheet, 'Trả lại').click();
    await sheet.locator('[role=alert]', { hasText: 'Ghi rõ lý do trả lại.' }).waitFor();
    await sheet.getByLabel('Sai giờ').check();
    await sheet.locator('#return-note').fill('Dời sang 17:15.');
    await button(sheet, 'Trả lại').click();
    await page.locator('[role=status]', { hasText: 'Đã trả lại «Thông báo sai giờ»' }).waitFor();
    expect(bulletin('Thông báo sai giờ')).toMatchObject({
      state: 'returned',
      returned: { reason: 'time', note: 'Dời sang 17:15.', byName: 'Trần Văn Hùng' },
    });
    await page.context().close();
    const maker = await desk.open('operator', `/ban-tin/${made.id}`);
    await maker.locator('text=Trần Văn Hùng trả lại: Sai giờ. Dời sang 17:15.').waitFor();
    await button(maker, 'Gửi duyệt').click();
    await maker.locator('text=Người tạo không tự duyệt').waitFor();
    expect(bulletin('Thông báo sai giờ').state).toBe('pending');
  });

  test('the whole week: what was heard enough is approved at once, the rest is listed with what is left', async () => {
    const one = await heardItem('Tuần: mục một');
    const two = await heardItem('Tuần: mục hai');
    const page = await desk.open('approver', '/duyet');
    const sent = sentTo(page, /\/approve$|\/approvals$/);
    await button(page, 'Duyệt cả tuần').click();
    const sheet = page.locator('dialog');
    await sheet.locator('text=Chuyên mục pháp luật và đời sống: còn 2:30').waitFor();
    await sheet.getByRole('button', { name: /^Duyệt \d+ mục$/ }).click();
    await sheet.locator('text=/Đã duyệt \\d+ mục/').waitFor();
    expect(sent).toHaveLength(1);
    const asked = JSON.parse(sent[0]?.body ?? '{}') as { items: { id: string; contentHash: string }[] };
    expect(asked.items.map((item) => item.id)).toEqual(expect.arrayContaining([one.id, two.id]));
    expect([bulletin(one.title).state, bulletin(two.title).state]).toEqual(['approved', 'approved']);
    expect(bulletin('Chuyên mục pháp luật và đời sống').state).toBe('pending');
  });

  test('a deputy is named from one day to another, and ended again', async () => {
    const page = await desk.open('approver', '/duyet', PHONE);
    await button(page, 'Nhờ duyệt thay').click();
    await button(page, 'Nhờ duyệt thay').click();
    await page.locator('[role=alert]:focus').waitFor();
    expect(await page.locator('[role=alert] li').allInnerTexts()).toEqual([
      'Chọn người duyệt thay.',
      'Nhập ngày cuối như 24/11/2026.',
    ]);
    await page.selectOption('#deputy-account', { label: 'Ngô Đức Thắng' });
    await page.fill('#deputy-to', '30/11/2026');
    await button(page, 'Nhờ duyệt thay').click();
    await page
      .locator('li', { hasText: 'Ngô Đức Thắng duyệt thay Trần Văn Hùng, 23/11/2026–30/11/2026 (đang thay)' })
      .waitFor();
    await button(page, 'Nhờ duyệt thay').click();
    await page.selectOption('#deputy-account', { label: 'Nguyễn Thị Nga' });
    await page.fill('#deputy-to', '30/11/2026');
    await button(page, 'Nhờ duyệt thay').click();
    await button(page, 'Thôi nhờ Nguyễn Thị Nga duyệt thay').waitFor();
    const standIn = await desk.openIn(page.context(), 'operator', '/ban-tin');
    await standIn.locator('text=Đang duyệt thay Trần Văn Hùng').waitFor();
    await standIn.getByRole('link', { name: 'Xem mục chờ duyệt' }).click();
    await standIn.locator('text=Người tạo không tự duyệt. Nhờ lãnh đạo khác duyệt.').first().waitFor();
    expect(await button(card(standIn, 'Chuyên mục pháp luật và đời sống'), 'Duyệt').count()).toBe(0);
    await page.context().close();
    const again = await desk.open('approver', '/duyet');
    await button(again, 'Thôi nhờ Nguyễn Thị Nga duyệt thay').click();
    await button(again.locator('dialog'), 'Thôi nhờ').click();
    await expect.poll(() => fake.world.library.deputies.length).toBe(1);
  });
});

/** A bulletin that waits and that the approver has heard, as if an hour ago. */
async function heardItem(title: string, by = 'operator') {
  const { broadcast, library, people } = fake.world;
  const recording = broadcast.addRecording(title, 2_000, fake.world.now());
  const made = library.create(
    { title, recording: recording.sha256, class: 'normal', field: 'general', language: 'vi' },
    people.named(by),
  );
  library.heard(people.named('approver').id, recording.sha256, [{ from: 0, to: 2_000 }]);
  return made;
}

describe('the library', () => {
  test('a search without accents finds, the tabs and filters narrow, and the server pages', async () => {
    const page = await desk.open('operator', '/ban-tin');
    const titles = () => page.locator('tbody th a').allInnerTexts();
    await expect.poll(async () => (await titles()).length).toBe(30);
    await button(page, 'Trang sau').click();
    await expect.poll(async () => (await titles()).length).toBeLessThan(30);
    await page.getByLabel('Tìm tên bản tin').fill('phong chong sot');
    await expect.poll(titles).toEqual(['Phòng chống sốt xuất huyết mùa mưa']);
    expect(page.url()).toContain('tim=phong');
    await page.getByRole('link', { name: 'Trả lại', exact: true }).click();
    await expect.poll(titles).toEqual(['Tuyển sinh lớp 10 năm học 2026–2027']);
    await page.getByRole('link', { name: 'Tất cả', exact: true }).click();
    await page.getByLabel('Ngôn ngữ').selectOption('hmn');
    await expect.poll(titles).toEqual(['Bản tin tiếng Mông: phòng chống tảo hôn']);
    await page.getByRole('link', { name: 'Hết hạn', exact: true }).click();
    await expect
      .poll(async () =>
        (await page.locator('tbody td[data-label="Hết hạn"]').allInnerTexts()).every((one) =>
          one.includes('Đã hết hạn'),
        ),
      )
      .toBe(true);
  });

  test('a file goes up with its loudness shown, a silent one is refused, and the bulletin waits', async () => {
    const page = await desk.open('operator', '/ban-tin');
    await button(page, 'Tải tệp').click();
    await page.setInputFiles('input[type=file]', sound('im.mp3', 10));
    await page.locator('[role=alert]', { hasText: 'Tệp không có tiếng.' }).waitFor();
    await page.setInputFiles('input[type=file]', sound('Thông báo lịch cắt điện.mp3'));
    await page.locator('text=Đã nhận «Thông báo lịch cắt điện»').waitFor();
    await page.locator('text=Âm lượng đạt −16,1 LUFS').waitFor();
    await page.fill('#bulletin-expires', '22/11/2026');
    await button(page, 'Gửi duyệt').click();
    await page.locator('[role=alert]', { hasText: 'Ngày hết hạn phải từ hôm nay trở đi.' }).waitFor();
    await page.fill('#bulletin-expires', '30/11/2026');
    await button(page, 'Gửi duyệt').click();
    await page.waitForURL('**/ban-tin/0*');
    await page.locator('text=Chờ duyệt').first().waitFor();
    expect(bulletin('Thông báo lịch cắt điện')).toMatchObject({ state: 'pending', expiresOn: '2026-11-30' });
  });

  test('changing an approved bulletin warns where it is used first, and it waits for approval again', async () => {
    const { id } = bulletin('Bản tin chiều');
    const page = await desk.open('operator', `/ban-tin/${id}`);
    await button(page, 'Sửa').click();
    await page.locator('text=Đang dùng ở 1 lịch').waitFor();
    await page.locator('text=Lưu xong sẽ về «Chờ duyệt» và phải duyệt lại.').waitFor();
    await page.fill('#bulletin-title', 'Bản tin chiều đã sửa');
    await button(page, 'Gửi duyệt').click();
    await page.getByRole('heading', { name: 'Bản tin chiều đã sửa', exact: true }).waitFor();
    await page.locator('header', { hasText: 'Bản tin chiều đã sửa' }).locator('text=Chờ duyệt').waitFor();
    expect(bulletin('Bản tin chiều đã sửa')).toMatchObject({ id, state: 'pending' });
  });

  test('a file is replaced everywhere only after it was shown where it is used; a cancel says the same first', async () => {
    const target = bulletin('Bản tin sáng');
    const page = await desk.open('operator', `/ban-tin/${target.id}`, PHONE);
    const sent = sentTo(page, /\/replace$/);
    await button(page, 'Thay tệp ở mọi nơi').click();
    const sheet = page.locator('dialog');
    await sheet.locator('text=Đang dùng ở 1 lịch, 24 lượt sắp phát.').waitFor();
    await page.setInputFiles('dialog input[type=file]', sound('moi.mp3'));
    await sheet.locator('text=Đã nhận «moi»').waitFor();
    expect(sent).toEqual([]);
    await button(sheet, 'Thay ở mọi nơi').click();
    await sheet.locator('text=/Đã thay ở 1 bản tin. 1 lịch chờ duyệt lại./').waitFor();
    await button(sheet, 'Đóng').click();
    expect(bulletin('Bản tin sáng').state).toBe('pending');
    await button(page, 'Hủy bản tin').click();
    await sheet.locator('text=Đang dùng ở 1 lịch').waitFor();
    await page.keyboard.press('Escape');
    expect(bulletin('Bản tin sáng').state).toBe('pending');
  });

  test('what the province sent stands with priority first, with its deadline, and leads to the timetable', async () => {
    const page = await desk.open('operator', '/ban-tin');
    await page.getByRole('link', { name: 'Tỉnh gửi (3)' }).click();
    const items = page.locator('main li');
    await items.first().waitFor();
    expect(await items.first().textContent()).toMatch(
      /Công điện về ứng phó mưa lũ[\s\S]*Ưu tiên[\s\S]*đã phát 0\/4 lần, hạn 25\/11\/2026/,
    );
    const [first] = fake.world.library.inbox;
    expect(await items.first().getByRole('link', { name: 'Đưa vào lịch' }).getAttribute('href')).toBe(
      `/lich/moi?ban-tin=${first?.bulletin}`,
    );
  });

  test('a row plays without fetching anything before, and another row stops it', async () => {
    const page = await desk.open('operator', '/ban-tin?muc=cho-duyet');
    const fetched: string[] = [];
    page.on('request', (request) => request.url().includes('/audio/') && fetched.push(request.url()));
    await settled(page);
    expect(fetched).toEqual([]);
    await button(page, 'Nghe «Chuyên mục pháp luật và đời sống»').click();
    await button(page, 'Tạm dừng «Chuyên mục pháp luật và đời sống»').waitFor();
    await button(page, 'Nghe «Tiêm phòng cúm cho người cao tuổi»').click();
    await button(page, 'Tạm dừng «Tiêm phòng cúm cho người cao tuổi»').waitFor();
    expect(await button(page, 'Nghe «Chuyên mục pháp luật và đời sống»').count()).toBe(1);
    await expect.poll(() => new Set(fetched).size).toBe(2);
  });
});

describe('the recorder', () => {
  test('the meter moves, a hidden page warns, the sound is heard again and becomes a recording', async () => {
    const page = await desk.open('operator', '/ban-tin', PHONE);
    await button(page, 'Ghi âm').click();
    await startRecording(page);
    const meter = page.getByRole('meter');
    const values = new Set<string | null>();
    await expect
      .poll(async () => values.add(await meter.getAttribute('aria-valuenow')).size, { timeout: 10_000 })
      .toBeGreaterThan(2);
    await page.evaluate(
      "Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true }); document.dispatchEvent(new Event('visibilitychange'))",
    );
    await page.locator('[role=alert]', { hasText: 'Khóa màn hình hoặc chuyển trang sẽ ngắt tiếng.' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await button(page, 'Dừng ghi').click();
    await page.waitForSelector('audio[controls][src^="blob:"]');
    expect(await axeFindings(page)).toEqual([]);
    const before = fake.world.library.uploads.length;
    await button(page, 'Dùng bản ghi này').click();
    await page.waitForSelector('#bulletin-title');
    const upload = fake.world.library.uploads[before];
    expect(upload?.type).toBe('audio/webm');
    expect(upload?.bytes).toBeGreaterThan(1_000);
    expect(await page.inputValue('#bulletin-title')).toMatch(/^Ghi âm 06:\d\d, 23\/11\/2026$/);
  });

  test('a reload in the middle offers what was kept, to this account alone', async () => {
    const page = await desk.open('operator', '/ban-tin?tao=ghi-am');
    await startRecording(page);
    await page.locator('[role=timer]:has-text("0:06")').waitFor({ timeout: 15_000 });
    await page.reload();
    await page.locator('text=/Có bản ghi dở dài 0:0[5-7]/').waitFor();
    const foreign = await desk.openIn(page.context(), 'dong.hunglinh', '/ban-tin?tao=ghi-am');
    await button(foreign, 'Bắt đầu ghi').waitFor();
    await foreign.waitForTimeout(500);
    expect(await foreign.locator('text=/Có bản ghi dở/').count()).toBe(0);
    await foreign.close();
    const again = await desk.openIn(page.context(), 'operator', '/ban-tin?tao=ghi-am');
    await button(again, 'Dùng phần đã ghi').click();
    await button(again, 'Dùng bản ghi này').click();
    await again.waitForSelector('#bulletin-title');
    await visit(again, '/ban-tin?tao=ghi-am');
    await button(again, 'Bắt đầu ghi').waitFor();
    expect(await again.locator('text=/Có bản ghi dở/').count()).toBe(0);
  });

  test('without a network the recording waits in the browser and goes when the network is back', async () => {
    const page = await desk.open('operator', '/ban-tin?tao=ghi-am');
    await startRecording(page);
    await page.waitForTimeout(1_200);
    await button(page, 'Dừng ghi').click();
    await page.waitForSelector('audio[controls]');
    await page.context().setOffline(true);
    await button(page, 'Dùng bản ghi này').click();
    await page.locator('[role=alert]', { hasText: 'Chờ gửi (1)' }).waitFor();
    await page.context().setOffline(false);
    await page.waitForSelector('#bulletin-title');
  });

  test.each([
    [
      'refused',
      "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))",
      'Trình duyệt chưa được phép dùng micro',
    ],
    [
      'missing',
      "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotFoundError'))",
      'Không tìm thấy micro',
    ],
    [
      'taken',
      "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotReadableError'))",
      'Micro đang được chương trình khác dùng',
    ],
    [
      'on plain http',
      "Object.defineProperty(window, 'isSecureContext', { get: () => false })",
      'Cần https để dùng micro',
    ],
  ])('a microphone that is %s is explained with what to do', async (_why, script, sentence) => {
    const window = await desk.window(PHONE);
    await window.addInitScript(script);
    const page = await desk.openIn(window, 'operator', '/ban-tin?tao=ghi-am');
    await button(page, 'Bắt đầu ghi').click();
    await page.locator('[role=alert]', { hasText: sentence }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});
