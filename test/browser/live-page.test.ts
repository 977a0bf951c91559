import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instantAt } from '../../protocol/vietnam-time.ts';
import { deskOfFile, expectSound, MICROPHONE } from './desk.ts';
import { DESKTOP, PHONE, shoot, smallTargets, visit } from './screen.ts';

const desk = deskOfFile(MICROPHONE);
const live = () => desk.fake.world.live;
const START = 'main button:has-text("BẮT ĐẦU NÓI")';

/** Only what a test puts on the air sounds; the countdown is short where it is not what is tested. */
beforeEach(() => {
  desk.fake.world.broadcast.stop(undefined);
  Object.assign(live(), {
    countdownMs: 300,
    chimeMs: 0,
    quietUntil: undefined,
    mood: {},
    dumb: false,
    elsewhere: false,
  });
});
afterEach(async () => {
  desk.fake.comeBack();
  live().dumb = false;
  await desk.closeWindows();
  for (const { session } of live().open()) desk.fake.world.endLive(session.id, 'stopped');
});

async function atMicrophone(username: string, size = PHONE, path = '/truc-tiep'): Promise<Page> {
  const window: BrowserContext = await desk.window(size, { permissions: ['microphone'] });
  const page = await desk.openIn(window, username, path);
  await page.waitForSelector('[aria-label="Nơi nghe"]');
  return page;
}

async function speaking(page: Page): Promise<void> {
  await page.click(START);
  await page.waitForSelector('[data-live=speaking]');
}
const lastHeard = () => live().heard.at(-1);

