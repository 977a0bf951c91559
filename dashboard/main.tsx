import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { Marks } from './components/Marks.tsx';
import { takeCodeFromAddress } from './data/enrol-draft.ts';
import { GatewayProvider } from './data/Gateway.tsx';
import { LanguageProvider } from './i18n/Language.tsx';
import './style/mantine.ts';
import './style/base.css';
import { theme } from './style/theme.ts';

takeCodeFromAddress();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root"');

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} forceColorScheme="light">
      <LanguageProvider>
        <GatewayProvider>
          <Marks />
          <App />
        </GatewayProvider>
      </LanguageProvider>
    </MantineProvider>
  </StrictMode>,
);
