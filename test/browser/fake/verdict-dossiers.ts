import { createHash } from 'node:crypto';
import type { Coverage } from '../../../protocol/api/coverage.ts';
import type { Dossier, DossierInput } from '../../../protocol/api/reports.ts';
import { seededUlid } from './random.ts';

const hex = (bytes: string) => createHash('sha256').update(bytes).digest('hex');

/** Dossiers as they are made: each asking brings one a step further, so that a test sees the steps without waiting. */
export class VerdictDossiers {
  readonly items: Dossier[] = [];
  readonly asked: DossierInput[] = [];
  readonly #files = new Map<string, Map<string, string>>();
  /** The next one breaks off half-way. */
  failNext = false;
  /** Stands still until let go. */
  held = false;
  #failing = new Set<string>();

  make(input: DossierInput, data: Coverage, areaName: string, byName: string, now: number): Dossier {
    this.asked.push(input);
    const nth = this.asked.length;
    const dossier: Dossier = {
      ...{ id: seededUlid('dossier', nth), number: `${nth}/HS-LX-2026`, code: `7F3A-91C2-KQ${nth}M` },
      ...{ area: input.area, areaName, from: input.from, to: input.to },
      rule: { id: data.rule.id, version: data.rule.version, name: data.rule.name },
      ...{ state: 'waiting', progress: 0, step: 'waiting', hamlets: data.hamlets.length, files: [] },
      ...{ byName, createdAt: now },
    };
    if (this.failNext) this.#failing.add(dossier.id);
    this.failNext = false;
    this.items.unshift(dossier);
    const rows = data.hamlets.map(({ name, sessions, owed, lower, upper }) =>
      [name, owed, sessions.heard, sessions.notHeard, sessions.unknown, lower.toFixed(6), upper.toFixed(6)].join(','),
    );
    const csv = ['hamlet,owed,heard,not-heard,unknown,lower,upper', ...rows].join('\n');
    this.#files.set(
      dossier.id,
      new Map([
        ['dossier.zip', `zip of ${dossier.number}`],
        ...input.parts.map((part): [string, string] => [
          part === 'page' ? 'verify.html' : `report.${part}`,
          part === 'csv' ? csv : `${part} of ${dossier.number}`,
        ]),
      ]),
    );
    return { ...dossier };
  }

  list(area: string): Dossier[] {
    const found = this.items.filter((one) => one.area === area);
    const seen = found.map((one) => ({ ...one }));
    if (!this.held) for (const one of found) this.#goOn(one);
    return seen;
  }

  file(id: string, name: string): string | undefined {
    return this.items.find((one) => one.id === id)?.state === 'ready' ? this.#files.get(id)?.get(name) : undefined;
  }

  #goOn(dossier: Dossier): void {
    if (dossier.state === 'waiting') Object.assign(dossier, { state: 'making', progress: 0.45, step: 'pdf' });
    else if (dossier.state === 'making' && this.#failing.has(dossier.id))
      Object.assign(dossier, { state: 'failed', error: 'Ổ đĩa máy chủ đã đầy.' });
    else if (dossier.state === 'making')
      Object.assign(dossier, {
        ...{ state: 'ready', progress: 1, step: 'done' },
        files: [...(this.#files.get(dossier.id) ?? [])].map(([name, bytes]) => ({
          ...{ name, bytes: bytes.length, sha256: hex(bytes) },
        })),
      });
  }
}
