/** The libraries inside the window's bundle, with versions and licences as they were built in. Pure. */
const versions = import.meta.glob<string>(
  '../../../../node_modules/{react,react-dom,react-aria-components,react-resizable-panels,zustand,@tanstack/react-query,ag-grid-community,vis-timeline,vis-data,moment,lucide-react,@codemirror/view,@codemirror/state,@codemirror/language,@codemirror/autocomplete,@codemirror/commands,@codemirror/lint,@lezer/lr,@lezer/common,@lezer/highlight}/package.json',
  { eager: true, import: 'version' },
);
const licences = import.meta.glob<string>(
  '../../../../node_modules/{react,react-dom,react-aria-components,react-resizable-panels,zustand,@tanstack/react-query,ag-grid-community,vis-timeline,vis-data,moment,lucide-react,@codemirror/view,@codemirror/state,@codemirror/language,@codemirror/autocomplete,@codemirror/commands,@codemirror/lint,@lezer/lr,@lezer/common,@lezer/highlight}/package.json',
  { eager: true, import: 'license' },
);

export interface Library {
  name: string;
  version: string;
  licence: string;
}

export const LIBRARIES: readonly Library[] = Object.entries(versions)
  .map(([path, version]) => ({
    name: path.replace(/^.*node_modules\//u, '').replace('/package.json', ''),
    version,
    licence: licences[path] ?? '',
  }))
  .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
