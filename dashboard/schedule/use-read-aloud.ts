import { useState } from 'react';
import type { Recording } from '../../protocol/api/broadcast.ts';
import type { SpeechInput, SpeechPreview } from '../../protocol/api/library.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { useWords } from '../i18n/Language.tsx';
import { useMakeBulletin, useSpeak, useSpeechPreview } from './ask.ts';
import type { ProgrammeForm } from './programme-form.ts';

export interface ReadAloud {
  readonly open: boolean;
  setOpen(open: boolean): void;
  readonly recording: Recording | undefined;
  readonly spoken: SpeechPreview | undefined;
  readonly making: boolean;
  readonly finishing: boolean;
  readonly error: string | undefined;
  make(): void;
  /** Makes the bulletin of what was read and puts it into the programme; answers what stands in the way. */
  finish(): Promise<FormError | undefined>;
}

/** «Đọc văn bản» inside the wizard: a text becomes a voice, the voice a bulletin, the bulletin part of the programme. */
export function useReadAloud(form: ProgrammeForm, set: (change: Partial<ProgrammeForm>) => void): ReadAloud {
  const { say } = useWords();
  const speak = useSpeak();
  const preview = useSpeechPreview();
  const makeBulletin = useMakeBulletin();
  const [missing, setMissing] = useState(false);
  const { reading } = form;
  const input: SpeechInput = {
    text: reading.text.trim(),
    title: titleOfText(reading.text),
    voice: reading.voice,
    speed: reading.speed,
  };
  // A voice of an older text is not the voice of this one.
  const made = reading.recording && reading.of === reading.text ? reading.recording : undefined;
  return {
    open: reading.open,
    setOpen: (open) => set({ reading: { ...reading, open } }),
    recording: made,
    spoken: preview.data,
    making: speak.isPending,
    finishing: makeBulletin.isPending,
    error: missing && !input.text ? say('plan.fault.text') : speak.isError ? problemText(speak.error, say) : undefined,
    make() {
      setMissing(!input.text);
      if (!input.text) return;
      preview.mutate(input);
      speak.mutate(input, {
        onSuccess: (recording) => set({ reading: { ...reading, recording, of: reading.text } }),
      });
    },
    async finish() {
      if (!input.text && form.bulletins.length > 0) {
        set({ reading: { ...reading, open: false } });
        return undefined;
      }
      if (!input.text) return { field: 'plan-text', message: say('plan.fault.text') };
      if (!made) return { field: 'plan-make-voice', message: say('plan.fault.voice') };
      try {
        const bulletin = await makeBulletin.mutateAsync({
          title: titleOfText(reading.text),
          recording: made.sha256,
          text: reading.text.trim(),
          field: reading.field,
        });
        set({
          bulletins: [...form.bulletins, bulletin.id],
          reading: { ...reading, open: false, text: '', recording: undefined },
        });
        return undefined;
      } catch (error) {
        return { message: problemText(error, say) };
      }
    },
  };
}

/** The first sentence, as far as it fits a title. */
export function titleOfText(text: string): string {
  const first =
    text
      .trim()
      .split(/[.\n:;]/)[0]
      ?.trim() ?? '';
  if (first.length <= 80) return first.normalize('NFC');
  return `${first.slice(0, 80).replace(/\s+\S*$/, '')}…`.normalize('NFC');
}
