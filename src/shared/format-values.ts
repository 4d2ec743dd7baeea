/** Numbers, sizes and durations as a person reads them. Pure; English, with thousands separators. */

/** Made when it is first needed: it costs a tenth of the program's start. */
let grouped: Intl.NumberFormat | undefined;

export function formatCount(count: number): string {
  grouped ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
  return grouped.format(count);
}

/** `1 event`, `2 events`. */
export const countOf = (count: number, singular: string, plural = `${singular}s`): string =>
  `${formatCount(count)} ${count === 1 ? singular : plural}`;

const SIZE_UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1024) return `${sizeBytes} B`;
  let size = sizeBytes / 1024;
  let unit = 0;
  while (size >= 1023.95 && unit < SIZE_UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size.toFixed(1)} ${SIZE_UNITS[unit]}`;
}

/** @param seconds 0 or more; `0.4 s`, `59 s`, `2 min 05 s`, `3 h 07 min`, `5 d 02 h` */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${pad(whole % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${pad(minutes % 60)} min`;
  return `${formatCount(Math.floor(hours / 24))} d ${pad(hours % 24)} h`;
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** An RFC 3339 time in UTC, cut to its minute; any other text as it is. */
export const formatMinute = (time: string): string => time.replace(/^(.{10}T\d\d:\d\d):\d\d(?:\.\d+)?Z$/u, '$1Z');

/** An RFC 3339 time in UTC, cut to its second; any other text as it is. */
export const formatSecond = (time: string): string => time.replace(/^(.{10}T\d\d:\d\d:\d\d)\.\d+Z$/u, '$1Z');

/** Microseconds since the epoch as RFC 3339 UTC, to the millisecond. */
export function formatUs(us: number): string {
  const date = new Date(us / 1000);
  return Number.isNaN(date.getTime()) ? `${us} us` : date.toISOString().replace('.000Z', 'Z');
}
