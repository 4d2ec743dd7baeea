/**
 * Where the settings of the window are kept: this browser profile, as one JSON text.
 *
 * Trust: the text may be of an older version, or touched by hand; the store reads it field by field.
 */
const KEY = 'audittrail.settings';

/** Null where nothing was kept, or the place can not be read. */
export async function loadSettings(): Promise<unknown> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as unknown;
  } catch {
    return null;
  }
}

export async function saveSettings(settings: object): Promise<void> {
  localStorage.setItem(KEY, JSON.stringify(settings));
}
