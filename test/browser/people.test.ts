import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { deskOfFile, expectSound } from './desk.ts';
import { SESSION_COOKIE } from './fake/fake-gateway.ts';
import { DESKTOP, PHONE, settled, visibleText, visit } from './screen.ts';

const desk = deskOfFile();
const { fake } = desk;

async function password(page: Page, username: string) {
  await page.fill('#username', username);
  await page.fill('#password', 'demo');
  await page.click('button[type=submit]');
}

async function doorOf(size = DESKTOP, path = '/dang-nhap'): Promise<Page> {
  const page = await (await desk.window(size)).newPage();
  await page.goto(path);
  await settled(page);
  return page;
}

const inside = (page: Page) => page.waitForSelector('main#content h1');
const lock = (username: string) => {
  const session = fake.world.people.sessionOf(username);
  if (session) session.unlockedUntil = 0;
};

describe.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
])('signing in on a %s', (_name, size) => {
  test('password, then the authenticator’s code; a wrong one is said, a paper code works once', async () => {
    const page = await doorOf(size);
    await password(page, 'second');
    await page.waitForSelector('#code:focus');
    expect(await page.getAttribute('#code', 'autocomplete')).toBe('one-time-code');
    await expectSound(page, 'the second step');
    await page.fill('#code', '000000');
    await page.click('button[type=submit]');
    await page.locator('[role=alert]', { hasText: 'Mã không đúng hoặc đã dùng.' }).waitFor();
    await page.reload();
    await page.waitForSelector('#code');
    await page.fill('#code', fake.world.people.codeFor('second'));
    await page.click('button[type=submit]');
    await inside(page);
    expect(new URL(page.url()).pathname).toBe('/tong-quan');
    await page.context().close();

    const again = await doorOf(size);
    await password(again, 'second');
    await again.click('button:has-text("Dùng mã dự phòng")');
    await expectSound(again, 'the recovery code');
    const [code = ''] = fake.world.people.named('second').recovery;
    await again.fill('#code', code);
    await again.click('button[type=submit]');
    await inside(again);
    expect(fake.world.people.named('second').recovery).not.toContain(code);
  });

  test('the role that needs it sets the authenticator up, keeps the codes, and trusts the machine', async () => {
    const person = Object.assign(fake.world.people.named('fresh'), { secondFactor: false, trusted: [] });
    const page = await doorOf(size, '/ban-tin');
    await password(page, 'fresh');
    await page.waitForSelector('svg[role=img]');
    await expectSound(page, 'the set-up');
    const shown = (await page.locator('code').textContent())?.replaceAll(' ', '');
    expect(shown).toBe(person.secret);
    await page.fill('#code', fake.world.people.codeFor('fresh'));
    await page.click('button:has-text("Xác nhận mã")');
    await page.locator('ol code').first().waitFor();
    expect(await page.locator('ol code').allInnerTexts()).toEqual(person.recovery);
    await expectSound(page, 'the recovery codes');
    await page.click('button:has-text("Tiếp tục")');
    await page.locator('[role=alert]', { hasText: 'Cất các mã' }).waitFor();
    await page.getByLabel('Tôi đã cất các mã này').check();
    await page.click('button:has-text("Tiếp tục")');
    await page.waitForSelector('#pin-new');
    await page.fill('#pin-new', '482193');
    await page.fill('#pin-again', '482194');
    await page.click('button:has-text("Tin cậy máy này")');
    await page.locator('[role=alert]', { hasText: 'Hai lần nhập PIN không giống nhau.' }).waitFor();
    await expectSound(page, 'the offer to trust the machine');
    await page.fill('#pin-again', '482193');
    await page.click('button:has-text("Tin cậy máy này")');
    await inside(page);
    expect(new URL(page.url()).pathname, 'the page that was wanted').toBe('/ban-tin');

    await page.context().clearCookies({ name: SESSION_COOKIE });
    await visit(page, '/dang-nhap');
    expect(await visibleText(page)).toContain('Ngô Đức Thắng');
    await expectSound(page, 'the PIN');
    await page.fill('#pin', '111112');
    await page.click('button[type=submit]');
    await page.locator('[role=alert]', { hasText: 'PIN chưa đúng. Còn 4 lần.' }).waitFor();
    await page.click('button:has-text("Không phải tôi, dùng mật khẩu")');
    await page.waitForSelector('#username');
    await page.click('button:has-text("Dùng PIN của máy này")');
    await page.fill('#pin', '482193');
    await page.click('button[type=submit]');
    await inside(page);
    const stored = await page.evaluate<string>('JSON.stringify(localStorage) + JSON.stringify(sessionStorage)');
    for (const secret of ['482193', person.secret ?? '-', ...person.recovery]) expect(stored).not.toContain(secret);
  });

  test('a lock-out counts down in words', async () => {
    const page = await doorOf(size);
    fake.world.people.lockedForMs = 80_000;
    await password(page, 'operator');
    await page.locator('text=/Thử lại sau 1 phút \\d+ giây/').waitFor();
    expect(await page.locator('[role=alert]').textContent()).toBe('Sai nhiều lần. Hãy chờ trước khi thử lại.');
    await expectSound(page, 'the lock-out');
    fake.world.people.lockedForMs = undefined;
  });
});

