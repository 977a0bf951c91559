import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { deskOfEachTest, expectSound } from './desk.ts';
import {
  axeFindings,
  DESKTOP,
  KEEPS_SHELL,
  overflow,
  PHONE,
  settled,
  shoot,
  smallTargets,
  TWO_DIGIT_YEAR,
  visibleText,
} from './screen.ts';

const desk = deskOfEachTest();

const sheet = (page: Page) => page.locator('dialog[open]');
const submit = (page: Page) => sheet(page).locator('button[type=submit]').click();
const gone = (page: Page) => sheet(page).waitFor({ state: 'detached' });
const world = () => desk.fake.world;
const round = () => world().rounds.rounds[0]?.id ?? '';
const commune = () => world().places.communes[1]?.id ?? '';
const communePage = () => `/dot-tham-dinh/${round()}/xa/${commune()}`;

const PAGES: [string, () => string][] = [
  ['admin', () => '/dot-tham-dinh'],
  ['admin', () => '/dot-tham-dinh/moi'],
  ['appraiser', () => `/dot-tham-dinh/${round()}`],
  ['appraiser', communePage],
  ['approver', communePage],
  ['admin', () => '/quan-tri/quy-tac'],
  ['admin', () => '/quan-tri/quy-tac/default/soan?buoc=4'],
  ['admin', () => '/quan-tri/ky'],
  ['admin', () => '/quan-tri/loai-tru'],
  ['operator', () => '/quan-tri/loai-tru'],
  ['admin', () => '/quan-tri/loai-tru/moi'],
  ['operator', () => '/bao-cao'],
  ['operator', () => '/bao-cao?mau=broadcast-log&ky=2026-11'],
  ['admin', () => '/bao-cao?mau=province-summary&ky=2026-Q4'],
  ['admin', () => '/bao-cao?mau=figures'],
  ['admin', () => '/nhat-ky'],
];

test.each([DESKTOP, PHONE])(
  'every page of the office is clean and fits at %o and 320 px',
  async (size) => {
    const window = await desk.window(size);
    for (const [username, path] of PAGES) {
      const page = await desk.openIn(window, username, path());
      const name = `${username} ${path()}`;
      await expectSound(page, name);
      const text = await visibleText(page);
      expect(text, name).not.toMatch(/\b(rules|round|period|left-out|office|report|log|document|problem)\.[a-z-]+/);
      expect(text, name).not.toMatch(TWO_DIGIT_YEAR);
      expect(await page.locator('h1').count(), name).toBe(1);
      expect(await smallTargets(page), name).toEqual([]);
      expect(await page.evaluate<number>("document.querySelectorAll('*').length"), name).toBeLessThanOrEqual(1_500);
      await shoot(page, `office-${name.replace(/[^a-z0-9]+/gi, '-').slice(0, 80)}-${size.width}`);
      if (size === PHONE) {
        await page.setViewportSize({ width: 320, height: 640 });
        expect(await overflow(page), `${name} at 320 px`).toBeLessThanOrEqual(0);
      }
      await page.close();
    }
  },
  180_000,
);

test('a commune says what it thinks, the council concludes, and the three stand side by side unmixed', async () => {
  const leader = await desk.open('approver', communePage());
  const rows = (page: Page) => page.locator('[data-side-by-side] tbody tr');
  const computed = await rows(leader).locator('[data-opinion=computed]').allInnerTexts();
  await leader.getByRole('button', { name: 'Ghi: Xóm Ấp 10' }).click();
  await submit(leader);
  await sheet(leader).locator('a[href="#self-verdict"]').waitFor();
  await sheet(leader).getByLabel('Chưa đạt').check();
  await leader.fill('#self-note', 'Loa cột 12 hỏng từ đầu tháng');
  await submit(leader);
  await gone(leader);
  await rows(leader).nth(5).locator('[data-opinion=self]', { hasText: 'Chưa đạt' }).waitFor();
  const said = world().rounds.assessments[0];
  expect([said?.version, said?.hamlets.length]).toEqual([2, 6]);
  expect(await leader.getByRole('button', { name: /^Kết luận/ }).count()).toBe(0);

  const member = await desk.open('appraiser', communePage());
  expect(await member.getByRole('button', { name: /^Ghi:/ }).count()).toBe(0);
  for (const [verdict, text] of [
    ['Chưa đạt', 'Chờ sửa loa'],
    ['Đạt', 'Đã nghe lại ngày 22/11'],
  ] as const) {
    await member.getByRole('button', { name: 'Kết luận: Xóm Ấp 10' }).click();
    await sheet(member).getByLabel(verdict, { exact: true }).check();
    await member.fill('#council-text', text);
    await submit(member);
    await gone(member);
  }
  await rows(member).nth(5).locator('[data-opinion=council]', { hasText: /^Đạt/ }).waitFor();
  expect(world().rounds.conclusions.map(({ version, verdict }) => [version, verdict])).toEqual([
    [2, 'met'],
    [1, 'not-met'],
  ]);
  expect(await rows(member).nth(5).locator('[data-opinion=self]').textContent()).toContain('Chưa đạt');
  expect(await rows(member).locator('[data-opinion=computed]').allInnerTexts()).toEqual(computed);
  await member.getByRole('button', { name: 'Kết luận: Xóm Ấp 10' }).click();
  await sheet(member).locator('summary').click();
  expect(await sheet(member).locator('[data-versions] li').allInnerTexts()).toHaveLength(2);
  expect(await axeFindings(member)).toEqual([]);
  await shoot(member, 'office-conclusion');
});

