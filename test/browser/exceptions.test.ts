import { describe, expect, test } from 'vitest';
import { deskOfEachTest } from './desk.ts';
import { axeFindings, DESKTOP, overflow, PHONE, shoot } from './screen.ts';

const desk = deskOfEachTest();

describe.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
] as const)('on a %s', (name, size) => {
  test('an exception to quiet hours is asked for in step three, two others confirm, and the timetable says so', async () => {
    const page = await desk.open('operator', '/lich/moi', size);
    const next = () => page.click('button:has-text("Tiếp tục")');
    await page.getByLabel('Vệ sinh đường làng ngõ xóm').check();
    await next();
    await page.waitForSelector('#plan-areas');
    await next();
    await page.fill('#plan-from', '24/11/2026');
    await page.fill('#plan-time-0', '22:15');
    await page.getByLabel('Xin ngoại lệ để phát trong giờ không phát').check();
    await page.fill('#plan-exception', 'Lễ hội');
    await next();
    expect(await page.locator('[role=alert] li').allInnerTexts()).toEqual(['Nhập lý do, ít nhất 10 chữ cái.']);
    await page.fill('#plan-exception', 'Lễ hội đêm của thôn Đông, tờ trình số 12');
    expect(await axeFindings(page)).toEqual([]);
    await shoot(page, `exception-${name}-ask`);
    await next();
    await page.locator('dd', { hasText: 'Lý do: Lễ hội đêm của thôn Đông' }).waitFor();
    await page.click('button:has-text("Gửi duyệt")');
    await page.waitForURL(/\/lich\/0/);
    await page.locator('text=Xin ngoại lệ giờ không phát, chưa ai xác nhận').waitFor();
    expect(await page.locator('button:has-text("Xác nhận ngoại lệ")').count()).toBe(0);
    const path = new URL(page.url()).pathname;

    const leader = await desk.open('approver', '/duyet', size);
    await leader.locator('h2', { hasText: 'Ngoại lệ giờ không phát chờ xác nhận' }).waitFor();
    expect(await axeFindings(leader)).toEqual([]);
    expect(await overflow(leader)).toBeLessThanOrEqual(0);
    await shoot(leader, `exception-${name}-confirm`);
    await leader.click('button:has-text("Xác nhận ngoại lệ")');
    await leader.locator('text=đã xác nhận lúc').waitFor();
    expect(await leader.locator('button:has-text("Xác nhận ngoại lệ")').count()).toBe(0);

    const province = await desk.open('admin', path, size);
    await province.click('button:has-text("Xác nhận ngoại lệ")');
    await province.locator('strong', { hasText: 'Ngoại lệ giờ không phát, do' }).waitFor();
    await province.locator('text=do Trần Văn Hùng').first().waitFor();
    await shoot(province, `exception-${name}-granted`);
    expect(await overflow(province)).toBeLessThanOrEqual(0);
  });
});
