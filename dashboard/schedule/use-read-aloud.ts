import type { Recording } from '../../protocol/api/broadcast.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { useCreateBulletin } from '../data/bulletins.ts';
import { useWords } from '../i18n/Language.tsx';
import type { ProgrammeForm } from './programme-form.ts';
import { titleOfText } from './title-of-text.ts';

export interface ReadAloud {
  readonly open: boolean;
  readonly text: string;
  readonly finishing: boolean;
  setOpen(open: boolean): void;
  setText(text: string): void;
  made(recording: Recording, text: string): void;
  /** Makes the bulletin of what was read and puts it into the programme; answers what stands in the way. */
  finish(): Promise<FormError | undefined>;
}

/** «Đọc văn bản» inside the wizard: a text becomes a voice, the voice a bulletin, the bulletin part of the programme. */
export function useReadAloud(form: ProgrammeForm, set: (change: Partial<ProgrammeForm>) => void): ReadAloud {
  const { say } = useWords();
  const create = useCreateBulletin();
  const { reading } = form;
  const change = (next: Partial<ProgrammeForm['reading']>) => set({ reading: { ...reading, ...next } });
  return {
    open: reading.open,
    text: reading.text,
    finishing: create.isPending,
    setOpen: (open) => change({ open }),
    setText: (text) => change({ text }),
    made: (recording, text) => change({ made: { recording: recording.sha256, text } }),
    async finish() {
      const text = reading.text.trim().normalize('NFC');
      if (!text && form.bulletins.length > 0) {
        change({ open: false });
        return undefined;
      }
      if (!text) return { field: 'speech-text', message: say('plan.fault.text') };
      // A voice of an older text is not the voice of this one.
      if (reading.made?.text !== text) return { field: 'speech-text', message: say('plan.fault.voice') };
      try {
        const bulletin = await create.mutateAsync({
          title: titleOfText(text),
          recording: reading.made.recording,
          text,
          class: 'normal',
          field: 'general',
          language: 'vi',
        });
        set({ bulletins: [...form.bulletins, bulletin.id], reading: { open: false, text: '' } });
        return undefined;
      } catch (error) {
        return { message: problemText(error, say) };
      }
    },
  };
}
