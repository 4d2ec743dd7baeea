/** Words of compliance that contract, host and window share. Pure. */

/** What people may say of an exception. */
export const EXCEPTION_STATES = ['open', 'accepted', 'mitigated', 'falsePositive'] as const;
export type ExceptionState = (typeof EXCEPTION_STATES)[number];

export const VERDICTS = ['notMet', 'partlyMet', 'met', 'notAssessed', 'notExercised', 'notApplicable'] as const;

/** What a signed decision on an exception is, in its envelope. */
export const DECISION_TYPE = 'application/vnd.audittrailpro.compliance-decision+json';

/** Tables an organisation can hand in. */
export const INPUT_TABLE_NAMES = [
  'users',
  'logSources',
  'changes',
  'retentionPolicies',
  'incidents',
  'classifications',
  'clocks',
  'accessReviews',
  'subjectRequests',
  'disclosures',
  'sodRules',
  'processingRegister',
] as const;
