import { describe, expect, it } from 'vitest';
import { nearPath } from './show-path.ts';

describe('a path for a person', () => {
  it('is relative where that is shorter', () => {
    expect(nearPath('/cases/a/logs/x.log', '/cases/a')).toBe('logs/x.log');
    expect(nearPath('/cases/b/x.log', '/cases/a')).toBe('../b/x.log');
    expect(nearPath('/var/x', '/home/ada/cases')).toBe('/var/x');
    expect(nearPath('/cases/a', '/cases/a')).toBe('/cases/a');
    expect(nearPath('/cases/a/b.zip!/c/x.log', '/cases/a')).toBe('b.zip!/c/x.log');
  });
});
