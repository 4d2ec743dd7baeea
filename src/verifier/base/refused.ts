/**
 * The one exception of this program: untrusted bytes do not have the form, or the signature, that they must have.
 *
 * Pure. A check catches it and turns it into a failure with a place. Whatever else is thrown is no word about the evidence
 * (a disk, a bug), and becomes "cannot check".
 */
export class Refused extends Error {
  /** @param why in plain words, without the untrusted text itself */
  constructor(why: string) {
    super(why);
    this.name = 'Refused';
  }
}

/** Known to exist, not known to this program: never passed, never called wrong. */
export class NotSupported extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'NotSupported';
  }
}

export function demand(condition: boolean, why: string): asserts condition {
  if (!condition) throw new Refused(why);
}