test('the leader enters television with its paper; a reader sees it and why nothing can be written', async () => {
  const page = await desk.open('approver', communePage());
  await page.getByRole('button', { name: 'Ghi: Xuất bản phẩm' }).click();
  await sheet(page).getByLabel('Đạt', { exact: true }).check();
  await page.fill('#part-text', 'Mỗi xóm có tủ sách, danh mục kèm theo');
  await sheet(page)
    .locator('input[type=file]')
    .setInputFiles({ name: 'danh-muc.txt', mimeType: 'text/plain', buffer: Buffer.from('sách') });
  await sheet(page).locator('[role=alert]', { hasText: 'Chỉ nhận PDF, JPEG' }).waitFor();
  await sheet(page)
    .locator('input[type=file]')
    .setInputFiles({ name: 'danh-muc.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 sách') });
  await sheet(page).locator('[data-documents] li', { hasText: 'danh-muc.pdf' }).waitFor();
  await shoot(page, 'office-part');
  await submit(page);
  await gone(page);
  await page.locator('[data-part=publications]', { hasText: 'tủ sách' }).waitFor();
  expect(world().rounds.parts[0]?.documents).toHaveLength(1);
  const reader = await desk.open('operator', communePage());
  const text = await visibleText(reader);
  expect(text).toContain('tủ sách');
  expect(text).toContain('do thành viên hội đồng ghi. Tài khoản này chỉ xem');
  expect(await reader.locator('main button:not([data-stop])').count()).toBe(0);
});

test('a member draws hamlets from a seed said aloud, and records the visit that answers one', async () => {
  const page = await desk.open('appraiser', `/dot-tham-dinh/${round()}`);
  await page.getByRole('button', { name: 'Bốc thăm' }).click();
  await page.fill('#draw-seed', 'abc');
  await page.fill('#draw-hamlets', '0');
  await submit(page);
  await sheet(page).locator('a[href="#draw-seed"]').waitFor();
  expect(await sheet(page).locator('[role=alert] li').count()).toBe(2);
  await page.fill('#draw-seed', 'XSMB 22/11/2026 83517');
  await page.fill('#draw-hamlets', '4');
  await submit(page);
  await gone(page);
  const drawn = page.locator('[data-draw]').first();
  await drawn.locator('text=XSMB 22/11/2026 83517').first().waitFor();
  expect(await drawn.locator('tbody tr').count()).toBe(4);
  await drawn.locator('summary').click();
  expect(await drawn.locator('textarea').inputValue()).toBe(world().rounds.draws[0]?.candidates.join('\n'));
  await drawn
    .getByRole('button', { name: /^Ghi nhận lần đến thôn/ })
    .first()
    .click();
  await page.fill('#visit-time', '23:59');
  await submit(page);
  await sheet(page).locator('a[href="#visit-time"]', { hasText: 'chưa tới' }).waitFor();
  await page.fill('#visit-time', '5h45');
  await submit(page);
  await page.fill('#visit-there', '7');
  await page.fill('#visit-sounding', '8');
  await submit(page);
  await sheet(page).locator('a[href="#visit-sounding"]').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, 'office-visit');
  await page.fill('#visit-sounding', '6');
  await submit(page);
  await gone(page);
  await drawn.locator('tbody tr').first().locator('text=Đã đến').waitFor();
  expect(world().rounds.visits[0]).toMatchObject({ hornsThere: 7, hornsSounding: 6, draw: { item: 0 } });
});