describe('before the first word', () => {
  test('a hamlet head finds the own hamlet chosen and nothing to choose, the level moves, and three seconds come back out of this machine', async () => {
    const page = await atMicrophone('dong.hunglinh');
    const hamlet = desk.fake.world.places.hamlets[7];
    expect(await page.textContent('h1')).toMatch(new RegExp(`^Nói với .*${hamlet?.name}$`));
    expect(await page.textContent('[aria-label="Nơi nghe"]')).toContain(hamlet?.name);
    expect(await page.locator('button', { hasText: 'Đổi nơi nghe' }).count()).toBe(0);
    await page.waitForFunction("Number(document.querySelector('[role=meter]').getAttribute('aria-valuenow')) > 20");
    await page.waitForSelector('[role=meter][aria-valuetext="Vừa đủ"]');
    await page.click('text=Thử micro 3 giây');
    await page.waitForSelector('text=Đang thu, hãy nói…');
    await page.waitForFunction(
      "(() => { const a = document.querySelector('audio'); return a && a.src.startsWith('blob:') && a.currentTime > 0.2; })()",
    );
    expect(live().heard).toEqual([]);
    await expectSound(page);
    expect(await smallTargets(page)).toEqual([]);
    await shoot(page, 'live-before-360');
  });

  test('an operator has the commune chosen, takes one hamlet instead, and reads how many nodes will play', async () => {
    const page = await atMicrophone('operator', DESKTOP);
    const before = await page.textContent('[aria-label="Nơi nghe"]');
    await page.click('text=Đổi nơi nghe');
    const boxes = page.locator('dialog input[type=checkbox]');
    await boxes.first().uncheck();
    await boxes.nth(2).check();
    await page.click('dialog >> text=Xong');
    await expect.poll(() => page.textContent('[aria-label="Nơi nghe"]')).toMatch(/\d+\/\d+ cụm .* 1 thôn/);
    expect(await page.textContent('[aria-label="Nơi nghe"]')).not.toBe(before);
    await expectSound(page);
    await shoot(page, 'live-before');
  });

  test('outside the hours the button gives way to the sentence with the next hour, and to KHẨN CẤP or the telephone', async () => {
    live().quietUntil = instantAt('2026-11-24', '05:00');
    const page = await atMicrophone('operator');
    await page.waitForSelector('text=Được nói từ 05:00, 24/11/2026');
    expect(await page.locator(START).count()).toBe(0);
    expect(await page.locator('main a[href="/khan-cap"]').count()).toBe(1);
    await expectSound(page);
    await shoot(page, 'live-quiet-360');
    const head = await atMicrophone('dong.hunglinh');
    await head.waitForSelector('main a[href^="tel:"]');
    expect(await head.locator('main a[href="/khan-cap"]').count()).toBe(0);
  });

  test('what sounds there is named: one waits, or interrupts it with a reason', async () => {
    const [commune] = desk.fake.world.people.persons.filter(({ username }) => username === 'operator');
    desk.fake.world.broadcast.playNow('Bản tin chiều', 900_000, commune?.areas ?? []);
    const page = await atMicrophone('operator');
    await page.waitForSelector('text=/Đang phát Bản tin chiều đến \\d\\d:\\d\\d/');
    expect(await page.locator(START).count()).toBe(0);
    await page.click('text=Ngắt và nói');
    await page.click('main button:has-text("NGẮT VÀ NÓI")');
    await page.waitForSelector('text=Ghi lý do, ít nhất ba ký tự.');
    await expectSound(page);
    await shoot(page, 'live-busy-360');
    await page.fill('#live-reason', 'tìm trẻ lạc');
    await page.click('main button:has-text("NGẮT VÀ NÓI")');
    await page.waitForSelector('[data-live=speaking]');
    expect(live().interrupts).toEqual(['tìm trẻ lạc']);
  });

  test('whoever speaks there already is named with the time, and may be heard; only who may stop it has the button', async () => {
    const [, approver] = ['operator', 'approver'].map((name) =>
      desk.fake.world.people.persons.find(({ username }) => username === name),
    );
    if (!approver) throw new Error('the fake world has no approver');
    const session = live().speak({ targets: approver.areas.map((area) => ({ area })) }, approver);
    live().begin(session.id, 'audio/webm');
    const page = await atMicrophone('operator');
    await page.waitForSelector(`text=/${approver.name} đang nói ở đây, chậm nhất đến/`);
    const row = page.locator('[data-session]');
    expect(await row.textContent()).toMatch(/Nói trực tiếp .* · .* · \d\d:\d\d · \d+\/\d+ cụm/);
    await row.locator('button', { hasText: 'Nghe thử' }).click();
    await page.waitForSelector('[data-session] audio');
    await row.locator('summary').click();
    expect(await row.locator('code').textContent()).toContain('/listen.mp3?key=');
    await expectSound(page);
    await shoot(page, 'live-somebody-360');
    const head = await atMicrophone('dong.hunglinh');
    const there = head.locator('[data-session]');
    if ((await there.count()) > 0) expect(await there.locator('button', { hasText: 'Dừng' }).count()).toBe(0);
    await row.locator('button', { hasText: 'Dừng' }).click();
    await page.click('dialog >> text=DỪNG NGAY');
    await page.waitForSelector(START);
    expect(live().find(session.id)?.end).toBe('stopped');
  });
});

