/** Help texts, made from the same tables that parse the command line. Pure. */
import type { Command, OptionSpec } from './command.ts';
import { allOptions } from './parse-command-line.ts';
import { renderFacts } from './table.ts';

export function generalHelp(commands: readonly Command[]): string[] {
  return [
    'audittrail: tamper-evident cases from audit logs',
    '',
    'Usage: audittrail COMMAND [OPTIONS]   (from a checkout: npm run -s audittrail -- COMMAND [OPTIONS])',
    '',
    'Commands:',
    ...indent(renderFacts(commands.map(({ name, summary }) => [name, summary] as const))),
    '',
    'audittrail COMMAND --help tells more about one. Every command takes --json.',
    'Exit codes: 0 fine, 1 findings, 2 could not do it, 130 stopped by Ctrl-C.',
    'The passphrase is asked for, or read from --passphrase-file or AUDITTRAIL_PASSPHRASE.',
  ];
}

export function commandHelp(command: Command): string[] {
  const { positionals, details } = command;
  const lines = [`Usage: ${usageLine(command)}`, '', command.summary];
  if (positionals.length > 0) {
    lines.push('', 'Arguments:', ...indent(renderFacts(positionals.map(({ name, doc }) => [name, doc] as const))));
  }
  const options = Object.entries(allOptions(command)).map(
    ([name, spec]) => [optionForm(name, spec), spec.doc] as const,
  );
  lines.push('', 'Options:', ...indent(renderFacts(options)));
  if (details !== undefined) lines.push('', details);
  return lines;
}

export function usageLine({ name, positionals, options }: Command): string {
  const words = positionals.map(({ name: word, required, many }) => {
    const repeated = many === true ? `${word}...` : word;
    return required ? repeated : `[${repeated}]`;
  });
  const needed = Object.entries(options).flatMap(([option, spec]) =>
    spec.required === true ? [optionForm(option, spec)] : [],
  );
  return ['audittrail', name, ...words, ...needed, '[OPTIONS]'].join(' ');
}

const optionForm = (name: string, { value }: OptionSpec): string =>
  value === undefined ? `--${name}` : `--${name} ${value}`;
const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
