/**
 * Every word on screen, by name. One catalogue a language, of the same shape; English is the one there is.
 *
 * A part a view, each in its own file under `en/`, so that a view and its words change together.
 */
import { app } from './en/app.ts';
import { bundle } from './en/bundle.ts';
import { commands } from './en/commands.ts';
import { compliance } from './en/compliance.ts';
import { detail } from './en/detail.ts';
import { gallery } from './en/gallery.ts';
import { marks } from './en/marks.ts';
import { openedBundle } from './en/opened-bundle.ts';
import { operators } from './en/operators.ts';
import { custody } from './en/custody.ts';
import { custodyActs } from './en/custody-acts.ts';
import { proofs } from './en/proofs.ts';
import { papers } from './en/papers.ts';
import { record } from './en/record.ts';
import { settings } from './en/settings.ts';
import { sources } from './en/sources.ts';
import { browse, start } from './en/start.ts';
import { ui } from './en/ui.ts';
import { verification } from './en/verification.ts';
import { workspace } from './en/workspace.ts';

const en = {
  app,
  browse,
  bundle,
  commands,
  compliance,
  custody,
  custodyActs,
  detail,
  gallery,
  marks,
  openedBundle,
  operators,
  proofs,
  papers,
  record,
  settings,
  sources,
  start,
  ui,
  verification,
  workspace,
};

/** What a further language has to give. */
export type Catalogue = typeof en;

export const text: Catalogue = en;