describe('the door', () => {
  test('says on plain http why microphone and camera are missing, and leads to the help', async () => {
    const page = await (await desk.window()).newPage();
    await page.addInitScript('Object.defineProperty(window, "isSecureContext", { value: false })');
    await page.goto('/dang-nhap');
    await page.locator('text=Cần https để dùng micro, camera.').waitFor();
    expect(await page.locator('a[href="/tin-cay"]').count()).toBe(1);
    await expectSound(page, 'plain http');
  });

  test('the first administrator comes by the printed link, whose code leaves the address at once', async () => {
    fake.world.people.setupCode = 'SETUP-CODE-0123456789';
    const door = await doorOf(PHONE);
    await door.locator('text=Máy chủ này chưa có tài khoản nào.').waitFor();
    await door.context().close();
    const page = await doorOf(PHONE, '/thiet-lap-dau#ma=SETUP-CODE-0123456789');
    await page.waitForSelector('#username');
    expect(page.url()).toBe(`${desk.address}/thiet-lap-dau`);
    await page.click('button[type=submit]');
    expect(await page.locator('[role=alert] li').count()).toBe(3);
    await expectSound(page, 'the first administrator');
    await page.fill('#name', 'Lương Thị Hạnh');
    await page.fill('#username', 'hanh');
    await page.fill('#password-new', 'một câu thật dài');
    await page.click('button[type=submit]');
    await page.waitForSelector('svg[role=img]');
    await page.fill('#code', fake.world.people.codeFor('hanh'));
    await page.click('button:has-text("Xác nhận mã")');
    await page.getByLabel('Tôi đã cất các mã này').check();
    await page.click('button:has-text("Tiếp tục")');
    await page.click('button:has-text("Bỏ qua")');
    await inside(page);
    expect(new URL(page.url()).pathname).toBe('/thiet-lap');
  });

  test('a hamlet head’s card links the phone; a used one says so', async () => {
    const person = fake.world.people.named('dong.hunglinh');
    const { code } = fake.world.people.link(person);
    const page = await doorOf(PHONE, `/lien-ket-dien-thoai#ma=${code}`);
    await page.waitForSelector('#pin-new');
    expect(page.url()).not.toContain(code);
    await expectSound(page, 'the phone link');
    await page.fill('#pin-new', '902184');
    await page.fill('#pin-again', '902184');
    await page.click('button[type=submit]');
    await inside(page);
    await page.context().close();
    const used = await doorOf(PHONE, '/lien-ket#ma=USED-CODE-0123456789');
    await used.fill('#password-new', 'một câu thật dài');
    await used.click('button[type=submit]');
    await used.locator('[role=alert]', { hasText: 'Liên kết này đã dùng rồi.' }).waitFor();
    await expectSound(used, 'a used link');
  });

  test('a person chooses the password by the link and is in', async () => {
    const { code } = fake.world.people.link(fake.world.people.named('technician'));
    const page = await doorOf(DESKTOP, `/lien-ket#ma=${code}`);
    await page.fill('#password-new', 'ngắn');
    await page.click('button[type=submit]');
    await page.locator('[role=alert]', { hasText: 'Mật khẩu cần ít nhất 12 ký tự.' }).waitFor();
    await page.fill('#password-new', 'một câu thật dài');
    await page.click('button[type=submit]');
    await inside(page);
    expect(new URL(page.url()).pathname).toBe('/su-co');
  });
});