describe('speaking', () => {
  test('three, two, one is counted and read out; what is said leaves in small pieces, and the end says what became of it', async () => {
    Object.assign(live(), { countdownMs: 4_000, chimeMs: 2_500 });
    const page = await atMicrophone('operator');
    await page.focus(START);
    await page.keyboard.press('Enter');
    const counted = page.locator('[data-live=countdown] [aria-live=assertive]');
    for (const number of ['3', '2']) await counted.filter({ hasText: number }).waitFor();
    await page.waitForSelector('text=Loa đang phát nhạc hiệu. Nói khi đếm hết.');
    await counted.filter({ hasText: '1' }).waitFor();
    await shoot(page, 'live-countdown-360');
    await page.waitForSelector('[data-live=speaking]');
    const heard = lastHeard();
    expect(heard?.mime).toContain('opus');
    // The way is warm when the first word is said, and from then on no piece waits.
    expect(heard?.pieces[0]?.at).toBeLessThan(heard?.startsAt ?? 0);
    const before = heard?.pieces.length ?? 0;
    await expect.poll(() => heard?.pieces.length ?? 0).toBeGreaterThan(before + 5);
    await page.waitForSelector('text=/nghe \\d+\\/\\d+ cụm/');
    expect(await page.textContent('[data-live=speaking]')).toMatch(/ĐANG PHÁT00:0\d.*trễ 0,9 giây.*còn (10:00|9:5\d)/);
    // One hamlet is silenced by somebody else; the rest hears on, and who speaks is told.
    const { startsAt: at, session = '' } = heard ?? {};
    live().partStopped(session, { at: at ?? 0, byName: 'Nguyễn Thị Hoa', areaNames: ['Xóm 3'], nodes: 2 });
    await page.waitForSelector('text=/Xóm 3: 2 cụm đã im từ \\d\\d:\\d\\d, do Nguyễn Thị Hoa dừng/');
    await expectSound(page);
    expect(await smallTargets(page)).toEqual([]);
    await shoot(page, 'live-speaking-360');
    // The focus stands on the end: one key is enough.
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-live=over]');
    await page.waitForSelector('text=Người nói bấm kết thúc.');
    await page.waitForSelector('text=/\\d+\\/\\d+ cụm nghe đủ/');
    await page.waitForSelector('[data-live=over] audio');
    await expectSound(page);
    await shoot(page, 'live-after-360');
    await page.click('text=Nói lại');
    await page.waitForSelector(START);
  });

  test('silence, a weak network and the lock of the screen are said in words', async () => {
    const page = await atMicrophone('operator');
    live().mood = { silentMs: 4_200 };
    await speaking(page);
    await page.waitForSelector('text=Không nghe thấy tiếng nói, còn 6 giây sẽ tự dừng.');
    expect(await page.textContent('main')).toContain('Khóa màn hình sẽ ngắt tiếng');
    live().dumb = true;
    await page.waitForSelector('text=Mạng yếu, tiếng có thể ngắt. Nói chậm, lặp lại ý chính.');
    await expectSound(page);
    await shoot(page, 'live-weak-360');
    // Nothing comes back for five seconds: nobody goes on speaking into the void.
    await page.waitForSelector('text=Mất đường truyền. Loa đã tự im.', { timeout: 10_000 });
  });

  test('a line that falls comes back within the second that the gateway waits, with a container that begins anew', async () => {
    const page = await atMicrophone('operator');
    await speaking(page);
    const [first] = [lastHeard()];
    await expect.poll(() => first?.pieces.length ?? 0).toBeGreaterThan(3);
    live().cut();
    await expect.poll(() => lastHeard() !== first && (lastHeard()?.pieces.length ?? 0)).toBeGreaterThan(3);
    expect(lastHeard()?.session).toBe(first?.session);
    expect(await page.locator('[data-live=speaking]').count()).toBe(1);
  });

  test('what the gateway ends is told with its reason, and the microphone is closed with it', async () => {
    const page = await atMicrophone('operator');
    await speaking(page);
    const session = lastHeard()?.session ?? '';
    desk.fake.world.endLive(session, 'outranked');
    await page.waitForSelector('text=Bị ngắt vì có tin ưu tiên cao hơn.');
    await expect.poll(() => lastHeard()?.ended).toBe(true);
    const pieces = lastHeard()?.pieces.length;
    await page.click('text=Nói lại');
    await page.waitForSelector(START);
    expect(lastHeard()?.pieces.length).toBe(pieces);
  });

  test('leaving asks first, and ends; a reload ends too, and the page says so', async () => {
    const page = await atMicrophone('operator', DESKTOP);
    await speaking(page);
    await page.click('nav a[href="/lich"]');
    await page.waitForSelector('dialog >> text=Rời trang này thì buổi nói kết thúc');
    await page.keyboard.press('Escape');
    expect(await page.locator('[data-live=speaking]').count()).toBe(1);
    await page.click('nav a[href="/lich"]');
    await page.click('dialog >> text=Kết thúc và rời trang');
    await page.waitForURL('**/lich');
    await expect.poll(() => lastHeard()?.ended).toBe(true);
    await visit(page, '/truc-tiep');
    await speaking(page);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.waitForSelector('text=Trang đã tải lại khi đang nói nên buổi nói kết thúc.');
    await expect.poll(() => live().open()).toEqual([]);
  });

  test('two tabs have one microphone: the second says where it is, and the lock of the browser stands between them', async () => {
    const window = await desk.window(PHONE, { permissions: ['microphone'] });
    const first = await desk.openIn(window, 'operator', '/truc-tiep');
    await speaking(first);
    const second = await desk.openIn(window, 'operator', '/truc-tiep');
    await second.waitForSelector('text=Bạn đang nói ở máy hoặc trang khác.');
    // As another place, in which nobody speaks, would answer.
    live().elsewhere = true;
    await second.click(START);
    await second.waitForSelector('text=Micro đang nói ở thẻ khác của trình duyệt này.');
    expect(live().open()).toHaveLength(1);
  });
});

