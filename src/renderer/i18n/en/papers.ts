/** Words of the papers of custody: the form, the draft of a certificate, CASE/UCO. */
export const papers = {
  menu: 'Papers',
  acts: {
    'custody-form': 'Save form…',
    certificate: 'Certificate draft…',
    'case-uco': 'CASE/UCO…',
  },
  titles: {
    'custody-form': 'Form of custody',
    certificate: 'Draft of a certification (FRE 902(13), (14))',
    'case-uco': 'Custody as CASE/UCO',
  },
  hints: {
    'custody-form':
      'Who had what from when to when, every act with its record and signers, gaps in plain words, and blank lines to sign by hand.',
    certificate:
      'A draft, and no legal advice: facts of the case log, blanks for a qualified person to fill in and sign. The program never signs it. Check the case first; the last check stands in it.',
    'case-uco': 'The same facts as JSON-LD (CASE 1.4, UCO 1.4), for other tools.',
  },
  format: 'Format',
  formats: { pdf: 'PDF, to print and keep', html: 'Web page', txt: 'Plain text', jsonld: 'JSON-LD' },
  path: 'File',
  choose: 'Choose…',
  recorded: 'It is recorded in the case log, with its hash, before it is in its place.',
  overwrite: 'Replace the file where there is one',
  save: 'Save',
  saving: 'Writing',
  done: 'Saved',
  close: 'Close',
  size: 'Size',
  sha256: 'SHA-256',
  record: 'Case log',
  noRecord: 'not recorded: the case is read-only',
} as const;