describe('unlocking', () => {
  test('a sensitive act opens one dialog and goes on by itself after the proof; left, it says what it needs', async () => {
    const page = await desk.open('second', '/tai-khoan');
    lock('second');
    await page.click('button:has-text("Tạo mã máy")');
    await page.fill('#token-name', 'Phần mềm báo cáo');
    await page.click('form button:has-text("Tạo mã")');
    await page.waitForSelector('dialog[open] #unlock');
    await expectSound(page, 'the unlock dialog');
    await page.keyboard.press('Escape');
    await page.locator('[role=alert]', { hasText: 'Việc này cần mở khóa' }).waitFor();
    await page.click('form button:has-text("Tạo mã")');
    await page.waitForSelector('dialog[open] #unlock');
    await page.fill('#unlock', fake.world.people.codeFor('second'));
    await page.click('dialog button:has-text("Mở khóa")');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.locator('code', { hasText: 'lxt_' }).waitFor();
    await expectSound(page, 'the new token');
    expect(await page.locator('header').first().textContent()).toMatch(/Mở khóa đến \d\d:\d\d/);
  });
});

describe('my account', () => {
  test.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ])('shows what opens it, and each can be ended, on a %s', async (_name, size) => {
    fake.world.people.named('second').trusted = [];
    fake.world.people.trust(fake.world.people.named('second'), 'Máy phòng VH', '482193');
    const page = await desk.open('second', '/tai-khoan', size);
    await page.locator('text=Máy phòng VH').waitFor();
    expect(await visibleText(page)).toContain('Thanh được: phát khẩn cấp, dừng phát');
    await expectSound(page, 'my account');
    await page.click('button:has-text("Thu hồi")');
    await expectSound(page, 'ending a device');
    await page.click('dialog button:has-text("Thu hồi")');
    await page.locator('text=Chưa có máy tin cậy nào.').waitFor();
    await page.click('button:has-text("Đổi mật khẩu")');
    await page.fill('#password-current', 'sai');
    await page.fill('#password-new', 'một câu thật dài');
    await page.click('button:has-text("Lưu mật khẩu")');
    await page.locator('[role=alert]', { hasText: 'Sai tên đăng nhập hoặc mật khẩu' }).waitFor();
    expect(await page.locator('dialog').count(), 'a wrong password ends no session').toBe(0);
    await page.fill('#password-current', 'demo');
    await page.click('button:has-text("Lưu mật khẩu")');
    await page.locator('text=Đã đổi mật khẩu.').waitFor();
  });
});

describe('the users', () => {
  test.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ])('are found, added with a link, changed and erased on a %s', async (name, size) => {
    const page = await desk.open('admin', '/quan-tri/nguoi-dung', size);
    await expectSound(page, 'the list');
    await page.getByLabel('Tìm tên, vai trò').fill('hung lanh dao');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    await page.click('a:has-text("Thêm người")');
    await page.waitForSelector('#account-username');
    const username = `thu.${name}`;
    await page.fill('#account-name', 'Hồ Thị Thu');
    await page.fill('#account-username', username);
    expect(await visibleText(page)).toContain('Thu được: tạo và xếp lịch bản tin');
    await page.getByLabel('Toàn bộ Xã Hưng Lĩnh').check();
    await expectSound(page, 'the new account');
    await page.click('button:has-text("Tạo tài khoản")');
    await page.locator('text=/lien-ket#ma=LINK/').waitFor();
    await expectSound(page, 'the link');
    const made = fake.world.people.named(username);
    await visit(page, `/quan-tri/nguoi-dung/${made.id}`);
    await page.getByLabel('Vai trò').selectOption('approver');
    await page.click('button:has-text("Lưu thay đổi")');
    await page.locator('text=Đã lưu.').waitFor();
    expect(made.role).toBe('approver');
    await expectSound(page, 'a person');
    await page.click('button:has-text("Xóa dữ liệu cá nhân")');
    await page.fill('#erase-username', 'khác');
    await page.click('dialog button:has-text("Xóa dữ liệu cá nhân")');
    await page.locator('dialog', { hasText: 'Chưa khớp.' }).waitFor();
    await expectSound(page, 'the erasure');
    expect(made.erased).toBe(false);
    await page.fill('#erase-username', username);
    await page.click('dialog button:has-text("Xóa dữ liệu cá nhân")');
    await page.locator('h1', { hasText: 'Người dùng đã xóa' }).waitFor();
    expect(await page.locator('button:has-text("Xóa dữ liệu")').count()).toBe(0);
  });

  test('nobody changes the own role, and a hamlet head gets a card', async () => {
    const page = await desk.open('admin');
    await visit(page, `/quan-tri/nguoi-dung/${fake.world.people.named('admin').id}`);
    expect(await visibleText(page)).toContain('Không tự đổi vai trò');
    expect(await page.locator('button:has-text("Khóa tài khoản")').count()).toBe(0);
    await visit(page, `/quan-tri/nguoi-dung/${fake.world.people.named('dong.hunglinh').id}`);
    await page.click('button:has-text("Cấp thẻ liên kết điện thoại")');
    await page.locator('text=/lien-ket-dien-thoai#ma=LINK/').waitFor();
    expect(await page.locator('button:has-text("In thẻ")').count()).toBe(1);
    await expectSound(page, 'the card');
  });
});