describe('without a microphone', () => {
  test('refused: three drawings show where it is allowed', async () => {
    const window = await desk.window(PHONE);
    await window.addInitScript(
      "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))",
    );
    const page = await desk.openIn(window, 'operator', '/truc-tiep');
    await page.click(START);
    await page.waitForSelector('text=Trình duyệt chưa cho dùng micro');
    expect(await page.locator('[role=alert] svg[viewBox="0 0 200 112"]').count()).toBe(3);
    expect(live().open()).toEqual([]);
    await expectSound(page);
    await shoot(page, 'live-refused-360');
  });

  test('on plain http there is no dead button but what to do', async () => {
    const window = await desk.window(PHONE);
    await window.addInitScript("Object.defineProperty(window, 'isSecureContext', { value: false })");
    const page = await desk.openIn(window, 'operator', '/truc-tiep');
    await page.waitForSelector('text=Cần https để dùng micro');
    expect(await page.locator(START).count()).toBe(0);
    await expectSound(page);
  });

  test('without a network the button is a sentence with numbers to call', async () => {
    const page = await atMicrophone('operator');
    await page.context().setOffline(true);
    await page.waitForSelector('text=Máy này không có mạng, chưa nói được.');
    expect(await page.locator(START).count()).toBe(0);
  });
});

describe('elsewhere', () => {
  test('what sounds now names the speaker and the place, and the page of the run plays what was said', async () => {
    const operator = desk.fake.world.people.persons.find(({ username }) => username === 'operator');
    if (!operator) throw new Error('the fake world has no operator');
    const session = live().speak({ targets: operator.areas.map((area) => ({ area })) }, operator);
    live().begin(session.id, 'audio/webm');
    const page = await desk.open('operator', '/dang-phat');
    await page.waitForSelector(`text=/Nói trực tiếp .* · ${operator.name} · \\d\\d:\\d\\d · \\d+\\/\\d+ cụm/`);
    await shoot(page, 'live-on-air');
    desk.fake.world.endLive(session.id, 'limit');
    await visit(page, `/luot-phat/${session.run}`);
    await page.waitForSelector('text=Đã hết thời gian đặt trước.');
    await page.waitForSelector('audio[aria-label="Bản ghi buổi nói"]');
    await expectSound(page);
    await shoot(page, 'live-run');
  });

  test('an emergency is spoken from its own page: red frame, two seconds held, class emergency, in quiet hours too', async () => {
    live().quietUntil = instantAt('2026-11-24', '05:00');
    const window = await desk.window(PHONE, { permissions: ['microphone'] });
    const page = await desk.openIn(window, 'operator', '/khan-cap');
    await page.click('main a:has-text("Nói trực tiếp")');
    await page.waitForSelector('text=KHẨN CẤP · NÓI THẬT');
    const hold = page.locator('main [data-hold=emergency]');
    await hold.click();
    expect(live().open()).toEqual([]);
    await hold.focus();
    await page.keyboard.down('Enter');
    await page.waitForSelector('[data-live]');
    await page.keyboard.up('Enter');
    await page.waitForSelector('[data-live=speaking]');
    expect(
      live()
        .open()
        .map(({ session }) => session.class),
    ).toEqual(['emergency']);
    await expectSound(page);
    await shoot(page, 'live-emergency-360');
  });

  test('in English every word of it is English', async () => {
    const window = await desk.window(PHONE, { permissions: ['microphone'] });
    await window.addInitScript("localStorage.setItem('loaxa.language', 'en')");
    const page = await desk.openIn(window, 'operator', '/truc-tiep');
    await page.click('main button:has-text("START SPEAKING")');
    await page.waitForSelector('text=ON AIR');
    await page.click('main button:has-text("END")');
    await page.waitForSelector('text=The speaker pressed end.');
    await expectSound(page);
  });
});