test('a round that is closed, and one the member does not belong to, are read with the reason said', async () => {
  const [, other, closed] = world().rounds.rounds;
  const page = await desk.open('appraiser', `/dot-tham-dinh/${other?.id}`);
  expect(await visibleText(page)).toContain('không phải thành viên đợt này nên chỉ xem');
  await page.goto(`/dot-tham-dinh/${closed?.id}`);
  await settled(page);
  expect(await visibleText(page)).toContain('Đợt đã đóng nên chỉ xem');
  expect(await page.getByRole('button', { name: 'Bốc thăm' }).count()).toBe(0);
});

test('an administrator opens a round step by step, then closes it for good', async () => {
  const page = await desk.open('admin', '/dot-tham-dinh/moi');
  await page.click('main button[type=submit]');
  await page.locator('a[href="#round-title"]').waitFor();
  await page.fill('#round-title', 'Thẩm định bổ sung 2026');
  await page.keyboard.press('Enter');
  await page.click('main button[type=submit]');
  await page.locator('a[href="#round-communes"]').waitFor();
  await page.getByLabel('Tìm', { exact: true }).fill('hung linh');
  await page.getByLabel('Xã Hưng Lĩnh').check();
  await page.click('main button[type=submit]');
  await page.getByLabel('Hồ Thị Lan').check();
  await page.click('main button[type=submit]');
  await page.waitForURL(/\/dot-tham-dinh\/[0-9A-Z]{26}$/);
  await settled(page);
  expect(world().rounds.rounds[0]).toMatchObject({
    title: 'Thẩm định bổ sung 2026',
    communes: [commune()],
    year: 2026,
  });
  await page.getByRole('button', { name: 'Đóng đợt' }).click();
  await sheet(page).getByRole('button', { name: 'Đóng đợt này' }).click();
  await gone(page);
  await page.locator('main', { hasText: 'Đợt đã đóng nên chỉ xem' }).waitFor();
});

test('a draft is tried on a past period before anybody may publish it, and never by who drew it up', async () => {
  const page = await desk.open('admin', '/quan-tri/quy-tac');
  await page.locator('[data-rule-sheet] tbody tr').nth(11).waitFor();
  expect(await page.locator('[data-compare] tbody tr').count()).toBe(4);
  expect(await page.getByRole('button', { name: /^Ban hành/ }).count()).toBe(0);
  await page.getByRole('button', { name: 'Chạy thử', exact: true }).click();
  const result = page.locator('[data-trial]');
  await result.locator('tbody tr').first().waitFor();
  const changed = await result.locator('table').first().locator('tbody tr').count();
  expect(await result.locator('[role=status]').textContent()).toContain(
    `Chạy thử trên Quý III/2026: ${changed}/126 thôn đổi đánh giá so với bản 3.`,
  );
  expect(world().rules.trials).toEqual([{ from: '2026-07-01', to: '2026-09-30' }]);
  await page.getByRole('button', { name: 'Ban hành từ 01/01/2027' }).waitFor();
  await expectSound(page);
  await shoot(page, 'office-trial');

  await page.getByRole('link', { name: 'Sửa bản nháp' }).click();
  await page.waitForURL(/soan/);
  await page.goto('/quan-tri/quy-tac/default/soan?buoc=4');
  await page.fill('#rule-horns', '75,5');
  await page.fill('#rule-vouch', 'mười');
  await page.reload();
  expect(await page.locator('#rule-horns').inputValue()).toBe('75,5');
  await page.getByRole('button', { name: 'Đến bước lưu' }).click();
  await page.fill('#rule-reason', 'Góp ý của ba xã');
  await page.getByRole('button', { name: 'Lưu bản nháp' }).click();
  await page.locator('[role=alert] a[href="#rule-vouch"]').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.fill('#rule-vouch', '120');
  await page.getByRole('button', { name: 'Đến bước lưu' }).click();
  await page.getByRole('button', { name: 'Lưu bản nháp' }).click();
  await page.locator('main', { hasText: 'do chính tài khoản này soạn' }).waitFor();
  const draft = world().rules.versions.get('default')?.[0];
  expect(draft?.rule.numbers).toMatchObject({
    hornsShare: 0.755,
    vouchDays: 120,
    sessionsShare: 0.85,
    communeShare: 1,
  });
  expect(draft?.reason).toBe('Góp ý của ba xã');
  await page.getByRole('button', { name: 'Chạy thử', exact: true }).click();
  await result.locator('[role=status]').waitFor();
  expect(await page.getByRole('button', { name: /^Ban hành/ }).count()).toBe(0);

  const second = await desk.open('second', '/quan-tri/quy-tac');
  await second.getByRole('button', { name: 'Chạy thử', exact: true }).click();
  await second.getByRole('button', { name: 'Ban hành từ 01/01/2027' }).click();
  await sheet(second).getByRole('button', { name: 'Ban hành', exact: true }).click();
  await gone(second);
  await second.locator('main', { hasText: 'Đã ban hành.' }).waitFor();
  expect(world().rules.versions.get('default')?.[0]?.state).toBe('published');
});