describe('the second person', () => {
  test('an emergency over two communes waits; somebody else confirms on an own device, and it is on the air', async () => {
    const flood = fake.world.broadcast.bulletins.find((one) => one.title === 'Cảnh báo lũ quét');
    const asker = await desk.open('second', `/ban-tin/${flood?.id}`);
    const other = await desk.open('admin', '/nhat-ky', PHONE);
    await expect.poll(() => fake.listeners).toBeGreaterThan(1);
    await asker.click('main button:has-text("Phát ngay")');
    await asker.locator('dialog').getByLabel('Toàn bộ Xã Hưng Lĩnh').check();
    await asker.locator('dialog').getByLabel('Toàn bộ Xã Long Xá').check();
    await asker.click('dialog button:has-text("Phát ngay")');
    await asker.locator('dialog', { hasText: 'Gọi một người khác' }).waitFor();
    await expectSound(asker, 'the waiting sheet');
    const [asked] = fake.world.people.confirmations.slice(-1);
    if (!asked) throw new Error('nothing was asked');
    fake.say({ type: 'confirmation', at: fake.world.now(), id: asked.id, state: 'waiting' });
    const alert = other.locator('[role=alert]', { hasText: 'xin phát khẩn cấp «Cảnh báo lũ quét» tại 2 xã' });
    await alert.waitFor({ timeout: 3_000 });
    expect(await other.locator('[role=timer]', { hasText: /Còn \d+ giây/ }).count()).toBe(1);
    await expectSound(other, 'the banner');
    lock('admin');
    await other.click('button:has-text("Xác nhận")');
    await other.waitForSelector('dialog[open]');
    await other.keyboard.press('Escape');
    expect(asked.state).toBe('waiting');
    await other.waitForSelector('dialog', { state: 'detached' });
    expect(await other.evaluate('document.activeElement.textContent'), 'the focus is back').toBe('Xác nhận');
    const session = fake.world.people.sessionOf('admin');
    if (session) session.unlockedUntil = fake.world.now() + 60_000;
    await other.click('button:has-text("Xác nhận")');
    await asker.locator('dialog', { hasText: 'Đã có người thứ hai xác nhận.' }).waitFor({ timeout: 3_000 });
    await alert.waitFor({ state: 'detached' });
    await asker.click('dialog button:has-text("Xem lượt phát")');
    await asker.waitForURL('**/luot-phat/**');
  });

  test('refused, withdrawn or too late: nothing sounds, and who asked is told', async () => {
    const person = fake.world.people.named('second');
    const refused = fake.world.people.ask(person, 'Xả lũ', ['Hưng Lĩnh', 'Long Xá'], 28);
    const page = await desk.open('second', '/tong-quan', PHONE);
    await page.click('button:has-text("Xem")');
    await page.waitForSelector('dialog[open]');
    Object.assign(refused, { state: 'refused' });
    fake.say({ type: 'confirmation', at: fake.world.now(), id: refused.id, state: 'refused' });
    await page.locator('dialog [role=alert]', { hasText: 'Người thứ hai đã từ chối.' }).waitFor();
    await page.click('dialog button:has-text("Đóng")');
    const late = fake.world.people.ask(person, 'Bão', ['Hưng Lĩnh', 'Long Xá'], 28, 4_000);
    fake.say({ type: 'confirmation', at: fake.world.now(), id: late.id, state: 'waiting' });
    await page.click('button:has-text("Xem")');
    await page.locator('dialog [role=alert]', { hasText: 'Không ai xác nhận trong 60 giây.' }).waitFor();
    await expectSound(page, 'too late');
    await page.click('dialog button:has-text("Đóng")');
    const back = fake.world.people.ask(person, 'Cháy rừng', ['Hưng Lĩnh', 'Long Xá'], 28);
    fake.say({ type: 'confirmation', at: fake.world.now(), id: back.id, state: 'waiting' });
    await page.click('button:has-text("Xem")');
    await page.click('dialog button:has-text("Rút lại")');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(back.state).toBe('refused');
  });
});
