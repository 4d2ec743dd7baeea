/** Numbers, sizes and durations as people read them. Pure. */

/** Made when they are first needed, not at the start of the window: the first one costs some 30 ms. */
let plain: Intl.NumberFormat | undefined;
let short: Intl.NumberFormat | undefined;

export function countText(count: number): string {
  plain ??= new Intl.NumberFormat('en');
  return plain.format(count);
}

/** `12.4K`: where room is short; the exact number belongs into the title. */
export function shortCount(count: number): string {
  if (count < 10_000) return countText(count);
  short ??= new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
  return short.format(count);
}

const SIZE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < SIZE_UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${SIZE_UNITS[unit] ?? 'B'}`;
}

/** `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`, `4 d 3 h`; negative: with a minus in front. */
export function durationText(seconds: number): string {
  if (seconds < 0) return `−${durationText(-seconds)}`;
  if (seconds < 0.001) return `${Math.round(seconds * 1e6)} µs`;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  if (whole < 86_400)
    return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
  return `${countText(Math.floor(whole / 86_400))} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** In one unit, for a narrow column: `640 ms`, `12 s`, `3 min`, `2.5 h`, `4 d`. */
export function shortDuration(seconds: number): string {
  if (seconds < 60) return durationText(seconds);
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 86_400) return `${(seconds / 3600).toFixed(1)} h`;
  return `${countText(Math.round(seconds / 86_400))} d`;
}
