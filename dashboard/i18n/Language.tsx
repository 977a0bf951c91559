import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { createFormat, type Format } from '../format/format.ts';
import type { Language } from '../format/number.ts';
import { knownWords } from './known-words.ts';
import { createSay, type Words as LoadedWords, type Say } from './say.ts';

interface Words {
  language: Language;
  say: Say;
  format: Format;
  setLanguage(language: Language): void;
}

const CHOICE = 'loaxa.language';
const WordsContext = createContext<Words | undefined>(undefined);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [chosen, setChosen] = useState<Language>(() => (localStorage.getItem(CHOICE) === 'en' ? 'en' : 'vi'));
  const [loaded, setLoaded] = useState<{ language: Language; dictionary: LoadedWords }>({
    language: 'vi',
    dictionary: knownWords,
  });

  useEffect(() => {
    let current = true;
    load(chosen).then((dictionary) => {
      if (current) setLoaded({ language: chosen, dictionary });
    });
    return () => {
      current = false;
    };
  }, [chosen]);

  useEffect(() => {
    document.documentElement.lang = loaded.language;
  }, [loaded.language]);

  const words = useMemo<Words>(() => {
    const say = createSay(loaded.dictionary);
    const setLanguage = (language: Language) => {
      localStorage.setItem(CHOICE, language);
      setChosen(language);
    };
    return { language: loaded.language, say, format: createFormat(loaded.language, say), setLanguage };
  }, [loaded]);

  return <WordsContext.Provider value={words}>{children}</WordsContext.Provider>;
}

export function useWords(): Words {
  const words = useContext(WordsContext);
  if (!words) throw new Error('useWords needs a LanguageProvider above it');
  return words;
}

/** The second language is a chunk of its own: most users never fetch it. */
async function load(language: Language): Promise<LoadedWords> {
  return language === 'vi' ? knownWords : (await import('./en.ts')).en;
}