test('the rule prints alone on one page', async () => {
  const page = await desk.open('admin', '/quan-tri/quy-tac');
  await page.locator('[data-rule-sheet] tbody tr').nth(11).waitFor();
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('[data-rule-sheet] tbody tr').last().isVisible()).toBe(true);
  expect(await page.locator('h1').isVisible()).toBe(false);
  await shoot(page, 'office-rule-print');
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
});

test('a period is opened, cannot be closed early, is closed by hand, and its addenda are read', async () => {
  const page = await desk.open('admin', '/quan-tri/ky');
  const row = (name: string) => page.locator('tbody tr', { hasText: name });
  expect(await row('Quý IV/2026').textContent()).toContain('Chốt được từ 15/01/2027');
  await page.getByRole('button', { name: 'Chốt tay: Quý III/2026' }).click();
  await sheet(page).locator('text=Không mở lại được').waitFor();
  await page.keyboard.press('Escape');
  await gone(page);
  expect(world().rules.periods[1]?.closedAt).toBeUndefined();
  await page.getByRole('button', { name: 'Chốt tay: Quý III/2026' }).click();
  await sheet(page).getByRole('button', { name: 'Chốt kỳ' }).click();
  await gone(page);
  await row('Quý III/2026').locator('text=Đã chốt').waitFor();
  await page.getByRole('button', { name: 'Mở kỳ mới' }).click();
  expect(await page.locator('#period-name').inputValue()).toBe('Quý I/2027');
  await page.fill('#period-closes-on', '01/04/2027');
  await submit(page);
  await sheet(page).locator('a[href="#period-closes-on"]').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.fill('#period-closes-on', '15/04/2027');
  await submit(page);
  await gone(page);
  await row('Quý I/2027').waitFor();
  await page.getByRole('button', { name: 'Phụ lục của Quý II/2026' }).click();
  await sheet(page).locator('tbody tr').nth(2).waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

test('a decision of the province is recorded with its paper, and revoked with a reason; a commune only reads', async () => {
  const page = await desk.open('admin', '/quan-tri/loai-tru/moi');
  await page.click('main button[type=submit]');
  await page.locator('a[href="#exclusion-areas"]').waitFor();
  await page.getByLabel('Toàn bộ Xã Hưng Lĩnh').check();
  await page.fill('#exclusion-from', '20/06/2026');
  await page.fill('#exclusion-to', '21/11/2026');
  await page.click('main button[type=submit]');
  await page.locator('a[href="#exclusion-from"]', { hasText: 'kỳ đã chốt' }).waitFor();
  await page.fill('#exclusion-from', '20/11/2026');
  await page.getByLabel('tối').uncheck();
  await page.click('main button[type=submit]');
  await page.fill('#exclusion-reason', 'Bão số 13');
  await page.fill('#exclusion-number', '1290/QĐ-SVHTTDL');
  await page.click('main button[type=submit]');
  await page.locator('a[href="#exclusion-document"]').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page
    .locator('main input[type=file]')
    .setInputFiles({ name: 'QD-1290.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 QĐ') });
  await page.locator('[data-documents] li').waitFor();
  await page.click('main button[type=submit]');
  await page.locator('main', { hasText: '28 buổi của 7 thôn' }).waitFor();
  expect(await visibleText(page)).toContain('quyết định được đến hết 15/01/2027');
  await expectSound(page);
  await shoot(page, 'office-exclusion-check');
  await page.click('main button[type=submit]');
  await page.waitForURL(/loai-tru$/);
  expect(world().rules.exclusions[0]).toMatchObject({
    ...{ from: '2026-11-20', to: '2026-11-21', parts: ['morning', 'afternoon'], cause: 'storm' },
    areas: [{ id: commune() }],
  });
  await page.getByRole('button', { name: 'Thu hồi quyết định 1290/QĐ-SVHTTDL' }).click();
  await submit(page);
  await sheet(page).locator('a[href="#revoke-reason"]').waitFor();
  await page.fill('#revoke-reason', 'Ghi nhầm ngày');
  await submit(page);
  await gone(page);
  expect(world().rules.exclusions[0]?.revokedReason).toBe('Ghi nhầm ngày');

  const reader = await desk.open('operator', '/quan-tri/loai-tru');
  await reader.locator('[data-both]').waitFor();
  const text = await visibleText(reader);
  expect(text).toContain('Chỉ tỉnh được quyết định buổi không tính. Tài khoản này chỉ xem.');
  expect(text).toMatch(/\d\/7 thôn đạt\. Nếu tính cả các buổi này: \d\/7\./);
  expect(await reader.locator('main button').count()).toBe(0);
});

test('a report is looked at as tables and taken away with the very same question', async () => {
  const page = await desk.open('admin', '/bao-cao');
  await page.getByRole('link', { name: 'Bảng tổng hợp tỉnh' }).click();
  await page.locator('#report-span').selectOption('quarter');
  await page.locator('#report-days').selectOption('2026-Q3');
  await page.locator('#report-compare').selectOption('before');
  await page.locator('[data-report] tbody tr').first().waitFor();
  await page.locator('[data-report]', { hasText: 'so với 01/04/2026' }).waitFor();
  const asked = { from: '2026-07-01', to: '2026-09-30', compareFrom: '2026-04-01', compareTo: '2026-06-30' };
  expect(world().reports.previews.at(-1)).toEqual({ form: 'province-summary', query: asked });
  expect(await page.locator('[data-report] tbody tr').count()).toBe(18);
  expect(await page.locator('[data-summary]').textContent()).toMatch(/18 dòng.*Thôn: 126/);
  expect(await page.locator('[data-signatures]').textContent()).toContain('NGƯỜI LẬP');
  for (const format of ['PDF', 'XLSX', 'CSV']) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: `Tải ${format}` }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`province-summary.${format.toLowerCase()}`);
  }
  expect(world().reports.files.map(({ query }) => query)).toEqual(
    ['pdf', 'xlsx', 'csv'].map((format) => ({ ...asked, format })),
  );
  await page.goBack();
  await page.locator('[data-report]', { hasNotText: 'so với 01/04/2026' }).waitFor();
});

