import { describe, expect, it } from 'vitest';
import { clampSpan, TimeScale, zoomAround } from './time-axis.ts';

const hour = 3_600_000_000;

describe('a scale of time', () => {
  it('maps there and back', () => {
    const scale = new TimeScale({ fromUs: 1000, toUs: 3000 }, 200);
    expect(scale.x(2000)).toBe(100);
    expect(scale.us(100)).toBe(2000);
    expect(scale.us(-5)).toBe(1000);
    expect(scale.us(500)).toBe(3000);
  });

  it('marks round times, no closer than asked', () => {
    const fromUs = Date.parse('2024-03-01T10:07:00Z') * 1000;
    const ticks = new TimeScale({ fromUs, toUs: fromUs + 2 * hour }, 800).ticks(100);
    expect(ticks.map(({ label }) => label)).toEqual([
      '10:15',
      '10:30',
      '10:45',
      '11:00',
      '11:15',
      '11:30',
      '11:45',
      '12:00',
    ]);
  });

  it('marks round times of the zone that is shown, also past the end of summer time', () => {
    const fromUs = Date.parse('2024-10-26T20:30:00Z') * 1000;
    const scale = new TimeScale({ fromUs, toUs: fromUs + 8 * hour }, 800);
    const labels = scale.ticks(100, 'Europe/Berlin').map(({ label }) => label);
    // 03:00 summer time is 02:00 again.
    expect(labels).toEqual(['23:00', '2024-10-27', '01:00', '02:00', '02:00', '03:00', '04:00', '05:00']);
    const india = new TimeScale({ fromUs, toUs: fromUs + 2 * hour }, 400).ticks(100, 'Asia/Kolkata');
    expect(india.map(({ label }) => label)).toContain('02:30');
  });

  it('names the day where it begins', () => {
    const fromUs = Date.parse('2024-03-01T20:00:00Z') * 1000;
    const labels = new TimeScale({ fromUs, toUs: fromUs + 8 * hour }, 400).ticks(90).map(({ label }) => label);
    expect(labels).toContain('2024-03-02');
  });

  it('zooms with the place under the pointer held', () => {
    expect(zoomAround({ fromUs: 0, toUs: 100_000 }, 25_000, 0.5)).toEqual({ fromUs: 12_500, toUs: 62_500 });
    expect(zoomAround({ fromUs: 0, toUs: 1000 }, 500, 0.1)).toEqual({ fromUs: 0, toUs: 1000 });
  });

  it('keeps a span inside its bounds', () => {
    expect(clampSpan({ fromUs: -5, toUs: 5 }, { fromUs: 0, toUs: 10 })).toEqual({ fromUs: 0, toUs: 5 });
    expect(clampSpan({ fromUs: 20, toUs: 30 }, { fromUs: 0, toUs: 10 })).toEqual({ fromUs: 0, toUs: 10 });
  });
});
