import type { Conclusion, OtherPart, SelfAssessment } from '../../../protocol/api/appraisal.ts';
import type { Station } from '../../../protocol/api/areas.ts';
import type { Coverage, SessionDetail } from '../../../protocol/api/coverage.ts';
import type { Checkpoint, DossierManifest } from '../../../protocol/api/evidence.ts';
import type { PartOfDay } from '../../../protocol/sessions.ts';
import type { EXCLUSION_CAUSES } from '../../../protocol/verdicts.ts';
import type { Day } from '../../../protocol/vietnam-time.ts';
import type { HandLogLine, Visit } from '../../coverage/sources.ts';

/** What a verdict is asked for; a closed period gives the frozen answer. */
export interface VerdictQuery {
  readonly rule?: string | undefined;
  readonly from: Day;
  readonly to: Day;
  readonly period?: string | undefined;
}

/** An exclusion in force, with the decision it rests on. */
export interface ExclusionLine {
  readonly id: string;
  readonly areas: readonly string[];
  readonly from: Day;
  readonly to: Day;
  readonly parts?: readonly PartOfDay[];
  readonly cause: (typeof EXCLUSION_CAUSES)[number];
  readonly decision: string;
}

/** What a round says of a commune, as far as there is a round. */
export interface RoundOpinions {
  readonly title: string;
  readonly self?: SelfAssessment;
  readonly council?: Pick<Conclusion, 'verdict' | 'text'>;
  readonly parts: readonly OtherPart[];
}

/** Where the parts of a dossier come from; the root joins them. Areas are ids. */
export interface Sources {
  verdicts(area: string, query: VerdictQuery): Promise<Coverage>;
  /** Sessions of the hamlets judged, hamlet by hamlet, oldest first; of a closed period as they were frozen. */
  sessions(judged: {
    readonly area: string;
    readonly coverage: Coverage;
    readonly from: Day;
  }): AsyncIterable<readonly [hamlet: string, sessions: readonly SessionDetail[]]>;
  /** Of a period closed at `closedAt` as they stood then, and beside them what was written later. */
  visits(from: number, to: number, closedAt?: number): Promise<readonly Visit[]>;
  exclusions(from: Day, to: Day): Promise<readonly ExclusionLine[]>;
  /** As visits. */
  handLog(from: Day, to: Day, closedAt?: number): Promise<readonly HandLogLine[]>;
  station(commune: string): Pick<Station, 'decision' | 'regulation'> | undefined;
  opinions(round: string, commune: string): Promise<RoundOpinions | undefined>;
}

/** The signed record, as far as a dossier takes from it; `evidence` implements it. */
export interface EvidenceSource {
  /** A signed head that reaches past this position. */
  checkpoint(position: number | undefined): Promise<Checkpoint>;
  /** The lines of `evidence.jsonl`, each with its end; positions ascending, each once. */
  lines(checkpoint: Checkpoint, positions: readonly number[]): AsyncIterable<string>;
  /** The bytes of `manifest.json` and their signed note. */
  manifest(manifest: DossierManifest): { readonly text: string; readonly note: string };
  /** The standalone page `xac-minh.html` as a file; undefined where it was not built. */
  readonly page?: string | undefined;
}
