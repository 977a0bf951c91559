import { FileInput } from '@mantine/core';
import { useState } from 'react';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useWords } from '../i18n/Language.tsx';
import { useUploadFirmware } from './ask.ts';

/** The two files that the signing machine made. */
export function UploadSheet({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const { say } = useWords();
  const upload = useUploadFirmware();
  const [manifest, setManifest] = useState<File | null>(null);
  const [image, setImage] = useState<File | null>(null);
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = () => {
    const faults = [
      ...(manifest ? [] : [{ field: 'firmware-manifest', message: say('firmware.manifest-missing') }]),
      ...(image ? [] : [{ field: 'firmware-image', message: say('firmware.image-missing') }]),
    ];
    setErrors(faults);
    if (!manifest || !image) return;
    upload.mutate(
      { manifest, image },
      { onSuccess: onDone, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={say('firmware.upload')}
      lead={<p>{say('firmware.upload-what')}</p>}
      errors={errors}
      submit={say('firmware.upload-send')}
      busy={upload.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <FileInput
        id="firmware-manifest"
        label={say('firmware.manifest')}
        placeholder={say('firmware.choose')}
        accept=".jws,.txt"
        value={manifest}
        onChange={setManifest}
      />
      <FileInput
        id="firmware-image"
        label={say('firmware.image')}
        placeholder={say('firmware.choose')}
        value={image}
        onChange={setImage}
      />
      {upload.isPending && <p role="status">{say('firmware.sending')}</p>}
    </FormSheet>
  );
}
