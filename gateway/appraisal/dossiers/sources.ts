import type { Conclusion, OtherPart, SelfAssessment } from '../../../protocol/api/appraisal.ts';
import type { Station } from '../../../protocol/api/areas.ts';
import type { Coverage, SessionDetail } from '../../../protocol/api/coverage.ts';
import type { Checkpoint, DossierManifest } from '../../../protocol/api/evidence.ts';
import type { Technology } from '../../../protocol/nodes.ts';
import type { PartOfDay } from '../../../protocol/sessions.ts';
import type { EXCLUSION_CAUSES } from '../../../protocol/verdicts.ts';
import type { Day } from '../../../protocol/vietnam-time.ts';

/** What a verdict is asked for; a closed period gives the frozen answer. */
export interface VerdictQuery {
  readonly rule?: string | undefined;
  readonly from: Day;
  readonly to: Day;
  readonly period?: string | undefined;
}

/** A line of an inspection record that no other corrects. */
export interface VisitLine {
  readonly hamlet: string;
  readonly node?: string;
  readonly at: number;
  readonly hornsThere: number;
  readonly hornsSounding: number;
  readonly unannounced: boolean;
  readonly fromOutside: boolean;
  readonly duringSession: boolean;
  readonly technology: Technology;
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

export interface HandLogLine {
  readonly commune: string;
  readonly hamlets?: readonly string[];
  readonly day: Day;
  readonly from: string;
  readonly to: string;
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
  visits(from: number, to: number): Promise<readonly VisitLine[]>;
  exclusions(from: Day, to: Day): Promise<readonly ExclusionLine[]>;
  handLog(from: Day, to: Day): Promise<readonly HandLogLine[]>;
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
