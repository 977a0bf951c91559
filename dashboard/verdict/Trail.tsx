import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { withQuery } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { dayText } from '../format/date.ts';
import { hamletPath, hamletVerdictPath, receiptPath, sessionPath } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Verdict.module.css';

const DIGITS = ['①', '②', '③', '④'] as const;

/** What the addresses of ③ and ④ carry along, so that the way back is there. */
export interface TrailPlace {
  readonly hamlet?: string | undefined;
  readonly hamletName?: string | undefined;
  readonly day?: string | undefined;
  readonly part?: 'morning' | 'afternoon' | 'evening' | undefined;
  readonly position?: number | undefined;
  readonly node?: string | undefined;
  /** Period and rule, as the pages of ① and ② have them in their address. */
  readonly ky?: string | undefined;
  readonly rule?: string | undefined;
}

/** ① hamlet › ② session › ③ receipt › ④ raw message: where one stands on the way from a verdict to its evidence. */
export function Trail({ at, place }: { at: 1 | 2 | 3 | 4; place: TrailPlace }) {
  const { say } = useWords();
  const { role } = useMe().account;
  const { hamlet, day, part, position, ky, rule } = place;
  const keep = (path: string, more: Record<string, string | undefined> = {}) =>
    withQuery(path, { ...more, ky, 'quy-tac': rule });
  const hamletHref =
    hamlet &&
    (ky && may(role, 'appraise')
      ? withQuery(hamletVerdictPath(ky, hamlet), { 'quy-tac': rule })
      : keep(hamletPath(hamlet)));
  const steps: (readonly [string, string | undefined])[] = [
    [place.hamletName ?? say('area.hamlet'), hamletHref],
    [
      day && part ? say('trail.session', { day: dayText(day), part: say(`part.${part}`) }) : say('session.title'),
      hamlet && day && part ? keep(sessionPath(hamlet, day, part)) : undefined,
    ],
    [
      place.node ? say('trail.receipt-of', { node: place.node }) : say('trail.receipt'),
      position === undefined ? undefined : trailPath(receiptPath(position), place),
    ],
    [say('trail.raw'), undefined],
  ];
  return (
    <nav aria-label={say('trail.title')}>
      <ol className={styles.trail}>
        {steps.map(([text, href], index) => (
          <li key={DIGITS[index]}>
            <span aria-hidden="true">{DIGITS[index]}</span>
            {step(text, href, index + 1, at)}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function step(text: string, href: string | undefined, nth: number, at: number): ReactNode {
  if (nth === at) return <span aria-current="page">{text}</span>;
  return href && nth < at ? <Link href={href}>{text}</Link> : <span>{text}</span>;
}

/** The address of ③ or ④ with the way that led there. */
export function trailPath(path: string, { hamlet, day, part, ky, rule }: TrailPlace): string {
  return withQuery(path, { thon: hamlet, ngay: day, buoi: part, ky, 'quy-tac': rule });
}

/** The way that led to ③ or ④, as the address tells it. */
export function useTrailPlace(): TrailPlace {
  const [search] = useSearchParams();
  const part = search.get('buoi');
  return {
    hamlet: search.get('thon') ?? undefined,
    day: search.get('ngay') ?? undefined,
    part: part === 'morning' || part === 'afternoon' || part === 'evening' ? part : undefined,
    ky: search.get('ky') ?? undefined,
    rule: search.get('quy-tac') ?? undefined,
  };
}
