import { Button, InputBase } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Area } from '../../protocol/api/areas.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useWords } from '../i18n/Language.tsx';
import type { Say } from '../i18n/say.ts';
import { useChangeOutline } from './ask.ts';
import { OutlinePicture } from './OutlinePicture.tsx';
import { type OutlineFault, outlineText, readOutline } from './outline.ts';

/** Points pasted or from a file, drawn before they are saved. */
export function OutlineSheet({ area, onClose }: { area: Area; onClose: () => void }) {
  const { say } = useWords();
  const change = useChangeOutline(area.id);
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(() => outlineText(area.outline ?? []));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const read = readOutline(text);
  const send = (outline: [number, number][] | null) =>
    change.mutate(outline, {
      onSuccess: onClose,
      onError: (error) => setErrors([{ message: problemText(error, say) }]),
    });
  const submit = () => {
    if ('fault' in read) return setErrors([{ field: 'outline-text', message: faultText(read.fault, say) }]);
    setErrors([]);
    send(read.points);
  };
  const type = (typed: string) => {
    setErrors([]);
    setText(typed);
  };
  const take = async (files: FileList | null) => type((await files?.[0]?.text()) ?? text);
  return (
    <FormSheet
      title={`${say('outline.card')} · ${area.name}`}
      errors={errors}
      submit={say('outline.save')}
      busy={change.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <InputBase
        component="textarea"
        multiline
        rows={7}
        id="outline-text"
        label={say('outline.text')}
        description={say('outline.text-what')}
        spellCheck={false}
        maxLength={200_000}
        value={text}
        onChange={({ currentTarget }) => type(currentTarget.value)}
      />
      <input
        ref={picker}
        type="file"
        accept=".json,.geojson,.txt,.csv"
        aria-label={say('outline.file')}
        className="visually-hidden"
        tabIndex={-1}
        onChange={({ currentTarget }) => void take(currentTarget.files)}
      />
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
        <Button size="md" h={44} variant="default" onClick={() => picker.current?.click()}>
          {say('outline.file')}
        </Button>
        {area.outline && (
          <Button size="md" h={44} variant="default" onClick={() => send(null)}>
            {say('outline.remove')}
          </Button>
        )}
      </div>
      {'points' in read && <OutlinePicture points={read.points} />}
    </FormSheet>
  );
}

function faultText(fault: OutlineFault, say: Say): string {
  return say(`outline.bad.${fault.what}`, 'n' in fault ? { n: String(fault.n) } : {});
}
