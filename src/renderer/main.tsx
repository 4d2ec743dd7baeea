/** Entry of the page. */
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { queryClient } from './api/query-client.ts';
import { App } from './app.tsx';
import { useSettings } from './stores/settings.store.ts';
import './theme/theme.css';

// Before any view makes a schema: else zod tries whether it may make code from text, which the page's policy forbids and
// reports.
config({ jitless: true });

// On their way while React begins.
void useSettings.getState().load();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
