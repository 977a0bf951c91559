import { paths } from '../data/paths.ts';
import { useWords } from '../i18n/Language.tsx';

/** Opens a paper beside the page; without a name it is called by its place in the list. */
export function DocumentLink({ document, index }: { document: { sha256: string; name?: string }; index: number }) {
  const { say } = useWords();
  return (
    <a href={paths.attachment(document.sha256)} target="_blank" rel="noreferrer">
      {document.name || say('document.nth', { n: index + 1 })}
    </a>
  );
}