test('a log of a year is paged, an empty form says so, and two sources that differ are flagged', async () => {
  world().reports.empty.add('campaigns');
  const page = await desk.open('operator', '/bao-cao?mau=broadcast-log&ky=2026');
  const region = page.locator('[data-report-table]');
  await region.waitFor();
  expect(await region.locator('tbody tr').count()).toBe(22);
  await region.focus();
  await page.getByRole('button', { name: 'Trang sau' }).click();
  await page.locator('nav', { hasText: '23–44 trong 652' }).waitFor();
  await page.goto('/bao-cao?mau=campaigns&ky=2026-11');
  await page.locator('main', { hasText: 'Không có dòng nào trong kỳ này.' }).waitFor();
  await page.goto('/bao-cao?mau=airtime&ky=2026-11-20~2026-11-10');
  await page.locator('[role=alert]', { hasText: 'ngày đầu trước' }).waitFor();
  const province = await desk.open('admin', '/bao-cao?mau=figures');
  const first = province.locator('main tbody tr').first();
  await first.waitFor();
  expect(await first.textContent()).toContain('Hai nguồn nói khác nhau');
  expect(await first.textContent()).toMatch(/411[\s\S]*421/);
  expect(await province.locator('[data-summary]').textContent()).toContain('2 chỗ hai nguồn nói khác nhau');
});

