// pure
import type {
  EmergencyEvent,
  EmergencyInput,
  EmergencyStatus,
  EmergencyTemplate,
} from '../../protocol/api/emergency.ts';

/** What shall be said: a prepared text, a typed one that the machine speaks, or a recording. */
export type Message =
  | { readonly kind: 'template'; readonly template: EmergencyTemplate }
  | { readonly kind: 'text'; readonly event: EmergencyEvent; readonly text: string }
  | { readonly kind: 'recording'; readonly event: EmergencyEvent; readonly recording: string; readonly title: string };

export interface Choice {
  readonly key: string;
  readonly status: EmergencyStatus;
  readonly message: Message;
  readonly areas: readonly string[];
  readonly forMinutes: number;
  readonly orderedBy: string;
  readonly drill?: string | undefined;
}

/** Why it cannot be fired yet; undefined when nothing is missing. */
export type Missing = 'message' | 'text' | 'recording' | 'areas';
export function missingOf(message: Message | undefined, areas: readonly string[]): Missing | undefined {
  if (!message) return 'message';
  if (message.kind === 'text' && message.text.trim() === '') return 'text';
  if (message.kind === 'recording' && message.recording === '') return 'recording';
  return areas.length === 0 ? 'areas' : undefined;
}

export function inputOf({ key, status, message, areas, forMinutes, orderedBy, drill }: Choice): EmergencyInput {
  const ordered = orderedBy.trim();
  return {
    key,
    status,
    ...saidBy(message),
    targets: areas.map((area) => ({ area })),
    forMinutes,
    ...(ordered ? { orderedBy: ordered } : {}),
    ...(drill ? { drill } : {}),
  };
}

function saidBy(message: Message): Pick<EmergencyInput, 'template' | 'event' | 'text' | 'recording'> {
  switch (message.kind) {
    case 'template':
      return { template: message.template.id };
    case 'text':
      return { event: message.event, text: message.text.trim() };
    case 'recording':
      return { event: message.event, recording: message.recording };
  }
}
