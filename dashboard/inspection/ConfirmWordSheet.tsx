import { Button, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useMe } from '../data/session.ts';
import { Choice } from '../field/Choice.tsx';
import { LongText } from '../field/LongText.tsx';
import { shrink } from '../field/shrink.ts';
import { useWords } from '../i18n/Language.tsx';
import { useAttach, useConfirm } from './ask.ts';

interface Props {
  record: string;
  hamlet: string;
  /** The inspector hands in the paper that the head signed. */
  onPaper: boolean;
  onClose: () => void;
}

/** The hamlet head's word on a record; it can disagree, and it is never taken back. */
export function ConfirmWordSheet({ record, hamlet, onPaper, onClose }: Props) {
  const { say } = useWords();
  const own = useMe().account.name;
  const confirm = useConfirm(record);
  const attach = useAttach();
  const input = useRef<HTMLInputElement>(null);
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const [typed, setTyped] = useState({ name: onPaper ? '' : own, agrees: '' as 'yes' | 'no' | '', note: '' });
  const [photo, setPhoto] = useState<string>();
  const failed = (error: unknown) => setErrors([{ message: problemText(error, say) }]);
  const take = async (file: File) => {
    try {
      const small = await shrink(file);
      attach.mutate(new File([small], 'xac-nhan.jpg', { type: small.type }), {
        onSuccess: ({ sha256 }) => setPhoto(sha256),
        onError: failed,
      });
    } catch {
      setErrors([{ message: say('kept.photo-failed') }]);
    }
  };
  const submit = () => {
    const found: FormError[] = [
      ...(typed.agrees === '' ? [{ field: 'word-agrees', message: say('inspection.word-fault') }] : []),
      ...(typed.name.trim() === '' ? [{ field: 'word-name', message: say('inspection.word-fault-name') }] : []),
      ...(onPaper && !photo ? [{ field: 'word-photo', message: say('inspection.word-fault-photo') }] : []),
    ];
    setErrors(found);
    if (found.length > 0) return;
    const { name, note, agrees } = typed;
    const word = { hamlet, name: name.trim(), note: note.trim(), agrees: agrees === 'yes' };
    confirm.mutate({ ...word, ...(photo ? { photo } : {}) }, { onSuccess: onClose, onError: failed });
  };
  return (
    <FormSheet
      title={say('inspection.word-title')}
      errors={errors}
      submit={say('inspection.word-save')}
      busy={confirm.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <Choice
        id="word-agrees"
        label={say('inspection.word-question')}
        value={typed.agrees}
        choices={[
          { value: 'yes', label: say('inspection.word-yes') },
          { value: 'no', label: say('inspection.word-no') },
        ]}
        onChange={(agrees) => setTyped((now) => ({ ...now, agrees }))}
      />
      <TextInput
        id="word-name"
        label={say('inspection.word-name')}
        maxLength={120}
        value={typed.name}
        onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, name: value }))}
      />
      <LongText
        id="word-note"
        label={say('inspection.word-note')}
        maxLength={500}
        rows={2}
        value={typed.note}
        onChange={(note) => setTyped((now) => ({ ...now, note }))}
      />
      {onPaper && (
        <div>
          <Button
            id="word-photo"
            variant="default"
            size="lg"
            loading={attach.isPending}
            onClick={() => input.current?.click()}
          >
            {say('inspection.word-photo')}
          </Button>
          <p aria-live="polite">{photo && say('inspection.word-photo-done')}</p>
          <input
            ref={input}
            type="file"
            hidden
            accept="image/*"
            capture="environment"
            aria-label={say('inspection.word-photo')}
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = '';
              if (file) void take(file);
            }}
          />
        </div>
      )}
    </FormSheet>
  );
}
