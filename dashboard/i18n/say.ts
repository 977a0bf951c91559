import type { vi } from './vi.ts';
import type { viApproval } from './vi-approval.ts';
import type { viAudit } from './vi-audit.ts';
import type { viCases } from './vi-cases.ts';
import type { viEnding } from './vi-ending.ts';
import type { viEnrol } from './vi-enrol.ts';
import type { viException } from './vi-exception.ts';
import type { viField } from './vi-field.ts';
import type { viFirmware } from './vi-firmware.ts';
import type { viFleet } from './vi-fleet.ts';
import type { viInspection } from './vi-inspection.ts';
import type { viLibrary } from './vi-library.ts';
import type { viListening } from './vi-listening.ts';
import type { viLive } from './vi-live.ts';
import type { viNotify } from './vi-notify.ts';
import type { viPlace } from './vi-place.ts';
import type { viRelay } from './vi-relay.ts';
import type { viRemote } from './vi-remote.ts';
import type { viRepair } from './vi-repair.ts';
import type { viReport } from './vi-report.ts';
import type { viRules } from './vi-rules.ts';
import type { viSchedule } from './vi-schedule.ts';
import type { viSettings } from './vi-settings.ts';
import type { viSetup } from './vi-setup.ts';
import type { viSources } from './vi-sources.ts';
import type { viSpeech } from './vi-speech.ts';
import type { viToken } from './vi-token.ts';
import type { viVerdict } from './vi-verdict.ts';
import type { viVerify } from './vi-verify.ts';
import type { viVisit } from './vi-visit.ts';

/** Words of the first load, and those that come with the pages that need them. */
export type TextKey =
  | keyof typeof vi
  | keyof typeof viCases
  | keyof typeof viField
  | keyof typeof viRepair
  | keyof typeof viFirmware
  | keyof typeof viFleet
  | keyof typeof viListening
  | keyof typeof viToken
  | keyof typeof viEnding
  | keyof typeof viAudit
  | keyof typeof viSpeech
  | keyof typeof viSources
  | keyof typeof viRelay
  | keyof typeof viPlace
  | keyof typeof viLive
  | keyof typeof viNotify
  | keyof typeof viRemote
  | keyof typeof viApproval
  | keyof typeof viInspection
  | keyof typeof viLibrary
  | keyof typeof viVisit
  | keyof typeof viReport
  | keyof typeof viRules
  | keyof typeof viSchedule
  | keyof typeof viException
  | keyof typeof viSettings
  | keyof typeof viEnrol
  | keyof typeof viSetup
  | keyof typeof viVerdict
  | keyof typeof viVerify;
/** The Vietnamese dictionary is the type: another language must have exactly its keys. */
export type Dictionary = Record<TextKey, string>;
/** What is loaded of it so far. */
export type Words = Readonly<Partial<Dictionary>>;
export type Values = Readonly<Record<string, string | number>>;
export type Say = (key: TextKey, values?: Values) => string;

/** `{name}` puts a value in; `{n|hamlet|hamlets}` chooses a word by number, for languages that have a plural. */
export function createSay(words: Words): Say {
  return (key, values) => {
    const text = words[key] ?? key;
    return values ? fill(text, values) : text;
  };
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (all, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return all;
    if (one === undefined) return String(value);
    return (value === 1 || value === '1' ? one : many) ?? '';
  });
}
