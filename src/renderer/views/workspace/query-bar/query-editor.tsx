/**
 * One line of query text: coloured, completed, with errors underlined where they are.
 *
 * Enter runs; Shift+Enter also runs, so that a hand on Shift loses nothing. Up on an empty line opens the history.
 */
import {
  acceptCompletion,
  closeBrackets,
  closeCompletion,
  completionStatus,
  startCompletion,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';
import { cspNonce } from '../../../api/csp-nonce.ts';
import { text } from '../../../i18n/text.ts';
import { type CompletionFacts, queryCompletion } from './query-completion.ts';
import styles from './query-editor.module.css';
import { queryLanguage } from './query-highlight.ts';
import { queryLinter } from './query-linter.ts';
import { typedOver } from './typed-over.ts';

interface QueryEditorProps {
  /** What stands in the line when it changes from outside. */
  value: string;
  facts: CompletionFacts;
  onChange: (value: string) => void;
  onRun: (value: string) => void;
  onHistory: () => void;
  /** Given the editor once, for focusing it by a command. */
  onReady: (view: EditorView) => void;
}

export function QueryEditor({ value, facts, onChange, onRun, onHistory, onReady }: QueryEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const changed = useEffectEvent((next: string) => onChange(next));
  const run = useEffectEvent((now: string) => onRun(now));
  const showHistory = useEffectEvent(() => onHistory());
  const ready = useEffectEvent((editor: EditorView) => onReady(editor));
  const latest = useEffectEvent(() => value);
  const fields = useEffectEvent(() => facts.fields());
  const values = useEffectEvent((field: string) => facts.values(field));

  useEffect(() => {
    if (host.current === null) return undefined;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest(),
        extensions: [
          ...basics(),
          queryLanguage(),
          queryLinter(),
          queryCompletion({ fields: () => fields(), values: (field) => values(field) }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
          }),
          Prec.highest(
            keymap.of([
              { key: 'Tab', run: acceptCompletion },
              { key: 'Mod-Space', run: startCompletion },
              ...['Enter', 'Shift-Enter', 'Mod-Enter'].map((key) => ({
                key,
                run: (target: EditorView) => {
                  if (key === 'Enter' && completionStatus(target.state) === 'active' && acceptCompletion(target)) {
                    return true;
                  }
                  // What is asked is asked: an open list would take the next Escape, and with it the way out of the line.
                  closeCompletion(target);
                  run(target.state.doc.toString());
                  return true;
                },
              })),
              {
                key: 'ArrowUp',
                run: (target) => {
                  if (target.state.doc.length > 0 || completionStatus(target.state) === 'active') return false;
                  showHistory();
                  return true;
                },
              },
              {
                key: 'Escape',
                run: (target) => {
                  if (completionStatus(target.state) === 'active') return false;
                  target.contentDOM.blur();
                  return true;
                },
              },
            ]),
          ),
        ],
      }),
    });
    view.current = editor;
    ready(editor);
    return () => editor.destroy();
    // One editor for as long as the line is shown: facts that change while evidence comes in take no cursor out of it.
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  return <div ref={host} className={styles.editor} />;
}

function basics(): Extension[] {
  return [
    history(),
    closeBrackets(),
    typedOver,
    keymap.of([...historyKeymap, ...defaultKeymap]),
    placeholder(text.workspace.query.placeholder),
    EditorView.cspNonce.of(cspNonce()),
    EditorView.contentAttributes.of({
      'aria-label': text.workspace.query.label,
      'aria-multiline': 'false',
      spellcheck: 'false',
      autocorrect: 'off',
      autocapitalize: 'off',
    }),
    // A query is one line: what is pasted in several becomes one, and no character is lost but the breaks.
    EditorState.transactionFilter.of((transaction) =>
      transaction.newDoc.lines > 1
        ? [transaction, { changes: joinLines(transaction.newDoc.toString()), sequential: true }]
        : transaction,
    ),
  ];
}

function joinLines(doc: string): { from: number; to: number; insert: string }[] {
  return [...doc.matchAll(/\n/gu)].map(({ index }) => ({ from: index, to: index + 1, insert: ' ' }));
}
