/**
 * Every command of the program, in the order of the help text.
 *
 * Each is loaded when it is meant: reading all of them takes as long as the rest of the program.
 */
import type { Command } from './command.ts';

type Load = () => Promise<Command>;

const COMMANDS: readonly (readonly [name: string, load: Load])[] = [
  ['case create', async () => (await import('./case.command.ts')).caseCreate],
  ['case show', async () => (await import('./case.command.ts')).caseShow],
  ['case operators', async () => (await import('./case.command.ts')).caseOperators],
  ['case add-operator', async () => (await import('./operator.command.ts')).caseAddOperator],
  ['case change-passphrase', async () => (await import('./operator.command.ts')).caseChangePassphrase],
  ['case remove-operator', async () => (await import('./operator.command.ts')).caseRemoveOperator],
  ['case change-data-key', async () => (await import('./operator.command.ts')).caseChangeDataKey],
  ['recovery create', async () => (await import('./recovery.command.ts')).recoveryCreate],
  ['recovery show', async () => (await import('./recovery.command.ts')).recoveryShow],
  ['recovery check', async () => (await import('./recovery.command.ts')).recoveryCheck],
  ['recovery use', async () => (await import('./recovery.command.ts')).recoveryUse],
  ['case accept-restore', async () => (await import('./restore.command.ts')).caseAcceptRestore],
  ['ingest', async () => (await import('./ingest.command.ts')).ingest],
  ['verify', async () => (await import('./verify.command.ts')).verify],
  ['proofs', async () => (await import('./proofs.command.ts')).proofs],
  ['search', async () => (await import('./search.command.ts')).search],
  ['event', async () => (await import('./event.command.ts')).event],
  ['fields', async () => (await import('./fields.command.ts')).fields],
  ['coverage', async () => (await import('./coverage.command.ts')).coverage],
  ['annotate', async () => (await import('./annotate.command.ts')).annotate],
  ['annotations', async () => (await import('./annotations.command.ts')).annotations],
  ['queries', async () => (await import('./past.command.ts')).queries],
  ['views', async () => (await import('./past.command.ts')).views],
  ['export', async () => (await import('./export.command.ts')).exportEvents],
  ['bundle create', async () => (await import('./bundle-create.command.ts')).bundleCreate],
  ['custody', async () => (await import('./custody.command.ts')).custody],
  ['custody add', async () => (await import('./custody-add.command.ts')).custodyAdd],
  ['assess', async () => (await import('./assess.command.ts')).assess],
  ['assess show', async () => (await import('./assess.command.ts')).assessShow],
  ['assess exceptions', async () => (await import('./assess.command.ts')).assessExceptions],
  ['assess accept', async () => (await import('./assess.command.ts')).assessAccept],
  ['assess decide', async () => (await import('./assess.command.ts')).assessDecide],
  ['assess inputs', async () => (await import('./assess-inputs.command.ts')).assessInputs],
  ['custody form', async () => (await import('./custody-paper.command.ts')).custodyForm],
  ['custody certificate', async () => (await import('./custody-paper.command.ts')).custodyCertificate],
  ['custody case-uco', async () => (await import('./custody-paper.command.ts')).custodyCaseUco],
  ['custody items', async () => (await import('./custody-items.command.ts')).custodyItems],
  ['mark status', async () => (await import('./mark.command.ts')).markStatus],
  ['mark request', async () => (await import('./mark.command.ts')).markRequest],
  ['mark import', async () => (await import('./mark.command.ts')).markImport],
  ['mark compare', async () => (await import('./mark.command.ts')).markCompare],
  ['mark trust', async () => (await import('./mark.command.ts')).markTrust],
  ['witness create', async () => (await import('./witness.command.ts')).witnessCreate],
  ['witness watch', async () => (await import('./witness.command.ts')).witnessWatch],
  ['witness sign', async () => (await import('./witness.command.ts')).witnessSign],
  ['witness show', async () => (await import('./witness.command.ts')).witnessShow],
  ['sample', async () => (await import('./sample.command.ts')).sample],
  ['open', async () => (await import('./open.command.ts')).open],
  ['start', async () => (await import('./open.command.ts')).start],
];

export const allCommands = (): Promise<Command[]> => Promise.all(COMMANDS.map(([, load]) => load()));

/** The command that these arguments begin with; where they name none, all there are. */
export async function commandsFor([first, second]: readonly string[]): Promise<Command[]> {
  const named = (words: string): Load | undefined => COMMANDS.find(([name]) => name === words)?.[1];
  const load = named(`${first} ${second}`) ?? named(`${first}`);
  return load === undefined ? allCommands() : [await load()];
}
