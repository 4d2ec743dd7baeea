/**
 * Versions that a result carries, so that two runs are compared only where they measured the same thing.
 *
 * Pure.
 */

/** Raised whenever the same events, content and inputs would give another outcome, score or forecast. */
export const COMPLIANCE_ENGINE_VERSION = '1';

/** Schema version of the framework files this engine reads; the minor part may be lower in a file, not higher. */
export const CONTENT_SCHEMA = { major: 1, minor: 1 } as const;

/** Raised whenever the same event would get other vocabulary facts. */
export const VOCABULARY_VERSION = '1';
