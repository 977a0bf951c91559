import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Point } from '../../../../gateway/upstream/cap/cap-message.ts';
import { distanceKm, isInCircle, isInPolygon } from '../../../../gateway/upstream/cap/geometry.ts';

const at = (latitude: number, longitude: number): Point => ({ latitude, longitude });
/** Around Vietnam, in steps a source would write. */
const degrees = (from: number, to: number) => fc.integer({ min: from * 1_000, max: to * 1_000 }).map((n) => n / 1_000);
const point = fc.record({ latitude: degrees(8, 24), longitude: degrees(102, 110) });
/** A convex ring: corners in the order of their angles around a centre. */
const ring = fc
  .record({
    centre: point,
    radius: fc.double({ min: 0.05, max: 1, noNaN: true }),
    corners: fc.integer({ min: 3, max: 12 }),
  })
  .map(({ centre, radius, corners }) => {
    const points = Array.from({ length: corners }, (_, index) => {
      const angle = (2 * Math.PI * index) / corners + 0.1;
      return at(centre.latitude + radius * Math.sin(angle), centre.longitude + radius * Math.cos(angle));
    });
    return { centre, radius, ring: [...points, points[0] as Point] };
  });
const runs = { numRuns: 200 };

describe('a polygon', () => {
  it('holds the same points whichever way round it goes and wherever it begins', () => {
    fc.assert(
      fc.property(ring, point, fc.nat(11), ({ ring: one }, somewhere, shift) => {
        const open = one.slice(0, -1);
        const turned = [...open.slice(shift % open.length), ...open.slice(0, shift % open.length)];
        const again = [...turned, turned[0] as Point];
        const inside = isInPolygon(somewhere, one);
        expect(isInPolygon(somewhere, [...one].reverse())).toBe(inside);
        expect(isInPolygon(somewhere, again)).toBe(inside);
      }),
      runs,
    );
  });

  it('holds its centre, its corners and every point of its edges, and nothing beyond its radius', () => {
    fc.assert(
      fc.property(
        ring,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 6.28, noNaN: true }),
        (one, share, angle) => {
          expect(isInPolygon(one.centre, one.ring)).toBe(true);
          for (let index = 1; index < one.ring.length; index += 1) {
            const [a, b] = [one.ring[index - 1] as Point, one.ring[index] as Point];
            expect(isInPolygon(a, one.ring)).toBe(true);
            const between = at(
              a.latitude + share * (b.latitude - a.latitude),
              a.longitude + share * (b.longitude - a.longitude),
            );
            expect(isInPolygon(between, one.ring)).toBe(true);
          }
          const far = one.radius * 1.01;
          const beyond = at(one.centre.latitude + far * Math.sin(angle), one.centre.longitude + far * Math.cos(angle));
          expect(isInPolygon(beyond, one.ring)).toBe(false);
        },
      ),
      runs,
    );
  });

  it('with a bay leaves the bay out, and one of no width holds its line', () => {
    const bay = [at(0, 0), at(0, 4), at(4, 4), at(4, 3), at(1, 2), at(4, 1), at(4, 0), at(0, 0)];
    expect([at(3, 2), at(0.5, 2), at(3, 0.5), at(3, 3.5)].map((one) => isInPolygon(one, bay))).toEqual([
      ...[false, true, true, true],
    ]);
    const line = [at(1, 1), at(1, 3), at(1, 2), at(1, 1)];
    expect([isInPolygon(at(1, 2.5), line), isInPolygon(at(1.1, 2), line)]).toEqual([true, false]);
  });

  it('of the example A.2 holds what lies in Alpine County and not Kirkwood', () => {
    const alpine = [at(38.47, -120.14), at(38.34, -119.95), at(38.52, -119.74), at(38.62, -119.89), at(38.47, -120.14)];
    expect(isInPolygon(at(38.5, -119.95), alpine)).toBe(true);
    expect(isInPolygon(at(38.7, -120.07), alpine)).toBe(false);
  });
});

describe('a circle', () => {
  it('holds what is no farther than its radius along a great circle', () => {
    fc.assert(
      fc.property(point, point, fc.integer({ min: 0, max: 900 }), (centre, somewhere, radiusKm) => {
        const distance = distanceKm(centre, somewhere);
        fc.pre(Math.abs(distance - radiusKm) > 0.01);
        expect(isInCircle(somewhere, { ...centre, radiusKm })).toBe(distance < radiusKm);
      }),
      runs,
    );
  });

  it('of radius 0 holds its centre alone', () => {
    fc.assert(
      fc.property(point, point, (centre, somewhere) => {
        expect(isInCircle(centre, { ...centre, radiusKm: 0 })).toBe(true);
        fc.pre(distanceKm(centre, somewhere) > 0.01);
        expect(isInCircle(somewhere, { ...centre, radiusKm: 0 })).toBe(false);
      }),
      runs,
    );
  });

  it('measures what maps measure: Vinh to Hà Nội 261 km, a degree of the meridian 111.2 km', () => {
    expect(distanceKm(at(18.6796, 105.6813), at(21.0278, 105.8342))).toBeCloseTo(261.6, 0);
    expect(distanceKm(at(18, 105), at(19, 105))).toBeCloseTo(111.195, 2);
    expect(distanceKm(at(1, 2), at(3, 4))).toBe(distanceKm(at(3, 4), at(1, 2)));
  });
});
