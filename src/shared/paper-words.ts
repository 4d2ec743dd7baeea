/** Words of papers that are made from the case log, for whoever asks for one, makes it or tells about it. Pure. */

export const CUSTODY_PAPERS = ['custody-form', 'certificate', 'case-uco'] as const;
export type CustodyPaper = (typeof CUSTODY_PAPERS)[number];

/** `jsonld` is the form of `case-uco` alone, the others those of the papers. */
export const PAPER_FORMATS = ['pdf', 'html', 'txt', 'jsonld'] as const;
export type PaperFormat = (typeof PAPER_FORMATS)[number];

export const formatsOf = (paper: CustodyPaper): readonly PaperFormat[] =>
  paper === 'case-uco' ? ['jsonld'] : ['pdf', 'html', 'txt'];
