import { describe, expect, test } from 'vitest';
import { areaTitle } from '../../dashboard/components/area-title.ts';
import { chosenAfter } from '../../dashboard/components/chosen-areas.ts';
import { heatmapOf } from '../../dashboard/components/heatmap-weeks.ts';
import { tellDelivery, tellHeard } from '../../dashboard/components/meaning.ts';
import { sharesOf } from '../../dashboard/components/presence-shares.ts';
import { byName } from '../../dashboard/components/verdict-order.ts';
import { HOME, mayVisit, menuFor, phoneBarFor } from '../../dashboard/frame/menu.ts';
import { mayApprove } from '../../dashboard/frame/permissions.ts';
import { ROLES } from '../../protocol/roles.ts';

describe('what a state means', () => {
  test('only a delivery that was heard is good', () => {
    expect(tellDelivery({ state: 'full', heard: true }).meaning).toBe('good');
    expect(tellDelivery({ state: 'full', heard: false }).meaning).toBe('bad');
    expect(tellDelivery({ state: 'full' }).meaning).toBe('unknown');
    expect(tellDelivery({ state: 'unknown' }).meaning).toBe('unknown');
  });

  test('a run nobody confirmed is unknown, never good', () => {
    expect(tellHeard(0, 14).meaning).toBe('unknown');
    expect(tellHeard(0, 0).meaning).toBe('unknown');
    expect(tellHeard(13, 14).meaning).toBe('partial');
    expect(tellHeard(14, 14).meaning).toBe('good');
  });

  test('time that no presence period covers is unobserved', () => {
    expect(sharesOf([{ from: 0, to: 50, state: 'online' }], 0, 100)).toEqual([
      ['online', 0.5],
      ['unobserved', 0.5],
    ]);
  });
});

describe('the heat-map', () => {
  test('weeks begin on Monday, newest first, and days outside the window are empty', () => {
    const { weeks, parts } = heatmapOf(
      [{ day: '2026-11-22', part: 'morning', state: 'heard', dueMs: 1, heardLowMs: 1, heardHighMs: 1, runs: [] }],
      '2026-11-18',
      '2026-11-23',
    );
    expect(parts).toEqual(['morning']);
    expect(weeks.map((week) => week[0]?.day)).toEqual(['2026-11-23', '2026-11-16']);
    expect(weeks[1]?.map((day) => day.inside)).toEqual([false, false, true, true, true, true, true]);
    expect(weeks[1]?.[6]?.sessions[0]?.state).toBe('heard');
    expect(weeks[1]?.[5]?.sessions[0]).toBeUndefined();
  });
});

describe('areas', () => {
  test('choosing a whole takes in its parts', () => {
    expect(chosenAfter(['h1', 'x'], 'commune', [], ['h1', 'h2'])).toEqual(['x', 'commune']);
    expect(chosenAfter(['commune'], 'commune', [], ['h1', 'h2'])).toEqual([]);
  });

  test('unchoosing a part of a chosen whole leaves the rest of it chosen, however deep', () => {
    const commune = { id: 'commune', children: ['h1', 'h2', 'h3'] };
    const province = { id: 'province', children: ['commune', 'other'] };
    expect(chosenAfter(['commune'], 'h1', [commune], [])).toEqual(['h2', 'h3']);
    expect(chosenAfter(['province'], 'h1', [province, commune], [])).toEqual(['other', 'h2', 'h3']);
    expect(chosenAfter(['h1', 'h2'], 'h1', [commune], [])).toEqual(['h2']);
  });

  test('a unit is said once', () => {
    expect(areaTitle({ unit: 'xã', name: 'Hưng Lĩnh' })).toBe('Xã Hưng Lĩnh');
    expect(areaTitle({ unit: 'thị trấn', name: 'Thị trấn Hưng Nguyên' })).toBe('Thị trấn Hưng Nguyên');
  });

  test('names sort as a Vietnamese dictionary does, numbers by value', () => {
    const names = ['Đông', 'Ấp 10', 'Dinh', 'Ân', 'Ấp 2', 'An'].map((name) => ({ name }));
    expect(names.sort(byName).map((one) => one.name)).toEqual(['An', 'Ân', 'Ấp 2', 'Ấp 10', 'Dinh', 'Đông']);
  });
});

describe('roles', () => {
  test('every role may visit its home and every page of its phone bar', () => {
    for (const role of ROLES) {
      expect(mayVisit(role, HOME[role])).toBe(true);
      for (const item of phoneBarFor(role)) expect(mayVisit(role, item.path), `${role} ${item.path}`).toBe(true);
    }
  });

  test('an appraiser sees results only, and nobody but those in charge sees the audit log', () => {
    const pages = menuFor('appraiser').flatMap((group) => group.items.map((item) => item.path));
    expect(pages).toEqual(['/tong-quan', '/dang-phat', '/thon', '/kiem-tra']);
    expect(mayVisit('appraiser', '/lich/moi')).toBe(false);
    expect(mayVisit('technician', '/nhat-ky')).toBe(false);
    expect(mayVisit('administrator', '/nhat-ky')).toBe(true);
  });

  test('an inspector reads hamlets and clusters, records visits, and sees nothing else', () => {
    const pages = menuFor('inspector').flatMap((group) => group.items.map((item) => item.path));
    expect(pages).toEqual(['/cum-loa', '/thon', '/kiem-tra']);
    for (const path of ['/tong-quan', '/dang-phat', '/lich', '/ban-tin', '/su-co', '/quan-tri/nguoi-dung', '/nhat-ky'])
      expect(mayVisit('inspector', path), path).toBe(false);
    expect(mayVisit('inspector', '/so-phat-thanh')).toBe(true);
  });

  test('the creator may not approve, whatever the role', () => {
    expect(mayApprove({ id: 'x', role: 'approver' }, { createdBy: 'x' })).toEqual({ may: false, why: 'own' });
    expect(mayApprove({ id: 'y', role: 'approver' }, { createdBy: 'x' })).toEqual({ may: true });
    expect(mayApprove({ id: 'y', role: 'operator' }, { createdBy: 'x' })).toEqual({ may: false, why: 'role' });
  });
});
