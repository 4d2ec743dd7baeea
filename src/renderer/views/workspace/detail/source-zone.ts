/**
 * The zone that a time text of a source names itself, as an offset from UTC.
 *
 * Pure. Only a number of hours and minutes, or UTC by name, at the end or before a year: letters like `CET` mean several zones.
 * Trust: the text is of the log; what is no offset gives undefined.
 */
const OFFSET = /(?:^|[\s\dTt.,:])(?:UTC|GMT)?([+-])(\d\d):?(\d\d)?(?=$|[\s\])])/u;
const UTC_NAME = /(?:\d\s?|\s)(?:Z|UTC|GMT)(?=$|[\s\])])/u;
const MAX_HOURS = 18;

/** @returns `+02:00`, or `UTC` */
export function zoneInText(original: string): string | undefined {
  const time = /\d\d:\d\d/u.exec(original);
  // A date holds dashes and digits, too: an offset stands after the clock.
  const after = time === null ? '' : original.slice(time.index);
  const [, sign, hours, minutes = '00'] = OFFSET.exec(after) ?? [];
  if (sign !== undefined && hours !== undefined && Number(hours) <= MAX_HOURS && Number(minutes) < 60) {
    return `${sign}${hours}:${minutes}`;
  }
  return UTC_NAME.test(after) ? 'UTC' : undefined;
}
