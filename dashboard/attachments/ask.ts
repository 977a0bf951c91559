import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Attachment } from '../../protocol/api/inspections.ts';
import { useGateway } from '../data/Gateway.tsx';
import { paths } from '../data/paths.ts';
import { sendFile } from '../data/upload.ts';

/** What the gateway takes at most. */
export const LARGEST_BYTES = 10 * 1024 * 1024;
export const TYPES = 'application/pdf,image/jpeg,image/png,image/webp';

/** A document on its way; it is named by its content, so that sending it twice is once. */
export function useAttach() {
  const { client } = useGateway();
  const [share, setShare] = useState(0);
  const attach = useMutation({
    mutationFn: (file: File) => {
      setShare(0);
      return sendFile<Attachment>(client, paths.attachments, file, {}, setShare);
    },
  });
  return { attach, share };
}