test('on a phone the forms stand alone until one is chosen, and the way back is there', async () => {
  const page = await desk.open('operator', '/bao-cao', PHONE);
  expect(await page.locator('#report-span').isVisible()).toBe(false);
  await page.getByRole('link', { name: 'Nhật ký phát thanh' }).click();
  await page.locator('[data-report-table]').waitFor();
  expect(await page.getByRole('link', { name: 'Phiếu sự cố' }).isVisible()).toBe(false);
  await page.getByRole('link', { name: 'Chọn mẫu khác' }).click();
  expect(await page.getByRole('link', { name: 'Phiếu sự cố' }).isVisible()).toBe(true);
});

test('the log is narrowed by person, act, words and days in the address, and shows before and after', async () => {
  const page = await desk.open('admin', '/nhat-ky');
  await page.locator('[data-chain=good]', { hasText: 'nguyên vẹn đến 05:30, 23/11/2026' }).waitFor();
  await page.locator('#log-kind').selectOption('programme');
  await page.locator('[data-log] tbody tr').nth(40).waitFor();
  await page.fill('#log-about', 'chiều');
  await page.fill('#log-from', '22/11/2026');
  await page.fill('#log-to', '20/11/2026');
  await page.keyboard.press('Enter');
  await page.locator('[role=alert]', { hasText: 'ngày đầu trước' }).waitFor();
  await page.fill('#log-to', '22/11/2026');
  await page.keyboard.press('Enter');
  await page.waitForURL(/viec=programme&doi-tuong=chi.*&tu=2026-11-22&den=2026-11-22/);
  await settled(page);
  expect(world().auditQueries.at(-1)).toMatchObject({
    ...{ kind: 'programme', about: 'chiều' },
    ...{ from: String(Date.parse('2026-11-22T00:00:00+07:00')), to: String(Date.parse('2026-11-23T00:00:00+07:00')) },
  });
  await page.reload();
  await settled(page);
  expect(await page.locator('#log-about').inputValue()).toBe('chiều');
  expect(await page.locator('#log-from').inputValue()).toBe('22/11/2026');
  await page
    .getByRole('button', { name: /^Trước\/Sau: Duyệt lịch phát/ })
    .first()
    .click();
  const changes = sheet(page).locator('[data-changes]');
  expect(await changes.locator('thead').textContent()).toMatch(/Trước\s*Sau/);
  expect(await changes.locator('tbody tr').first().textContent()).toMatch(/pending\s*approved/);
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, 'office-log-sheet');
  await page.keyboard.press('Escape');
  await gone(page);
  expect(await page.evaluate('document.activeElement?.textContent')).toBe('Trước/Sau');
});

test('a chain that is broken, or was never looked at, is never said to be whole', async () => {
  world().chainWhole = false;
  const page = await desk.open('admin', '/nhat-ky');
  await page.locator('[data-chain=bad]', { hasText: 'Bản ghi 18.402' }).waitFor();
  world().chainWhole = undefined;
  await page.getByRole('button', { name: 'Kiểm tra lại' }).click();
  await page.locator('[data-chain=unknown]', { hasText: 'chưa được kiểm tra lần nào' }).waitFor();
});

test('without the gateway a form keeps what was typed and says what to do; no file is offered', async () => {
  const page = await desk.open('admin', '/bao-cao?mau=stations&ky=2026-11', DESKTOP, KEEPS_SHELL);
  await page.locator('[data-downloads]').waitFor();
  await page.context().setOffline(true);
  await page.locator('main', { hasText: 'không có mạng nên chưa tải tệp được' }).waitFor();
  expect(await page.locator('[data-downloads]').count()).toBe(0);
  expect(await page.locator('[data-report] tbody tr').count()).toBe(18);
  await page.context().setOffline(false);
  await page.locator('[data-downloads]').waitFor();
});

test('English says everything on these pages', async () => {
  const page = await desk.open('admin', '/quan-tri/quy-tac');
  await page.evaluate("localStorage.setItem('loaxa.language', 'en')");
  for (const path of ['/quan-tri/quy-tac', '/quan-tri/loai-tru', communePage(), '/bao-cao?mau=figures', '/nhat-ky']) {
    await page.goto(path);
    await settled(page);
    expect(await visibleText(page), path).not.toMatch(/\b(rules|round|period|left-out|office|report|log)\.[a-z-]+/);
  }
});
